"""Makes the `.tflite` twin of a `.keras` model.

The converter belongs to TensorFlow. A model trained on another Keras backend is converted in a process of its
own, which runs this file: `python -m digitrec.models.export MODEL.keras TWIN.tflite`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from digitrec.errors import ModelError
from digitrec.models.files import digest_of, write_whole
from digitrec.models.kinds import kind_of_shapes
from digitrec.models.quiet import muted_stderr, quiet_keras
from digitrec.models.twin import with_trailer

CONVERSION_TIMEOUT = 300  # seconds


def write_twin(keras_path: Path, twin_path: Path, model: Any | None = None) -> None:
    """Compiles a saved model for LiteRT.

    Args:
        keras_path: the `.keras` file; the twin carries its digest.
        twin_path: where to write the twin, whole or not at all.
        model: the model in that file, if it is loaded already.

    Raises:
        ModelError: LiteRT cannot run this model, or it cannot be loaded.
        OSError: the twin cannot be written.
    """
    keras = quiet_keras()
    if keras.config.backend() != "tensorflow":
        _convert_elsewhere(keras_path, twin_path)
        return
    if model is None:
        from digitrec.models.loading import load_keras

        model = load_keras(keras_path, _check_any)
    write_whole(twin_path, with_trailer(_convert(model), digest_of(keras_path)))


def _check_any(input_shape: object, output_shape: object) -> None:
    kind_of_shapes(input_shape, output_shape).check(input_shape, output_shape)


def _convert(model: Any) -> bytes:
    """The model as a FlatBuffer: with a free batch size, of other models with a few fixed sizes."""
    import tensorflow as tf

    with tempfile.TemporaryDirectory(prefix="digitrec-") as folder, muted_stderr():
        try:
            flatbuffer: bytes = _converter(model, folder, tf.lite.TFLiteConverter).convert()
        except (tf.errors.OpError, ValueError, TypeError, RuntimeError, AttributeError) as error:
            reason = (str(error).splitlines() or [type(error).__name__])[0]
        except Exception as error:  # the converter's own ConverterError derives from Exception alone
            if type(error).__name__ != "ConverterError":
                raise
            reason = (str(error).splitlines() or ["ConverterError"])[0]
        else:
            return flatbuffer
    raise ModelError(f"LiteRT cannot run this model ({reason}).")


def _converter(model: Any, folder: str, converter: Any) -> Any:
    """A converter of the model as a saved model of TensorFlow in `folder`."""
    import tensorflow as tf

    kind = kind_of_shapes(model.input_shape, model.output_shape)
    if kind.signatures is None:
        model.export(folder, format="tf_saved_model", verbose=False)
        return _with_half_floats(converter.from_saved_model(folder), tf)
    signatures = kind.signatures(model, tf)
    module = tf.Module()
    module.model, module.weights = model, [variable.value for variable in model.variables]
    tf.saved_model.save(module, folder, signatures=signatures)
    made = converter.from_saved_model(folder, signature_keys=list(signatures))
    return _with_half_floats(made, tf) if kind.half_floats else made


def _with_half_floats(converter: Any, tf: Any) -> Any:
    """The converter of a twin that holds its weights as half floats, and computes with whole ones."""
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.target_spec.supported_types = [tf.float16]
    return converter


def _convert_elsewhere(keras_path: Path, twin_path: Path) -> None:
    command = [sys.executable, "-m", "digitrec.models.export", str(keras_path), str(twin_path)]
    environment = {**os.environ, "KERAS_BACKEND": "tensorflow", "CUDA_VISIBLE_DEVICES": ""}
    try:
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=CONVERSION_TIMEOUT, check=False
        )
    except subprocess.TimeoutExpired:
        raise ModelError(f"{keras_path}: converting for LiteRT took over {CONVERSION_TIMEOUT} s.") from None
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise ModelError(f"{keras_path}: the twin for LiteRT could not be made ({reason}).")


if __name__ == "__main__":
    write_twin(Path(sys.argv[1]), Path(sys.argv[2]))
