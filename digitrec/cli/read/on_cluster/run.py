"""Reads files on a cluster: finds what is left to do, has it read, writes it, notes it."""

from __future__ import annotations

import argparse
import itertools
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from digitrec.cli.read.on_cluster.batches import batches_of
from digitrec.cli.read.on_cluster.dispatch import Dispatch
from digitrec.cli.read.on_cluster.job import Job, models_of
from digitrec.cli.read.on_cluster.outputs import Outputs
from digitrec.cli.read.tally import Tally
from digitrec.cli.read.workers import Task, with_pictures
from digitrec.cli.shared.cluster import Cluster, worker_failed
from digitrec.cli.shared.find import Found
from digitrec.files.results import Answer
from digitrec.models.places import output_folder


def read_on_cluster(
    files: Iterable[Found], task: Task, options: argparse.Namespace, tally: Tally
) -> Iterator[Answer]:
    """Has files read by the workers of a cluster, and writes the outputs of `options`.

    Args:
        files: to read; those that the journal knows are passed over.
        task: how.
        options: of the command.
        tally: is told what was read by the runs before.

    Yields:
        Answers, when they are on the disk.

    Raises:
        DigitrecError: there is no cluster, it has gone, or an output cannot be written.
    """
    usual = task.models == output_folder()
    job = Job(task, Path.cwd(), options.timeout, models_of(task), usual)
    outputs = Outputs(options, job, tally)
    batches = batches_of(outputs.done.left(with_pictures(files, task)), options.batch)
    try:
        first = next(batches, None)
        if first is None:  # all was read before
            return
        with Cluster(options.cluster) as cluster:
            dispatch = Dispatch(cluster, job, itertools.chain([first], batches))
            yield from _answers(dispatch, job, cluster, outputs, options.unordered)
    except KeyboardInterrupt:
        if outputs.count:
            print("digitrec: What was read is kept. Run the same command again to go on.", file=sys.stderr)
        raise
    finally:
        outputs.close()


def _answers(
    dispatch: Dispatch, job: Job, cluster: Cluster, outputs: Outputs, unordered: bool
) -> Iterator[Answer]:
    from digitrec.cli.read.on_cluster.plugin import Readers, end_processes

    plugin = Readers(job)
    try:
        cluster.client.register_plugin(plugin)
    except Exception as error:  # noqa: BLE001 - whatever fails there: digitrec is not installed, ...
        raise worker_failed(error) from None
    try:
        for batch, answers in dispatch.as_they_come() if unordered else dispatch.in_order():
            outputs.write(batch, answers)
            yield from answers
    finally:
        with suppress(OSError, TimeoutError, ValueError):  # a new scheduler knows no plugin, its workers do
            cluster.client.run(end_processes, job, on_error="ignore")
            cluster.client.unregister_worker_plugin(plugin.name)
