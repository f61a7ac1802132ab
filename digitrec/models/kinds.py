"""The kinds of models in one table: what each takes and gives, its version, and the sizes of its twin."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from digitrec.models.architectures.maps import FINDER_INPUT, INK_INPUT, SINGLE_INPUT
from digitrec.models.line_shapes import check_line_shapes, is_line_model, line_signatures
from digitrec.models.loading import check_shapes
from digitrec.models.map_shapes import (
    check_finder_shapes,
    check_ink_shapes,
    check_single_shapes,
    is_map_model,
    makes_ink,
    makes_single_ink,
    map_signatures,
)
from digitrec.models.record import CLASSIFIER, FINDER, INK, SEQUENCE, SINGLE
from digitrec.page.normalise import NORMALISATION
from digitrec.page.normalise_line import LINE_NORMALISATION


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of models.

    Args:
        version: of what such a model sees; records of another version are not believed.
        check: holds the shapes in and out of a `.keras` file to those of the kind; raises ModelError.
        signatures: makes functions of a `keras.Model` and of TensorFlow, one for each size that the twin
            runs at; None = the twin runs at any batch size.
        half_floats: whether the twin holds its weights as half floats; recurrent layers would unpack them at
            every step, and take three times as long.
    """

    version: int
    check: Callable[[object, object], object]
    signatures: Callable[[Any, Any], dict[str, Any]] | None = None
    half_floats: bool = True


MODEL_KINDS: dict[str, Kind] = {
    CLASSIFIER: Kind(NORMALISATION, check_shapes),
    SEQUENCE: Kind(LINE_NORMALISATION, check_line_shapes, line_signatures, half_floats=False),
    FINDER: Kind(FINDER_INPUT, check_finder_shapes, map_signatures),
    INK: Kind(INK_INPUT, check_ink_shapes, map_signatures),
    SINGLE: Kind(SINGLE_INPUT, check_single_shapes, map_signatures),
}
"""By the names of `record.KINDS`."""


def kind_of_shapes(input_shape: object, output_shape: object) -> Kind:
    """The kind that a model of these shapes can be of alone; whether it is, `Kind.check` says."""
    if is_line_model(input_shape):
        return MODEL_KINDS[SEQUENCE]
    if is_map_model(input_shape):
        if makes_single_ink(output_shape):
            return MODEL_KINDS[SINGLE]
        return MODEL_KINDS[INK if makes_ink(output_shape) else FINDER]
    return MODEL_KINDS[CLASSIFIER]
