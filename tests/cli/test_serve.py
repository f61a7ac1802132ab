import io
import subprocess
import sys

import pytest

from digitrec.cli import serve
from digitrec.cli.main import main
from digitrec.web.passwords import load_users, may_enter


def test_without_gradio_the_remedy_is_one_line(monkeypatch, capsys):
    monkeypatch.setattr(serve, "find_spec", lambda _: None)
    assert main(["serve"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err == (
        'digitrec: The pages need Gradio, which is not installed. Install it: pip install "digitrec[web]"\n'
    )


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.0.7", "::"])
def test_others_are_not_let_in_without_a_password(capsys, host):
    assert main(["serve", "--host", host]) == 1
    assert "--auth-file" in capsys.readouterr().err


def test_a_broken_file_of_users_is_one_line(tmp_path, capsys):
    file = tmp_path / "users.txt"
    file.write_text("anna:secret\n")
    assert main(["serve", "--host", "0.0.0.0", "--auth-file", str(file)]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_no_model_is_one_line(tmp_path, capsys):
    pytest.importorskip("gradio")
    assert main(["serve", "--models", str(tmp_path)]) == 1
    assert "No trained model" in capsys.readouterr().err


@pytest.mark.parametrize("port", ["0", "65536", "web"])
def test_a_port_that_is_none_is_wrong_usage(port):
    with pytest.raises(SystemExit) as caught:
        main(["serve", "--port", port])
    assert caught.value.code == 2


def test_lines_for_the_file_of_users_are_made_from_standard_input(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(sys, "stdin", io.StringIO("correct horse\n"))
    assert main(["serve", "--hash-password", "anna"]) == 0
    (tmp_path / "users.txt").write_text(capsys.readouterr().out)
    assert may_enter(load_users(tmp_path / "users.txt"), "anna", "correct horse")


def test_passwords_that_differ_are_refused(monkeypatch, capsys):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    typed = iter(["correct horse", "correct house"])
    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr(serve.getpass, "getpass", lambda _: next(typed))
    assert main(["serve", "--hash-password", "anna"]) == 1
    assert "two passwords" in capsys.readouterr().err


def test_nothing_imports_gradio_before_it_is_needed():
    code = (
        "import sys, digitrec, digitrec.cli.main, digitrec.cli.serve; digitrec.load_reader; "
        "print({'gradio', 'PIL', 'starlette', 'tensorflow'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_the_page_trains_by_the_command_of_the_terminal(tmp_path):
    from digitrec.cli.train.flags import make_parser
    from digitrec.web.trainer import TrainingRequest

    choices = serve._choices(tmp_path)
    assert {"advanced", "residual", "sequence", "finder", "ink"} <= set(choices.models)
    for model in choices.models:
        for preset in choices.presets:
            words = list(choices.command(TrainingRequest(model, preset, ("mnist", "folder"))))
            assert words[:4] == [sys.executable, "-m", "digitrec", "train"]
            options = make_parser().parse_args(words[4:])
            assert (options.model, options.preset, options.json) == (model, preset, True)
            assert options.data == ["mnist", "folder"]
            assert choices.minutes(model, preset) >= 1
