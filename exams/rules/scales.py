"""The scales a form can start from. What an examiner reads is written down on the form and can be changed there."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType

from exams.rules.steps import Level
from foundation.messages import Message, say


class ScaleName(StrEnum):
    """The scales that are offered."""

    THREE_LEVELS = "three_levels"
    POINTS = "points"
    YES_NO = "yes_no"
    ACHIEVED = "achieved"


# Value 0, 1, 2, ... in this order: a name and when it applies.
SCALES: Mapping[ScaleName, tuple[tuple[Message, Message], ...]] = MappingProxyType(
    {
        ScaleName.THREE_LEVELS: (
            (say("Insufficient"), say("Below what a starting professional must show.")),
            (say("Sufficient"), say("What a starting professional must show.")),
            (say("Good"), say("More than what a starting professional must show.")),
        ),
        ScaleName.POINTS: (
            (say("0 points"), say("Not shown.")),
            (say("1 point"), say("Shown in part, or only with help.")),
            (say("2 points"), say("Shown without help, with small slips.")),
            (say("3 points"), say("Shown without help and without mistakes.")),
        ),
        ScaleName.YES_NO: ((say("No"), say("Not seen.")), (say("Yes"), say("Seen."))),
        ScaleName.ACHIEVED: (
            (say("Not achieved"), say("Not yet as it must be.")),
            (say("Achieved"), say("As it must be.")),
        ),
    }
)


def levels_of(scale: ScaleName, words: Callable[[Message], str]) -> tuple[Level, ...]:
    """The levels of a scale, in the language in which `words` writes."""
    return tuple(
        Level(value=value, label=words(label), description=words(description))
        for value, (label, description) in enumerate(SCALES[scale])
    )
