"""The shapes of networks of maps, and the few sizes at which their LiteRT twins look at images."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from digitrec.errors import ModelError
from digitrec.models.architectures.maps import FINDER_CHANNELS, SINGLE_SIDE

LONG = 320  # pixels
FINDER_SIZES = tuple(
    sorted(
        {(a, b) for n in (64, 128, 192, 256, LONG) for a, b in ((n, LONG), (LONG, n))}
        | {(64, 64), (128, 128)}
    )
)
INK_SIZES = (
    (96, 128), (96, 160), (96, 256), (96, 320), (96, 640),
    (128, 128), (128, 192), (128, 256), (128, 384), (128, 640),
    (192, 320), (256, 384), (256, 448), (320, 448),
)  # fmt: skip
SINGLE_SIZES = ((SINGLE_SIDE, SINGLE_SIDE),)
"""Heights and widths: a twin runs at fixed sizes only, and holds the weights once, however many there are."""


def is_map_model(input_shape: object) -> bool:
    """Whether a model of this input shape makes maps: (N, any, any, 3)."""
    given = tuple(input_shape) if isinstance(input_shape, (tuple, list)) else ()
    return given[1:] == (None, None, 3)


def makes_ink(output_shape: object) -> bool:
    """Whether the maps are ink and row kernels: two of one channel each."""
    made = list(output_shape) if isinstance(output_shape, (tuple, list)) else []
    return len(made) == 2 and all(isinstance(one, (tuple, list)) and tuple(one)[3:] == (1,) for one in made)


def makes_single_ink(output_shape: object) -> bool:
    """Whether the maps are ink alone: one of one channel."""
    made = tuple(output_shape) if isinstance(output_shape, (tuple, list)) else ()
    return len(made) == 4 and made[3] == 1


def makes_finder_maps(output_shape: object) -> bool:
    """Whether the maps are a finder's: one of as many channels."""
    made = tuple(output_shape) if isinstance(output_shape, (tuple, list)) else ()
    return len(made) == 4 and made[3] == FINDER_CHANNELS


def check_finder_shapes(input_shape: object, output_shape: object) -> None:
    """Holds a model to (N, H, W, 3) in and (N, h, w, 5) out.

    Raises:
        ModelError: the shapes are others; the message does not name the file.
    """
    wanted = f"a finder takes (N, any, any, 3) and gives (N, any, any, {FINDER_CHANNELS})"
    _check(input_shape, output_shape, makes_finder_maps, wanted)


def check_ink_shapes(input_shape: object, output_shape: object) -> None:
    """Holds a model to (N, H, W, 3) in and two maps of one channel out, as `check_finder_shapes`."""
    wanted = "an ink network takes (N, any, any, 3) and gives two maps (N, any, any, 1)"
    _check(input_shape, output_shape, makes_ink, wanted)


def check_single_shapes(input_shape: object, output_shape: object) -> None:
    """Holds a model to (N, H, W, 3) in and (N, H, W, 1) out, as `check_finder_shapes`."""
    wanted = "a network for single digits takes (N, any, any, 3) and gives (N, any, any, 1)"
    _check(input_shape, output_shape, makes_single_ink, wanted)


def _check(input_shape: object, output_shape: object, fits: Callable[[object], bool], wanted: str) -> None:
    if not is_map_model(input_shape) or not fits(output_shape):
        raise ModelError(f"it takes {input_shape} and gives {output_shape}, {wanted}")


def signature_of(size: tuple[int, int]) -> str:
    """The name of the twin's part that looks at images of this height and width."""
    return f"images_{size[0]}x{size[1]}"


def map_signatures(model: Any, tensorflow: Any) -> dict[str, Any]:
    """The model as functions of one image, one for each size."""
    names: tuple[str, ...] = ("maps",)
    sizes: tuple[tuple[int, int], ...] = FINDER_SIZES
    if makes_ink(model.output_shape):
        names, sizes = ("ink", "kernels"), INK_SIZES
    elif makes_single_ink(model.output_shape):
        names, sizes = ("ink",), SINGLE_SIZES

    def look(image: Any) -> Any:
        made = model(image, training=False)
        return dict(zip(names, made if isinstance(made, (list, tuple)) else [made], strict=True))

    signatures = {}
    for size in sizes:
        shape = tensorflow.TensorSpec((1, *size, 3), tensorflow.float32, name="image")
        signatures[signature_of(size)] = tensorflow.function(look).get_concrete_function(shape)
    return signatures
