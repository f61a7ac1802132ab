"""The API for scripts: names that stay, plain JSON in and out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gradio as gr
from gradio.data_classes import FileData

from digitrec.models.store import StoredModel
from digitrec.web.batch import as_objects, read_files
from digitrec.web.controller import Controller


def add_api(controller: Controller) -> None:
    """Adds the calls `read` and `models` to the pages that are being laid out."""

    def read(files: list[FileData], single: bool = False, model: str = "") -> list[dict[str, Any]]:
        """Reads image files that were uploaded.

        Args:
            files: the images.
            single: each image holds at most one digit.
            model: the name of a model; "" = the best one.

        Returns:
            One object a file: file, text, lines and digits; or file and error.
        """
        # FileData arrives as a plain dict; the name is the visitor's, the path this server's.
        named = [_named(file) for file in files]
        return as_objects([one.answer for one in read_files(controller, named, model or None, single)])

    def models() -> list[dict[str, Any]]:
        """Lists the models, the best one first."""
        return [_described(stored, rank == 0) for rank, stored in enumerate(controller.models())]

    gr.api(read, api_name="read", queue=False)
    gr.api(models, api_name="models", queue=False)


def _named(file: Any) -> tuple[Path, str]:
    values = file if isinstance(file, dict) else file.model_dump()
    path = Path(values["path"])
    return path, Path(values.get("orig_name") or path).name


def _described(stored: StoredModel, best: bool) -> dict[str, Any]:
    record = stored.record
    return {
        "name": stored.name,
        "best": best,
        "verified": stored.verified,
        "architecture": record.architecture if record else None,
        "parameters": record.parameters if record else None,
        "validation_accuracy": record.validation_accuracy if record else None,
        "test_accuracy": record.test_accuracy if record else None,
    }
