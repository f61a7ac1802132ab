"""`python -m digitrec serve`: the reader in the browser."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
import threading
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from digitrec.cli.shared.options import add_model, add_no_hand, add_signs, whole
from digitrec.cli.shared.parsing import CommandParser, add_help
from digitrec.errors import DigitrecError
from digitrec.web.passwords import line_for, load_users
from digitrec.web.server import LOOPBACK, Address

if TYPE_CHECKING:
    from digitrec.reading.reader import Reader
    from digitrec.web.trainer import TrainingChoices

NOTES = (
    "The page is for this machine alone unless --host says otherwise; then --auth-file names who may log in.",
    "Passwords and images cross the network as they are: on one that you do not trust, put a proxy",
    "with HTTPS in front.",
)
EXAMPLES = (
    "digitrec serve",
    "digitrec serve --hash-password anna >> users.txt",
    "digitrec serve --host 0.0.0.0 --auth-file users.txt",
)


def main(argv: Sequence[str] | None = None) -> int:
    """Serves the pages until Ctrl-C.

    Returns:
        0.

    Raises:
        DigitrecError: Gradio is not installed, there is no model, or the address cannot be had.
    """
    options = make_parser().parse_args(argv)
    if options.hash_password is not None:
        print(line_for(options.hash_password, _password()))
        return 0
    users = load_users(options.auth_file) if options.auth_file is not None else {}
    address = Address(options.host, options.port, users)
    if find_spec("gradio") is None:
        raise DigitrecError(
            'The pages need Gradio, which is not installed. Install it: pip install "digitrec[web]"'
        )
    _serve(options, address)
    return 0


def _serve(options: argparse.Namespace, address: Address) -> None:
    import cv2

    from digitrec.cli.shared.reader import open_reader
    from digitrec.web.controller import Controller
    from digitrec.web.server import serving
    from digitrec.web.trainer import Trainer

    cv2.setNumThreads(1)  # visitors come at once: a thread each
    folder = Path(options.models)
    chosen = Path(options.model) if options.model else None

    def opener(path: Path) -> Reader:
        reader, notes = open_reader(folder, path, threads=1, hand=not options.no_hand, signs=options.signs)
        for note in notes:
            print("digitrec:", note, file=sys.stderr, flush=True)
        return reader

    controller = Controller(folder, opener, chosen, at_once=max(1, os.cpu_count() or 1))
    for sentence in controller.scan().skipped:
        print("digitrec:", sentence, file=sys.stderr, flush=True)
    controller.reader()  # now, so that what is wrong with it is said here, and the first visitor waits less
    trainer = Trainer(_choices(folder), controller.limits) if options.allow_training else None
    with serving(controller, address, trainer) as url:
        try:
            print(f"{url}  (Ctrl-C ends it)", flush=True)
            threading.Event().wait()
        except KeyboardInterrupt:
            print(file=sys.stderr)


def _choices(folder: Path) -> TrainingChoices:
    """What the page may train: into the folder of the models, by the command that the terminal has too."""
    from digitrec.cli.train.plans import PRESETS, TITLES, minutes
    from digitrec.web.trainer import TrainingChoices, TrainingRequest

    def command(request: TrainingRequest) -> list[str]:
        words = [sys.executable, "-m", "digitrec", "train", "--json", "--output", str(folder)]
        words += ["--model", request.model, "--preset", request.preset]
        return words + [word for data in request.data for word in ("--data", data)]

    presets = {name: preset.epochs for name, preset in PRESETS.items()}
    return TrainingChoices(TITLES, presets, minutes, command)


def _password() -> str:
    """Asks for a password twice; takes one line where there is no terminal."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass.getpass("Password: ")
    if getpass.getpass("Again: ") != password:
        raise DigitrecError("These are two passwords. Try again.")
    return password


def make_parser() -> argparse.ArgumentParser:
    """The parser."""
    parser = CommandParser(
        "serve", "Opens the reader in the browser: draw, read files, camera, models.",
        "[OPTION ...]", EXAMPLES, NOTES,
    )  # fmt: skip
    address = parser.add_argument_group("address")
    address.add_argument("--host", metavar="H", default=LOOPBACK, help="to listen at (%(default)s)")
    address.add_argument(
        "--port", metavar="N", type=whole(1, 65535), default=0, help="7860, or the next free one"
    )
    visitors = parser.add_argument_group("visitors")
    visitors.add_argument("--auth-file", type=Path, metavar="FILE", help="who may log in: lines of user:hash")
    visitors.add_argument(
        "--hash-password", metavar="USER", help="ask for a password, print a line for --auth-file, and end"
    )
    visitors.add_argument(
        "--allow-training", action="store_true", help="they may train models on this machine"
    )
    models = parser.add_argument_group("models")
    add_model(models)
    add_no_hand(models)
    add_signs(models)
    add_help(models)
    return parser
