"""Measures the figures of `evaluate` on the workers of a cluster, all of a section at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from digitrec.cli.evaluate.cells import Cell, measured_there
from digitrec.cli.shared.cluster import Cluster, result_of
from digitrec.reading.reader import Reader


class MeasuredOnCluster:
    """Sends figures to workers.

    Args:
        cluster: measures them.
        models: the model folder.
    """

    def __init__(self, cluster: Cluster, models: Path) -> None:
        self._cluster = cluster
        self._models = models.resolve()

    def __call__(self, reader: Reader, cells: Iterable[Cell]) -> Iterator[Any]:
        """Sends figures of a reader at once; gives them in order, each when it is there.

        Raises:
            ModelError: a worker has not the model.
            DigitrecError: the workers or the scheduler have gone.
        """
        if reader.model is None:
            raise ValueError("Readers that are measured have models.")
        place, digest = reader.model.path.resolve(), reader.model.digest
        futures = [
            self._cluster.client.submit(measured_there, place, digest, self._models, cell, pure=False)
            for cell in cells
        ]
        return map(result_of, futures)
