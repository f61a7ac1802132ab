"""Videos that tests make: bright pages with a bar each, MJPEG in AVI."""

import os

import cv2
import numpy as np

os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")  # read when FFmpeg is first used
SIZE = (320, 240)


def page(bars):
    """A page with so many upright bars, (240, 320, 3) uint8."""
    picture = np.full((SIZE[1], SIZE[0], 3), 225, np.uint8)
    for number in range(bars):
        left = 60 + 60 * number
        cv2.rectangle(picture, (left, 70), (left + 8, 170), (30, 30, 30), -1)
    return picture


def write_video(path, parts, rate=30.0):
    """Writes (bars, frames) parts one after the other."""
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), rate, SIZE)
    assert writer.isOpened()
    for bars, frames in parts:
        for _ in range(frames):
            writer.write(page(bars))
    writer.release()
    return path
