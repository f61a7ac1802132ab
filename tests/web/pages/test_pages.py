import base64
import json
import re
import shutil

import cv2
import numpy as np
import pytest

from digitrec.errors import ImageError
from digitrec.learning.data.collect import load_mnist
from digitrec.learning.loop.progress import EpochDone
from digitrec.percent import percent
from digitrec.web import examples, pad
from digitrec.web.batch import read_files
from digitrec.web.controller import Controller
from digitrec.web.pages import about, camera, draw, performance, read, train
from digitrec.web.plots import TITLES, Plots, latest_report
from digitrec.web.shown import LONGEST, Shown
from digitrec.web.trainer import TrainingStatus
from tests.fakes import validation_of
from tests.web.conftest import MODELS, header_only_png


def plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def drawn(image, number=3):
    """What the pad writes."""
    png = cv2.imencode(".png", image)[1].tobytes()
    return json.dumps({"number": number, "image": pad.PREFIX + base64.b64encode(png).decode()})


def test_a_drawing_is_read_with_a_card_for_each_digit(controller, number):
    answer, cards, shown = draw.read_drawing(controller, drawn(number), None)
    assert plain(answer).startswith("17 ")
    assert 'data-drawing="3"' in answer  # an answer says which drawing it belongs to
    assert cards.count('class="seen"') == 2
    assert cards.count('class="bar') == 2 * 11  # ten bars, and what holds them
    assert cards.count("data:image/png;base64,") == 2
    assert shown.drawn
    assert shown.image.shape == number.shape


@pytest.mark.parametrize("value", [None, "", '{"number": 2, "image": ""}'])
def test_an_empty_paper_asks_for_a_number(controller, value):
    assert plain(draw.read_drawing(controller, value, None)[0]) == draw.EMPTY


def test_a_blank_drawing_asks_for_a_number_and_a_scribble_is_none(controller):
    blank = np.full((100, 100), 255, np.uint8)
    assert plain(draw.read_drawing(controller, drawn(blank), None)[0]) == draw.EMPTY
    blank[48:52, 2:98] = 0
    blank[2:98, 48:52] = 0
    assert plain(draw.read_drawing(controller, drawn(blank), None)[0]) == draw.NO_DIGIT


@pytest.mark.parametrize(
    "sheet",
    [
        pytest.param("no JSON", id="text"),
        pytest.param("[1]", id="list"),
        pytest.param('{"number": 1}', id="no-image"),
        pytest.param('{"number": 1, "image": "data:image/png;base64,////"}', id="no-png"),
        pytest.param('{"number": 1, "image": {"path": "/etc/passwd"}}', id="path"),
        pytest.param('{"number": "one", "image": ""}', id="no-number"),
    ],
)
def test_what_is_no_drawing_is_refused(sheet):
    with pytest.raises(ImageError, match="no drawing"):
        pad.drawing_of(sheet)


def test_a_drawing_that_says_it_is_huge_is_not_decoded():
    content = pad.PREFIX + base64.b64encode(header_only_png(100_000, 40_000)).decode()
    with pytest.raises(ImageError, match="no drawing"):
        pad.drawing_of(json.dumps({"number": 1, "image": content}))


def test_every_example_has_its_button_and_its_picture():
    paths = examples.example_paths()
    assert [path.name for path in paths] == list(examples.TITLES)
    assert examples.thumbnails().count("data:image/jpeg;base64,") == len(paths)
    assert examples.sheet_uri(paths[0]).startswith("data:image/jpeg;base64,")


def test_without_examples_pages_have_none(monkeypatch):
    monkeypatch.setattr(examples, "examples", lambda: None)
    assert examples.example_paths() == []
    assert examples.example_row() == []


def test_an_example_is_read_as_one_frame(controller, number):
    told = camera.still(controller, cv2.cvtColor(number, cv2.COLOR_GRAY2BGR), None)
    assert plain(told).startswith("17 ")
    assert plain(camera.still(controller, np.full((90, 90), 255, np.uint8), None)).startswith("No number")


def test_files_become_a_table_pictures_and_links_to_save(controller, photo, tmp_path):
    evil = tmp_path / "evil.png"
    evil.write_bytes(b"no image")
    named = [(photo, "<b>seven.png"), (evil, "evil.png")]
    links, table, pictures, last = read.shown_files(read_files(controller, named))
    assert links.count('download="numbers.') == 2
    assert [row[:2] for row in table["value"]] == [["<b>seven.png", "17"], ["evil.png", ""]]
    assert "no image" in table["value"][1][3]
    assert pictures.count("<figure>") == 1
    assert "<b>" not in pictures
    assert last.name == "<b>seven.png"


