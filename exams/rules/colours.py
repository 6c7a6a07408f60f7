"""The colours that tell exams apart; each page gives them a tint that can be read in light and dark."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from foundation.messages import Message, say


class Colour(StrEnum):
    """A colour by name."""

    RED = "red"
    ORANGE = "orange"
    YELLOW = "yellow"
    GREEN = "green"
    TEAL = "teal"
    BLUE = "blue"
    PURPLE = "purple"
    GREY = "grey"


COLOURS: Mapping[Colour, Message] = MappingProxyType(
    {
        Colour.RED: say("Red"),
        Colour.ORANGE: say("Orange"),
        Colour.YELLOW: say("Yellow"),
        Colour.GREEN: say("Green"),
        Colour.TEAL: say("Teal"),
        Colour.BLUE: say("Blue"),
        Colour.PURPLE: say("Purple"),
        Colour.GREY: say("Grey"),
    }
)
