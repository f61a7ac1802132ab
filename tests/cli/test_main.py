from __future__ import annotations

import os
import subprocess
import sys

import pytest

from digitrec.cli import main as main_module
from digitrec.cli import models as models_command
from digitrec.cli.commands import COMMANDS, commands
from digitrec.cli.main import main
from digitrec.errors import DigitrecError


def run(*arguments: str, **options) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "digitrec", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


@pytest.mark.parametrize(("argv", "code"), [(["--help"], 0), (["-h"], 0), ([], 2)])
def test_the_overview_names_every_command(capsys, argv, code):
    assert main(argv) == code
    listed = capsys.readouterr().out
    assert all(f"  {name} " in listed for name in commands())
    assert {"read", "models", "bench", "doctor"} <= set(commands())


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        pytest.param(["raed"], "digitrec: there is no command raed: did you mean read?", id="command"),
        pytest.param(["--verison"], "digitrec: there is no option --verison. There are", id="option"),
        pytest.param(
            ["read", "--jsn", "a"], "no option --jsn: did you mean --json?", id="option-of-a-command"
        ),
        pytest.param(["read", "--jsn=5", "a"], "no option --jsn: did you mean --json?", id="with-a-value"),
        pytest.param(
            ["synth", "--kind", "page", "x"], "there is no 'page': did you mean pages?", id="choice"
        ),
        pytest.param(
            ["synth", "--kind", "xyz", "x"], "choose from pages, crops, strings", id="choice-like-nothing"
        ),
        pytest.param(["models", "a"], "digitrec models: unexpected argument 'a'", id="argument"),
        pytest.param(["synth"], "arguments are required: DIR", id="missing"),
    ],
)
def test_usage_errors_are_two_lines_and_say_what_was_meant(capsys, argv, says):
    assert exit_code(argv) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert says in err
    assert err.count("\n") == 2
    assert err.splitlines()[1].startswith("Try: digitrec")


def exit_code(argv: list[str]) -> object:
    try:
        return main(argv)
    except SystemExit as error:
        return error.code


@pytest.mark.parametrize("name", [*COMMANDS, None])
def test_help_fits_a_screen_and_ends_with_three_examples(capsys, name, monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    assert exit_code([name, "--help"] if name else ["--help"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) <= 40
    assert max(map(len, lines)) <= 110
    assert lines[-4] == "examples:"
    assert all("digitrec " in line for line in lines[-3:])


@pytest.mark.parametrize("name", commands())
def test_every_command_explains_itself(capsys, name):
    with pytest.raises(SystemExit) as caught:
        main([name, "--help"])
    assert caught.value.code == 0
    assert "usage" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("problem", "code", "err"),
    [
        pytest.param(
            DigitrecError("No ink.\nFill the pen."), 1, "digitrec: No ink. Fill the pen.\n", id="ours"
        ),
        pytest.param(KeyboardInterrupt(), 130, "", id="ctrl-c"),
    ],
)
def test_what_goes_wrong_is_one_line_and_an_exit_code(monkeypatch, capsys, problem, code, err):
    def fail(_):
        raise problem

    monkeypatch.setattr(models_command, "main", fail)
    assert main(["models"]) == code
    assert capsys.readouterr() == ("", err)


def test_without_tensorflow_training_says_in_one_line_what_to_install(monkeypatch, capsys):
    monkeypatch.setattr(main_module, "find_spec", lambda name: None if name in {"keras", "matplotlib"} else 1)
    assert main(["train", "--epochs", "1"]) == 1
    out, err = capsys.readouterr()
    assert (out, err) == (
        "",
        "digitrec: train needs keras and matplotlib: pip install tensorflow matplotlib scikit-learn\n",
    )
    assert exit_code(["train", "--help"]) == 0


@pytest.mark.parametrize("name", ["sklearn", "fontTools"])
def test_a_module_that_only_training_needs_is_one_line_wherever_it_is_missing(monkeypatch, capsys, name):
    def fail(_):
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)

    monkeypatch.setattr(models_command, "main", fail)
    assert main(["models"]) == 1
    assert capsys.readouterr().err.startswith(f"digitrec: models needs {name} here: pip install")


def test_any_other_missing_module_is_a_fault_of_ours(monkeypatch):
    def fail(_):
        raise ModuleNotFoundError("No module named 'digitrec.gone'", name="digitrec.gone")

    monkeypatch.setattr(models_command, "main", fail)
    with pytest.raises(ModuleNotFoundError):
        main(["models"])


def test_every_command_starts_where_only_reading_is_wanted():
    code = (
        "import sys; from importlib import import_module; from digitrec.cli.commands import *\n"
        "for name in commands(): import_module(module_of(name)).make_parser()\n"
        "print(sorted({'keras', 'tensorflow', 'matplotlib', 'sklearn', 'scipy', 'h5py'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_help_imports_nothing_heavy():
    code = (
        "import sys; from digitrec.cli.main import main; main(['--help']); "
        "print({'cv2', 'tensorflow', 'keras', 'ai_edge_litert'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "set()"


def test_version():
    assert run("--version").stdout.startswith("digitrec ")


@pytest.mark.skipif(sys.platform == "win32", reason="pipes close otherwise there")
def test_a_reader_that_leaves_early_is_no_error():
    reading_end, writing_end = os.pipe()
    os.close(reading_end)
    with os.fdopen(writing_end, "wb") as pipe:
        command = [sys.executable, "-m", "digitrec", "doctor"]
        done = subprocess.run(command, stdout=pipe, stderr=subprocess.PIPE, check=False)
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.parametrize(("chosen", "threads"), [(None, "1"), ("3", "3")])
def test_numpy_keeps_to_one_thread_unless_told_otherwise(monkeypatch, chosen, threads):
    environment = {"OPENBLAS_NUM_THREADS": chosen} if chosen else {}
    monkeypatch.setattr(main_module.os, "environ", environment)
    monkeypatch.setattr(main_module, "end_when_told", lambda: None)
    monkeypatch.setattr(sys, "argv", ["digitrec", "--version"])
    assert main() == 0
    assert environment == {"OPENBLAS_NUM_THREADS": threads}
