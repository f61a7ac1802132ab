"""Reads files on a cluster: finds what is left to do, has it read, writes it, notes it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from digitrec.cli.read.on_cluster.batches import batches_of
from digitrec.cli.read.on_cluster.dispatch import Dispatch
from digitrec.cli.read.on_cluster.job import Job, models_of
from digitrec.cli.read.on_cluster.outputs import Outputs
from digitrec.cli.read.tally import Tally
from digitrec.cli.read.workers import Task, with_pictures
from digitrec.cli.shared.cluster import Cluster
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
    try:
        with Cluster(options.cluster) as cluster:
            yield from _answers(files, job, cluster, outputs, options)
    except KeyboardInterrupt:
        if outputs.count:
            print(
                f"digitrec: {outputs.count} batches are kept: run the same command again to go on.",
                file=sys.stderr,
            )
        raise
    finally:
        outputs.close()


def _answers(
    files: Iterable[Found], job: Job, cluster: Cluster, outputs: Outputs, options: argparse.Namespace
) -> Iterator[Answer]:
    from digitrec.cli.read.on_cluster.plugin import Readers

    plugin = Readers(job)
    cluster.client.register_plugin(plugin)
    try:
        left = outputs.done.left(with_pictures(files, job.task))
        dispatch = Dispatch(cluster, job, batches_of(left, options.batch))
        done = dispatch.as_they_come() if options.unordered else dispatch.in_order()
        for batch, answers in done:
            outputs.write(batch, answers)
            yield from answers
    finally:
        if not cluster.lost:
            cluster.client.unregister_worker_plugin(plugin.name)
