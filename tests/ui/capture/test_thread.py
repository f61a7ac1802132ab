import threading

import pytest

from digitrec.ui.capture import thread
from digitrec.ui.capture.events import FrameArrived, SourceEnded, SourceFailed, SourceLost
from digitrec.ui.capture.thread import Capture, Pacing
from tests.ui.cameras import frame, scripted_source


@pytest.fixture(autouse=True)
def hasty(monkeypatch):
    monkeypatch.setattr(thread, "AGAIN", 0.01)
    monkeypatch.setattr(thread, "MISSES", 0.05)
    monkeypatch.setattr(thread, "STALLED", 0.05)


def heard(capture, until, most=400):
    """Polls until an event of that kind has come; returns all that came."""
    events = []
    for _ in range(most):
        capture.wait(0.1)
        events += capture.poll()
        if any(isinstance(event, until) for event in events):
            return events
    return pytest.fail(f"{until.__name__} never came: {events}")


def numbers(events):
    return [round(30 * event.frame.seconds) for event in events if isinstance(event, FrameArrived)]


def test_every_frame_of_a_file_is_offered_in_order_and_then_its_end():
    source, opened = scripted_source([frame(n) for n in range(40)], live=False)
    capture = Capture(source, Pacing(every=True, on_time=False))

    assert numbers(heard(capture, SourceEnded)) == list(range(40))
    assert capture.end()
    assert opened[0].closed == 1


def test_a_frame_of_a_file_waits_until_it_can_be_used():
    source, _ = scripted_source([frame(0), frame(1)], live=False)
    capture = Capture(source, Pacing(on_time=False))
    assert capture.wait(10)

    assert capture.poll(ready=False) == []
    assert numbers(capture.poll()) == [0]
    assert capture.end()


def test_a_frame_of_a_file_is_taken_when_its_time_has_come():
    source, _ = scripted_source([frame(0), frame(6)], live=False)
    capture = Capture(source, Pacing(every=False))

    first, second = (event.frame for event in heard(capture, SourceEnded) if isinstance(event, FrameArrived))
    assert second.taken - first.taken >= 0.19, "not before its time; a busy machine may be late"
    assert capture.end()


def test_a_frame_is_news():
    source, opened = scripted_source([frame(0)], stalls=True)
    capture = Capture(source)

    assert capture.wake_up.wait(10)
    assert numbers(capture.poll()) == [0]
    opened[0].close()
    assert capture.end(10)


def test_the_newest_frame_of_a_camera_wins():
    source, opened = scripted_source([frame(n) for n in range(5)], stalls=True)
    capture = Capture(source)
    assert capture.wait(10)
    assert opened[0].used_up.wait(10)

    assert numbers(capture.poll()) == [4]
    opened[0].close()
    assert capture.end(10)


def test_a_file_in_real_time_drops_frames(monkeypatch):
    monkeypatch.setattr(thread.time, "monotonic", lambda: 1e6)  # all frames are due at once
    source, _ = scripted_source([frame(0)] * 30, live=False)
    capture = Capture(source, Pacing(every=False))
    capture._thread.join(10)

    assert len(numbers(capture.poll())) <= 1


def test_a_camera_that_is_unplugged_is_said_and_opened_anew():
    source, opened = scripted_source([frame(0)], [frame(1)])
    capture = Capture(source)
    events = heard(capture, SourceLost)
    assert "camera 7" in next(event.reason for event in events if isinstance(event, SourceLost))

    while 1 not in numbers(events):
        events += heard(capture, FrameArrived)

    assert opened[0].closed == 1
    assert capture.end()


def test_moments_without_a_frame_are_no_fault(monkeypatch):
    monkeypatch.setattr(thread, "MISSES", 5)
    monkeypatch.setattr(thread, "MISS", 0)
    source, _ = scripted_source([None, frame(0), None, None, frame(1)], stalls=True)
    capture = Capture(source)
    events = []
    while 1 not in numbers(events):
        capture.wait(0.1)
        events += [event for event in capture.poll() if isinstance(event, FrameArrived)]

    assert capture.end() in {True, False}


def test_a_camera_that_stalls_is_said():
    source, opened = scripted_source([frame(0)], stalls=True)
    capture = Capture(source)

    assert "camera 7" in heard(capture, SourceLost)[-1].reason
    opened[0].close()
    assert capture.end(10)


def test_a_source_that_cannot_be_opened_fails_with_its_remedy():
    source, _ = scripted_source()
    capture = Capture(source)

    assert heard(capture, SourceFailed) == [SourceFailed("There is no camera 7. Plug it in.")]
    assert capture.end()


def test_a_fault_of_the_program_is_told_not_swallowed():
    source, _ = scripted_source([frame(0)], live=False)

    class Broken:
        def read(self):
            raise ZeroDivisionError("oh")

        def close(self):
            return None

    capture = Capture(type(source)("a file", False, Broken), Pacing(on_time=False))

    assert "ZeroDivisionError" in heard(capture, SourceFailed)[-1].reason
    assert capture.end()


def test_ending_does_not_wait_for_a_camera_that_hangs():
    go = threading.Event()

    class Hanging:
        def read(self):
            go.wait(20)

        def close(self):
            return None

    source, _ = scripted_source()
    capture = Capture(type(source)("camera 7", True, Hanging))

    assert not capture.end(0.05)
    go.set()
    assert capture.end(10)
