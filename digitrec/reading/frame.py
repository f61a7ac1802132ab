"""Frames of a camera to readings: looks for the sheet of paper first, and says how sharp it is."""

from __future__ import annotations

import cv2
import numpy as np

from digitrec.page.images import quantile, reduced
from digitrec.page.ink import find_ink
from digitrec.page.sheet import cut_out, find_sheet
from digitrec.reading.reader import Limits, Reader
from digitrec.reading.surroundings import stands_on_paper
from digitrec.types import Image, Ink, Reading

SURE = 0.8  # a mean confidence from which on a reading is believed at once
DOUBTFUL = 0.6  # a digit with this confidence counts neither for nor against a reading
LIMITS = Limits(
    marks=250,  # more are the grain of an empty wall, or print
    candidates=250,  # writing has one or two for each digit, where digits touch ten; a pattern has many more
    least_read=0.6,  # a picture of whose ink less makes digits shows something else
)
MOST_DIGITS = 100  # more are no number held up, but print or the pattern of a cloth
STRONGEST = 0.995  # of the pixels have weaker edges than the one that tells how sharp a frame is
SHARPNESS_SIDE = 640  # pixels: the longer side of the picture in which edges are measured


def read_frame(reader: Reader, frame: Image) -> Reading:
    """Reads a frame: the sheet of paper in it, or where there is none, all of it.

    Args:
        reader: reads pages.
        frame: (H, W) or (H, W, 3|4) uint8.

    Returns:
        Lines from top to bottom; boxes in pixels of the frame.
    """
    sheet = find_sheet(frame)
    if sheet is not None:
        reading = _read_either_way(reader, cut_out(frame, sheet), sheet=True)
        if reading.lines:
            return reading.moved(sheet.box.left, sheet.box.top)
    return _read_either_way(reader, frame, sheet=False)


def _read_either_way(reader: Reader, page: Image, sheet: bool) -> Reading:
    """Reads dark ink; where that gives little, light ink too, and keeps what makes more of a number.

    A frame holds more than paper, which misleads the reader's own guess at the colour of the ink.
    """
    dark = _on_paper(reader, page, False, sheet)
    if dark.digits and np.mean([digit.confidence for digit in dark.digits]) >= SURE:
        return dark
    light = _on_paper(reader, page, True, sheet)
    return dark if _worth(dark) >= _worth(light) else light


def _on_paper(reader: Reader, page: Image, light_ink: bool, sheet: bool) -> Reading:
    """Reads a page; nothing where what looks like digits is a part of something else."""
    reading = reader.read(page, light_ink=light_ink, limits=LIMITS)
    if not reading.lines or len(reading.digits) > MOST_DIGITS:
        return Reading()
    return reading if stands_on_paper(page, reading, light_ink, sheet) else Reading()


def _worth(reading: Reading) -> float:
    """How much of a number a reading is: digits read with confidence count for it, doubtful ones against."""
    return sum(digit.confidence - DOUBTFUL for digit in reading.digits)


def frame_ink(frame: Image) -> Ink:
    """The ink map of a frame as `read_frame` sees it, at the size of the frame.

    Returns:
        (H, W) uint8, 0 = paper, 255 = ink.
    """
    sheet = find_sheet(frame)
    height, width = frame.shape[:2]
    if sheet is None:
        return _as_large(find_ink(frame).ink, width, height)
    ink = np.zeros((height, width), np.uint8)
    box = sheet.box
    part = find_ink(cut_out(frame, sheet)).ink
    ink[box.top : box.bottom, box.left : box.right] = _as_large(part, box.width, box.height)
    return ink


def sharpness(frame: Image) -> float:
    """How sharp a frame is, to be compared with other frames of the same scene.

    Returns:
        The strength of its strongest fine edges in grey levels, 0 to 255; 0 for an even picture. Grain
        counts for little: it is averaged away first.
    """
    height, width = frame.shape[:2]
    scale = min(1.0, SHARPNESS_SIDE / max(height, width))
    size = max(3, round(width * scale)), max(3, round(height * scale))
    small = reduced(frame, size)
    grey = small if small.ndim == 2 else cv2.cvtColor(small[..., :3], cv2.COLOR_BGR2GRAY)
    edges = cv2.convertScaleAbs(cv2.Laplacian(grey, cv2.CV_16S, ksize=1))
    return quantile(np.asarray(edges, np.uint8), STRONGEST)


def _as_large(ink: Ink, width: int, height: int) -> Ink:
    return np.asarray(cv2.resize(ink, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)
