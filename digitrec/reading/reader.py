"""The reader: images in, readings out."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from digitrec.errors import ModelError
from digitrec.handwriting.opening import in_own_hand, with_hand
from digitrec.models.engine import load_best
from digitrec.models.places import OUTPUT, model_folder
from digitrec.models.store import StoredModel
from digitrec.page.components import Component
from digitrec.page.cutout import Placement, as_it_is
from digitrec.page.normalise import stroke_width
from digitrec.page.segment import WrittenLine, cut_line, segment
from digitrec.page.single import Choice, single_choices
from digitrec.reading.decode import (
    DecodeSettings,
    agreement,
    candidates,
    is_doubtful,
    may_be_cut,
    read_line,
)
from digitrec.reading.found import Page, PlacedLine, SingleInk
from digitrec.reading.looks import is_plain, looked_again
from digitrec.reading.one_hand import in_one_hand
from digitrec.reading.order import ReadLine, in_order, rotation_of, uncut, without_doubles
from digitrec.reading.page import NO_FINDER, PageReader, load_page_reader
from digitrec.reading.refusal import refused_ink
from digitrec.reading.sequence_choice import ChoiceSettings, SecondOpinion, second_opinion
from digitrec.reading.turning import read_upright
from digitrec.reading.video import FrameReader
from digitrec.reading.writing import sure, written
from digitrec.types import NOT_A_DIGIT, Digit, Glyph, Glyphs, Image, Ink, Line, Probabilities, Reading

SIGN = 0.5  # where signs are wanted: single digits do not tell whether a stroke is a 1 or a slash


class Recogniser(Protocol):
    """What the reader needs of an engine."""

    def probabilities(self, glyphs: Glyphs) -> Probabilities:
        """(N, 28, 28) float32 to (N, 10 or 11) float32."""


@dataclass(frozen=True, slots=True)
class SingleSettings:
    """How the one digit of an image is chosen."""

    coverage: float = 1.5  # the price of leaving ink out: a factor of the log of the share kept
    reject: float = 0.5  # a digit less likely than this is none


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """A component, and the (10 or 11,) probabilities that the model gave of its glyph."""

    component: Component  # kept, so that its id stays its own
    probability: NDArray[np.float32]


class Reader:
    """Reads numbers in images with one model.

    Args:
        engine: gives probabilities for (N, 28, 28) glyphs.
        model: the stored model that the engine runs, if it is one.
        decode: how components of ink are put together.
        single: how the one digit of an image is found.
        second: a sequence model that reads lines along with it.
        page: finds the ink of numbers in images; without it only drawings can be read.
    """

    def __init__(
        self,
        engine: Recogniser,
        model: StoredModel | None = None,
        decode: DecodeSettings = DecodeSettings(),  # noqa: B008
        single: SingleSettings = SingleSettings(),
        second: SecondOpinion | None = None,
        page: PageReader | None = None,
    ) -> None:
        self.engine = engine
        self.model = model
        self._decode = decode
        self._single = single
        self.second = second
        self._page = page

    @property
    def page(self) -> PageReader:
        """What finds the ink of numbers in images.

        Raises:
            ModelError: there is none.
        """
        if self._page is None:
            raise ModelError(NO_FINDER)
        return self._page

    def read(self, image: Image) -> Reading:
        """Reads all numbers of an image, whichever way up it lies.

        Args:
            image: (H, W) or (H, W, 3|4) uint8, OpenCV channel order, either polarity, any size.

        Returns:
            Lines from top to bottom; boxes in pixels of the image given.

        Raises:
            ValueError: `image` has another shape or dtype.
            ModelError: there is no model that finds numbers in images.
        """
        return read_upright(image, self.page.read, self.read_page)

    def read_as_it_lies(self, image: Image) -> Reading:
        """Reads an image that is the right way up, as a frame of a camera is; the rest as in `read`."""
        return self.read_page(self.page.read(image), image.shape)

    def video(self) -> Callable[[Image], Reading]:
        """A function that reads the frames of one video, which are the right way up.

        Raises:
            ModelError: there is no model that finds numbers in images.
        """
        return FrameReader(self.page, self.read_page)

    def read_page(self, page: Page, shape: tuple[int, ...]) -> Reading:
        """Reads what was found in an image of that shape."""
        read = written(without_doubles(self.read_lines(page.lines, shape)), shape)
        lines = in_one_hand(uncut(sure(in_order(read, page)), page, shape))
        return Reading(lines, rotation_of(page), refused_ink(page.lines, lines, shape))

    def read_ink(self, ink: Ink) -> Reading:
        """Reads what is ink already: a drawing.

        Args:
            ink: (H, W) uint8, 0 = paper, 255 = ink.

        Returns:
            Lines from top to bottom; boxes in pixels of `ink`.
        """
        stroke = stroke_width((ink >= 128).astype(np.uint8))
        place = as_it_is(ink.shape)
        lines = [PlacedLine(line, place, ink) for line in segment(ink, stroke)]
        read = self.read_lines(lines, ink.shape)
        found = in_one_hand([one.line for one in read])
        return Reading(found, refused=refused_ink(lines, found, ink.shape))

    def read_digit(self, image: Image) -> Digit | None:
        """Reads an image that holds at most one digit; None for "not a digit"."""
        return self.read_digits([image])[0]

    def read_digits(self, images: Sequence[Image]) -> list[Digit | None]:
        """Reads images that hold at most one digit each, in one batch."""
        pages = [self.page.single(image) for image in images]
        choices = [
            [(ink, choice) for ink in own for choice in single_choices(ink.ink, ink.stroke)] for own in pages
        ]
        glyphs = [choice.component.glyph for own in choices for _, choice in own]
        probabilities = self._probabilities(glyphs)
        ends = np.cumsum([len(own) for own in choices]).tolist()
        spans = [range(end - len(own), end) for own, end in zip(choices, ends, strict=True)]
        doubtful = [
            number
            for own, span in zip(choices, spans, strict=True)
            if span and not is_plain(probabilities[self._best(own, probabilities, span)])
            for number in span
        ]
        probabilities = looked_again(glyphs, probabilities, doubtful, self.engine.probabilities)
        answers: list[Digit | None] = []
        for own, span, image in zip(choices, spans, images, strict=True):
            best = self._best(own, probabilities, span) if span else None
            if best is None or float(probabilities[best][:NOT_A_DIGIT].max()) < self._single.reject:
                answers.append(None)
                continue
            ink, choice = own[best - span.start]
            answers.append(_digit(Seen(choice.component, probabilities[best]), ink.place, image.shape))
        return answers

    def _probabilities(self, glyphs: list[Glyph]) -> Probabilities:
        if not glyphs:
            return np.zeros((0, NOT_A_DIGIT), np.float32)
        return self.engine.probabilities(np.stack(glyphs))

    def read_lines(self, placed: Sequence[PlacedLine], shape: tuple[int, ...]) -> list[ReadLine]:
        """Reads lines of an image of that shape, all in as few batches as can be."""
        lines = [one.line for one in placed]
        seen: dict[int, Seen] = {}
        doubtful = self._doubtful(lines, seen)
        cut = [cut_line(line, own) for line, own in zip(lines, doubtful, strict=True)]
        found = [candidates(line, self._decode) for line in cut]
        self._look([candidate.component for own in found for candidate in own], seen)
        read: list[ReadLine] = []
        for number, (line, own) in enumerate(zip(cut, found, strict=True)):
            place = placed[number].place
            rows = (
                np.stack([seen[id(c.component)].probability for c in own])
                if own
                else np.zeros((0, 10), np.float32)
            )
            path = read_line(line, own, rows, self._decode)
            digits: Sequence[Digit] = [_digit(seen[id(own[i].component)], place, shape) for i in path]
            if self.second is not None and not in_own_hand(self.engine, digits):
                settings = replace(self._decode, least_junk=SIGN) if self.second.signs else self._decode
                fits = partial(agreement, line, own, rows, settings)
                digits = self.second.weigh(lines[number], bool(doubtful[number]), digits, fits, place, shape)
            if self.second is not None:
                digits = self.second.with_signs(placed[number], digits)
            if digits:
                read.append(ReadLine(Line(tuple(digits)), placed[number]))
        return read

    def _doubtful(self, lines: Sequence[WrittenLine], seen: dict[int, Seen]) -> list[set[int]]:
        """The components of each line that may be more than one digit."""
        whole = [(n, i) for n, line in enumerate(lines) for i in may_be_cut(line, self._decode)]
        self._look([lines[n].components[i] for n, i in whole], seen)
        doubtful: list[set[int]] = [set() for _ in lines]
        for n, i in whole:
            told = seen[id(lines[n].components[i])].probability
            if is_doubtful(lines[n], i, told, self._decode):
                doubtful[n].add(i)
        return doubtful

    def _look(self, components: Sequence[Component], seen: dict[int, Seen]) -> None:
        """Asks the model about components it has not seen yet, in one batch."""
        new = [component for component in components if id(component) not in seen]
        probabilities = self._probabilities([component.glyph for component in new])
        for component, probability in zip(new, probabilities, strict=True):
            seen[id(component)] = Seen(component, probability)

    def _best(
        self, choices: Sequence[tuple[SingleInk, Choice]], probabilities: Probabilities, span: range
    ) -> int:
        """The number of the likeliest of an image's choices, whose probabilities are those of `span`."""
        digits = np.maximum(1e-9, probabilities[span.start : span.stop, :NOT_A_DIGIT].max(axis=1))
        shares = [choice.share for _, choice in choices]
        return span.start + int((np.log(digits) + self._single.coverage * np.log(shares)).argmax())


