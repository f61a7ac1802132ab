"""Whole files of every kind that is read, to be broken by `tests.fuzzing`."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from functools import cache

import cv2
import numpy as np

from digitrec.models.record import ModelRecord
from tests.files.samples import encoded, gradient, heic, pages, pillowed

LAYERS = {"config": {"layers": [{"module": "keras.layers", "class_name": "Dense", "config": {"units": 11}}]}}


@cache
def image_seeds() -> list[bytes]:
    seeds = [
        encoded(ending) for ending in ("png", "jpg", "bmp", "tif", "webp", "ppm", "gif", "ras", "pam", "avif")
    ]
    seeds += [encoded(ending, gradient(1)) for ending in ("pgm", "pbm", "png")]
    seeds += [encoded(ending, gradient().astype(np.float32)) for ending in ("pfm", "hdr", "tif")]
    seeds += [encoded("jpg", None, cv2.IMWRITE_JPEG_PROGRESSIVE, 1), encoded("png", gradient(4))]
    seeds += [encoded("png", gradient(1, np.uint16)), encoded("webp", None, cv2.IMWRITE_WEBP_QUALITY, 101)]
    seeds += [pillowed("JPEG2000"), pillowed("TIFF", big_tiff=True), pillowed("TIFF", compression="tiff_lzw")]
    seeds += [pillowed("TIFF", compression="jpeg"), pillowed("GIF", save_all=True), pages(3), pages(2, "PDF")]
    seeds += [
        b"P1 4 2\n0 1 0 1\n1 0 1 0\n",
        b"P3 2 1 255\n1 2 3 4 5 6\n",
        heic(np.zeros((64, 64, 3), np.uint8)),
    ]
    return seeds


@cache
def record_seeds() -> list[bytes]:
    record = ModelRecord("best_advanced_model", "advanced", 11, 1, training={"epochs": 3, "fonts": ["a"]})
    return [record.to_json().encode(), b"[]", b'{"classes": 1e999}', b"[" * 500, b'{"classes": 11}']


@cache
def npz_seeds() -> list[bytes]:
    seeds = []
    for save, names in ((np.savez, ("x", "y")), (np.savez_compressed, ("x_train", "y_train"))):
        file = io.BytesIO()
        save(file, **dict(zip(names, (np.full((3, 28, 28), 9, np.uint8), np.arange(3)), strict=True)))
        seeds.append(file.getvalue())
    plain = io.BytesIO()
    np.save(plain, np.arange(9))
    return [*seeds, plain.getvalue()]


def saved(array: np.ndarray) -> bytes:
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


@cache
def npy_seeds() -> list[bytes]:
    inks = np.full((3, 28, 28), 9, np.uint8)
    return [
        saved(array)
        for array in (inks, inks / 255, inks[:, :20, :20, np.newaxis], inks[:, ::2], np.arange(3))
    ]


@cache
def idx_seeds() -> list[bytes]:
    content = bytes((0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 5, 0, 0, 0, 5, *range(50)))
    return [content, gzip.compress(content), bytes((0, 0, 8, 1, 0, 0, 0, 3, 1, 2, 3))]


@cache
def archive_seeds() -> list[bytes]:
    seeds = []
    for packing in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", packing) as archive:
            archive.writestr("config.json", json.dumps(LAYERS))
            archive.writestr("model.weights.h5", bytes(40))
        seeds.append(file.getvalue())
    return seeds


def layer_seeds() -> list[bytes]:
    return [json.dumps(LAYERS).encode()]
