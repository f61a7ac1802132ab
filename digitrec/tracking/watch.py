"""Decides when a number has settled, frame by frame."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from digitrec.tracking.scene import Scene, belongs, looked, same_writing
from digitrec.tracking.vote import Vote, vote
from digitrec.types import Reading


@dataclass(frozen=True, slots=True)
class WatchSettings:
    """When a number settles; times in seconds."""

    soonest: float = 0.4  # after it came into view ...
    latest: float = 0.9  # ... and when less certainty will do
    least_frames: int = 5
    sure: float = 0.8  # the strength of the vote that is asked for at first, ...
    enough: float = 0.65  # ... and in the end
    changes: float = 1.2  # a settled number gives way when another has held this long, ...
    sure_change: float = 0.8  # ... and as clearly as this
    cut: int = 3  # frames in a row that show something else make a new scene
    gone: float = 0.3  # a page without digits for this long has been taken away
    forgotten: float = 2.0  # a page out of sight for this long is new when it comes back
    same_shape: float = 0.9  # the cosine of glyphs from which two numbers are the same writing


@dataclass(frozen=True, slots=True)
class Settled:
    """A number that has settled.

    Args:
        reading: what it is.
        seconds: when it settled, on the clock of the source.
    """

    reading: Reading
    seconds: float


@dataclass(frozen=True, slots=True)
class Watch:
    """What has been seen up to now.

    Args:
        settings: when a number settles.
        scene: the page in view, None when there is none.
        rival: what newer frames show instead, if anything.
        voted: what the frames of the scene say.
        settled: the settled number in view, None when there is none.
        last: the number that settled last.
        last_seen: when that was last in view.
        news: the number that settled with the newest frame, else None.
    """

    settings: WatchSettings = WatchSettings()
    scene: Scene | None = None
    rival: Scene | None = None
    voted: Vote = field(default_factory=Vote)
    settled: Settled | None = None
    last: Settled | None = None
    last_seen: float = 0.0
    news: Settled | None = None


def watched(watch: Watch, reading: Reading, seconds: float, sharpness: float = 1.0) -> Watch:
    """The watch after one more frame.

    Args:
        watch: before it.
        reading: what was read in the frame.
        seconds: its time on the clock of the source.
        sharpness: how sharp it is, in any unit: a frame that is less sharp than others counts less.
    """
    watch = replace(_with_frame(watch, reading, seconds, sharpness), news=None)
    if watch.scene is None:
        return replace(watch, voted=Vote(), settled=None)
    watch = replace(watch, voted=vote(watch.scene.looks))
    if watch.settled is not None:
        watch = replace(watch, last_seen=seconds)
    if not _settles(watch):
        return watch
    return _told(watch, Settled(watch.voted.reading, seconds))


def _with_frame(watch: Watch, reading: Reading, seconds: float, sharpness: float) -> Watch:
    """Adds the frame to the scene it belongs to; begins a new one after a cut."""
    settings, scene = watch.settings, watch.scene
    if scene is None:
        fresh = looked(Scene(seconds), reading, seconds, sharpness) if reading.lines else None
        return replace(watch, scene=fresh, rival=None)
    same = belongs(scene, reading)
    scene = looked(scene, reading if same else Reading(), seconds, sharpness)
    rival = None if same else watch.rival
    if reading.lines and not same:
        known = rival if rival is not None and belongs(rival, reading) else Scene(seconds)
        rival = looked(known, reading, seconds, sharpness)
        if len(rival.looks) >= settings.cut:
            return replace(watch, scene=rival, rival=None, settled=None)
    shown = [look.seconds for look in scene.looks if look.sightings]
    if not shown or seconds - shown[-1] >= settings.gone:
        return replace(watch, scene=None, rival=rival, settled=None)
    return replace(watch, scene=scene, rival=rival)


def _settles(watch: Watch) -> bool:
    """Whether the vote is clear enough by now; less is asked for the longer a page is held."""
    settings, scene, voted = watch.settings, watch.scene, watch.voted
    if scene is None or not voted.reading.lines or len(scene.looks) < settings.least_frames:
        return False
    if watch.settled is not None:
        if voted.reading.text == watch.settled.reading.text:
            return False
        since = scene.looks[-1].seconds - watch.settled.seconds
        return since >= settings.changes and voted.strength >= settings.sure_change
    if scene.held < settings.soonest:
        return False
    patience = (scene.held - settings.soonest) / (settings.latest - settings.soonest)
    asked = settings.sure + (settings.enough - settings.sure) * min(1.0, patience)
    return voted.strength >= asked


def _told(watch: Watch, settled: Settled) -> Watch:
    """Settles a number; one that only was out of sight for a moment is no news."""
    again = watch.last is not None and (
        settled.seconds - watch.last_seen <= watch.settings.forgotten
        and _same_number(watch.last.reading, settled.reading, watch.settings.same_shape)
    )
    news = None if again else settled
    return replace(watch, settled=settled, last=settled, last_seen=settled.seconds, news=news)


def _same_number(one: Reading, other: Reading, least: float) -> bool:
    """Whether two readings are of the same writing."""
    return one.text == other.text and same_writing(one.digits, other.digits, least)
