from __future__ import annotations

import shutil
import subprocess
import sys

import pytest

from digitrec.cli.commands import commands
from digitrec.cli.main import main

pytest.importorskip("shtab")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_every_command_and_its_options_are_in_it(capsys, shell):
    assert main(["completion", shell]) == 0
    script = capsys.readouterr().out
    assert all(name in script for name in commands())
    assert all(option in script for option in ("mark-doubt", "allow-training", "robustness", "resume"))


@pytest.mark.skipif(not shutil.which("bash"), reason="no bash here")
def test_bash_completes(tmp_path, capsys):
    main(["completion", "bash"])
    script = tmp_path / "digitrec.bash"
    script.write_text(capsys.readouterr().out, encoding="utf-8")
    (tmp_path / "photo.jpg").touch()
    for words, wanted in (
        ("re", "read"),
        ("read --js", "--json"),
        ("synth --kind pa", "pages"),
        ("read ph", "photo.jpg"),
    ):
        line = ["digitrec", *words.split()]
        ask = (
            f"source {script}; COMP_WORDS=({' '.join(line)}); COMP_CWORD={len(line) - 1}; "
            'COMP_LINE="${COMP_WORDS[*]}"; COMP_POINT=${#COMP_LINE}; '
            f"_shtab_digitrec digitrec {line[-1]} {line[-2]}; printf '%s\\n' \"${{COMPREPLY[@]}}\""
        )
        done = subprocess.run(["bash", "-c", ask], capture_output=True, text=True, check=False, cwd=tmp_path)
        assert wanted in done.stdout.split(), done.stderr


def test_without_shtab_the_remedy_is_one_line(capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "shtab", None)
    assert main(["completion", "bash"]) == 1
    assert (
        capsys.readouterr().err
        == "digitrec: Completion needs shtab, which is not installed: pip install shtab\n"
    )
