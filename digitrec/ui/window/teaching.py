"""Teaching in every window: the right digits are typed over the reading, and what was taught can be seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from digitrec.errors import DigitrecError
from digitrec.types import Image, Reading
from digitrec.ui.window.hand import (
    BringBack,
    ForgetGlyph,
    Gallery,
    Hand,
    HandListed,
    ListHand,
    Taught,
    Teaching,
)
from digitrec.ui.window.requests import Print, Request
from digitrec.ui.window.state import StateT, with_message, with_request

MOST_TYPED = 200  # digits
CANNOT = "Nothing can be taught here: start with digitrec draw or digitrec camera."


def taught(
    teach: Callable[[Image, Reading, str], int] | None, image: Image, reading: Reading, text: str
) -> Taught:
    """Has an image taught; the answer for the window.

    Raises:
        DigitrecError: there is no ink for some digits, or they cannot be stored.
    """
    if teach is None:
        raise DigitrecError(CANNOT)
    return Taught(teach(image, reading, text), text)


def after_hand_request(hand: Hand | None, request: Request) -> HandListed:
    """The answer to a request about what was taught: `ListHand`, `ForgetGlyph` or `BringBack`.

    Raises:
        DigitrecError: the folder cannot be changed.
    """
    if hand is None:
        raise DigitrecError(CANNOT)
    match request:
        case ListHand():
            said = ""
        case ForgetGlyph(glyph):
            hand.forget(glyph.key)
            said = f"Forgot a {glyph.label}; u brings it back."
        case BringBack():
            count = hand.bring_back()
            said = f"Brought {count} back." if count else "Nothing was forgotten."
        case _:
            raise ValueError(f"{request} is no request about what was taught.")
    return HandListed(tuple(sorted(hand.listed(), key=lambda one: one.label)), said)


def begun(state: StateT, reading: Reading, thaw: bool = False) -> StateT:
    """The state in which the right digits are typed over a reading."""
    text = "".join(str(digit.label) for digit in reading.digits)
    return replace(state, teaching=Teaching(text, reading, thaw=thaw))


def type_digit(digit: str) -> Callable[[StateT], StateT]:
    """An action that types a digit."""

    def typed(state: StateT) -> StateT:
        if state.teaching is None:
            return state
        before = "" if state.teaching.fresh else state.teaching.text
        return replace(
            state, teaching=replace(state.teaching, text=(before + digit)[:MOST_TYPED], fresh=False)
        )

    return typed


def mend(state: StateT) -> StateT:
    """The state without the last digit typed."""
    if state.teaching is None:
        return state
    return replace(state, teaching=replace(state.teaching, text=state.teaching.text[:-1], fresh=False))


def turn_page(state: StateT) -> StateT:
    """The state that shows the next page of what was taught."""
    if state.gallery is None:
        return state
    return replace(state, gallery=replace(state.gallery, page=state.gallery.page + 1))


def toggle_gallery(state: StateT) -> StateT:
    """The state that has asked for what was taught, or no longer shows it."""
    return with_request(state, ListHand()) if state.gallery is None else replace(state, gallery=None)


def ask_back(state: StateT) -> StateT:
    """The state that has asked to bring back what was forgotten last."""
    return with_request(state, BringBack())


def with_gallery(state: StateT, listed: HandListed) -> StateT:
    """The state that shows what was taught, if that was asked for."""
    if state.gallery is None and listed.said:
        return with_message(state, listed.said)
    page = state.gallery.page if state.gallery else 0
    return replace(with_message(state, listed.said), gallery=Gallery(listed.glyphs, page))


def with_taught(state: StateT, taught: Taught) -> StateT:
    """The state that says what was stored, in the window and on standard output."""
    glyphs = "glyph" if taught.count == 1 else "glyphs"
    said = f"Stored {taught.count} {glyphs} of {taught.text}: they count from now on."
    return with_request(with_message(state, said), Print(f"taught {taught.text}"))


def typing_actions(_kind: type[StateT]) -> dict[str, Callable[[StateT], StateT]]:
    """The actions that `TEACHING` and `SEEING_HAND` have, but for those that windows do in their own ways."""
    typed: dict[str, Callable[[StateT], StateT]] = {
        f"type{digit}": type_digit(digit) for digit in "0123456789"
    }
    return {**typed, "mend": mend, "page": turn_page, "gallery": toggle_gallery, "back": ask_back}