def test_a_steady_number_settles_and_is_remembered(controller, number):
    frame = np.full((240, 320, 3), 235, np.uint8)
    frame[60:180, 80:240] = cv2.cvtColor(np.minimum(number, 235), cv2.COLOR_GRAY2RGB)
    session = None
    for step in range(12):
        html, session = camera.watch_frame(controller, frame, session, None, step / 5)
    assert 'class="settled"' in html
    assert [text for _, text in session.settled] == ["17"]
    html, session = camera.watch_frame(controller, np.full_like(frame, 235), session, None, 5.0)
    assert 'class="looking"' in html
    assert len(session.settled) == 1


def test_the_stages_of_the_last_image_are_shown(controller, number):
    assert about.NOTHING in about.show_stages(controller, None, None)
    for shown in (Shown.of(number, "a <photo>"), Shown.of(number, "your drawing", drawn=True)):
        html = about.show_stages(controller, shown, None)
        assert html.count("<figure>") == 3
        assert html.count('class="seen"') == 2
        assert "<photo>" not in html


def test_what_is_kept_of_a_large_image_is_small():
    assert max(Shown.of(np.zeros((4000, 3000), np.uint8), "scan").image.shape) == LONGEST


def test_the_model_and_the_versions_are_named(controller):
    told = plain(about.model_facts(controller, None))
    assert all(word in told for word in ("best_advanced_model", "LiteRT", "390,187", "gradio"))


def test_every_model_has_its_record(controller):
    told = plain(performance.records_table(controller))
    scan = controller.scan()
    others = [one for kind in scan.others for one in scan.of(kind)]
    assert {"sequence", "finder", "ink"} <= set(scan.others)
    assert all(model.name in told for model in (*controller.models(), *others))
    assert percent(validation_of("best_advanced_model"), 2) in told


@pytest.fixture
def plots_of(controller, tmp_path):
    """A controller of the best model, in a folder of its own."""
    for path in MODELS.glob("best_advanced_model.*"):
        shutil.copy(path, tmp_path)
    return Controller(tmp_path, controller.opener)


def test_models_are_compared_by_figures_drawn_once(plots_of, monkeypatch):
    images = load_mnist().validation
    plots = Plots(plots_of, images.take(np.arange(100)))
    name = plots_of.names()[0]
    assert plots.ready(name) is None  # nobody waits for them
    assert performance.DRAWING in performance.comparison(plots, [name])
    plots.draw(name)
    html = performance.comparison(plots, [name])
    assert html.count("<figure>") >= 3
    assert "Confusions" in html
    assert performance.DRAWING not in html
    later = Plots(plots_of)  # a server that is started again
    monkeypatch.setattr(later, "_draw", None)
    later.draw(name)
    assert performance.comparison(later, [name]) == html


def test_the_figures_of_a_training_are_those_of_its_report(plots_of):
    folder = plots_of.folder / "reports" / f"{plots_of.names()[0]}_20260101-000000"
    folder.mkdir(parents=True)
    for name in ("confusion", "reliability", "digits", "curves"):
        (folder / f"{name}.png").write_bytes(name.encode())
    assert set(Plots(plots_of).ready(plots_of.names()[0])) == set(TITLES)


def test_the_newest_report_is_found(controller, tmp_path):
    stored = controller.stored(None)
    assert latest_report(tmp_path, stored, "curves.png") is None
    for day in ("20260101-000000", "20260102-000000"):
        folder = tmp_path / "reports" / f"{stored.name}_{day}"
        folder.mkdir(parents=True)
        (folder / "curves.png").write_bytes(day.encode())
    assert latest_report(tmp_path, stored, "curves.png").read_bytes() == b"20260102-000000"


def test_a_training_is_shown_as_it_goes(controller):
    epoch = EpochDone(1, 3, 0.5, 0.8, 0.9, 0.4, 0.7, 0.9, 1, True, 1e-3, 2.0, 4.0)
    running = TrainingStatus(5, True, "Epoch 2 of 3 <b>", 0.4, (epoch,))
    status, curves, start, stop, clock, model, version = train.changes(controller, running, 4)
    assert "width:40.0%" in status
    assert "<b>" not in status.replace("<b style", "")
    assert "data:image/png" in curves
    assert (start["interactive"], stop["interactive"], clock.active, version) == (False, True, True, 5)
    assert "choices" not in model
    assert all("value" not in str(one) for one in train.changes(controller, running, 5))


def test_a_new_model_joins_the_list(controller):
    done = TrainingStatus(9, False, "Done", 1.0, (), "best_residual_model")
    *_, model, _ = train.changes(controller, done, 8)
    assert [
        name for name, *_ in map(tuple, [[c] if isinstance(c, str) else c for c in model["choices"]])
    ] == controller.names()


def test_a_failure_is_a_sentence():
    assert "No room <there>" not in train.status_of(TrainingStatus(failure="No room <there>"))
    assert "No room" in train.status_of(TrainingStatus(failure="No room <there>"))
