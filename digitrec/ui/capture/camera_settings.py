"""Exposure, focus and the like of a camera, as far as its back-end passes them on."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Protocol

import cv2

AUTO = "auto"


@dataclass(frozen=True, slots=True)
class CameraSetting:
    """Something to set at a camera.

    Args:
        name: one of `SETTINGS`.
        value: in the camera's own units; None = it finds out by itself.
    """

    name: str
    value: float | None

    @property
    def told(self) -> str:
        """The value as it was given."""
        return AUTO if self.value is None else f"{self.value:g}"


@dataclass(frozen=True, slots=True)
class _Properties:
    """OpenCV's property of a setting, and the one that says whether the camera finds it out by itself."""

    value: int
    auto: int | None = None


SETTINGS = {
    "exposure": _Properties(cv2.CAP_PROP_EXPOSURE, cv2.CAP_PROP_AUTO_EXPOSURE),
    "focus": _Properties(cv2.CAP_PROP_FOCUS, cv2.CAP_PROP_AUTOFOCUS),
    "white-balance": _Properties(cv2.CAP_PROP_WB_TEMPERATURE, cv2.CAP_PROP_AUTO_WB),
    "gain": _Properties(cv2.CAP_PROP_GAIN),
    "brightness": _Properties(cv2.CAP_PROP_BRIGHTNESS),
    "contrast": _Properties(cv2.CAP_PROP_CONTRAST),
    "zoom": _Properties(cv2.CAP_PROP_ZOOM),
}
# What "by hand" and "by itself" are for the exposure; everything else takes 0 and 1.
EXPOSURE_MODES = {"linux": (1.0, 3.0), "win32": (0.25, 0.75)}


class Settable(Protocol):
    """A capture whose properties can be set."""

    def set(self, prop: int, value: float, /) -> bool:
        """Sets a property; returns whether it was taken."""


def parse_settings(text: str) -> tuple[CameraSetting, ...]:
    """Settings as on the command line: "exposure=-6,focus=auto".

    Raises:
        ValueError: there is no such setting, or its value is no number; the message is for users.
    """
    settings = []
    for part in text.split(","):
        name, _, value = part.strip().partition("=")
        if name not in SETTINGS:
            raise ValueError(f"{name!r} is no camera setting; there are {', '.join(SETTINGS)}")
        if value == AUTO and SETTINGS[name].auto is not None:
            settings.append(CameraSetting(name, None))
            continue
        try:
            settings.append(CameraSetting(name, float(value)))
        except ValueError:
            auto = " or auto" if SETTINGS[name].auto is not None else ""
            raise ValueError(f"{name}={value} is no value; give a number{auto}, e.g. {name}=10") from None
    return tuple(settings)


def refused_settings(capture: Settable, settings: tuple[CameraSetting, ...]) -> list[CameraSetting]:
    """Sets what a camera takes; returns what it does not."""
    refused = []
    for setting in settings:
        properties = SETTINGS[setting.name]
        taken = True
        if properties.auto is not None:
            by_hand, by_itself = EXPOSURE_MODES.get(sys.platform, (0.0, 1.0))
            if setting.name != "exposure":
                by_hand, by_itself = 0.0, 1.0
            taken = capture.set(properties.auto, by_itself if setting.value is None else by_hand)
        if setting.value is not None:
            # Some cameras know no switch, yet take the value.
            taken = capture.set(properties.value, setting.value)
        if not taken:
            refused.append(setting)
    return refused
