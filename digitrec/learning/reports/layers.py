"""A network as text: a line a layer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

WIDTHS = (44, 22, 10)  # characters: name and kind, shape, weights


def layers_of(model: Any) -> str:
    """The layers of a `keras.Model`: kind, shape of the output, weights; networks inside it are indented."""
    heading = f"{'layer':<{WIDTHS[0]}}{'answer':<{WIDTHS[1]}}{'weights':>{WIDTHS[2]}}"
    total = f"{'all':<{WIDTHS[0] + WIDTHS[1]}}{model.count_params():>{WIDTHS[2]},}"
    return "\n".join([heading, *_lines(model, 0), total])


def _lines(model: Any, depth: int) -> Iterator[str]:
    for layer in model.layers:
        kind = f"{'  ' * depth}{layer.name} ({layer.__class__.__name__})"
        shape = _shape(layer)
        yield f"{kind:<{WIDTHS[0]}}{shape:<{WIDTHS[1]}}{layer.count_params():>{WIDTHS[2]},}"
        if hasattr(layer, "layers"):
            yield from _lines(layer, depth + 1)


def _shape(layer: Any) -> str:
    shape = getattr(layer.output, "shape", ())
    return " x ".join(str(side) for side in shape[1:]) or "-"