def load_reader(
    models: Path | str = OUTPUT,
    model: Path | str | None = None,
    hand: bool | Path = True,
    signs: bool = False,
) -> Reader:
    """Loads the best model of a folder.

    Args:
        models: the model folder; "output" is also the user's own folder, and behind it stand the models that
            come with the program.
        model: a `.keras` file instead.
        hand: whether the glyphs count that the user has taught; or the folder of others.
        signs: whether the signs `. , - / +` within numbers are read too: "12/25/96", "1,250.00".

    Returns:
        A reader. Model files that had to be skipped are named in the log "digitrec".

    Raises:
        ModelError: there is no usable model, or signs are wanted and none knows them.
    """
    directory = model_folder(models)
    stored, engine, skipped = load_best(directory, model)
    second, passed_over = second_opinion(directory, model, ChoiceSettings(signs=signs))
    page, missed = load_page_reader(directory)
    for line in (*skipped, *passed_over, *missed):
        logging.getLogger("digitrec").warning(line)
    return Reader(with_hand(engine, stored, hand), stored, second=second, page=page)


def _digit(seen: Seen, place: Placement, shape: tuple[int, ...]) -> Digit:
    probability = seen.probability
    label = int(probability[:NOT_A_DIGIT].argmax())
    inside = place.box_on_image(seen.component.box, shape)
    confidence = min(1.0, max(0.0, float(probability[label])))
    told = tuple(float(p) for p in probability[:NOT_A_DIGIT])
    return Digit(label, confidence, inside, told, seen.component.glyph)
