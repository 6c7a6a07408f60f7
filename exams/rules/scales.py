"""The scales a form can start from. What an examiner reads is written down on the form and can be changed there."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from exams.rules.steps import NOT_APPLICABLE, Level
from foundation.messages import Message, say, say_many

TENTHS = 10
MOST_LEVELS = 201  # 0 to 20 with one decimal


class ScaleName(StrEnum):
    """The scales that are offered."""

    THREE_LEVELS = "three_levels"
    POINTS = "points"
    ONE_TO_TEN = "one_to_ten"
    ONE_TO_TEN_TENTHS = "one_to_ten_tenths"
    YES_NO = "yes_no"
    ACHIEVED = "achieved"
    GO_NO_GO = "go_no_go"
    QUALITY = "quality"
    GRADES_IN_WORDS = "grades_in_words"


# Value 0, 1, 2, ... in this order: a name and when it applies.
SCALES: Mapping[ScaleName, tuple[tuple[Message, Message | None], ...]] = MappingProxyType(
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
        ScaleName.GO_NO_GO: (
            (say("No go"), say("Not safe or not correct: the work may not go on like this.")),
            (say("Go"), say("Safe and correct: the work may go on.")),
        ),
        ScaleName.QUALITY: (
            (say("Poor"), say("Cannot be used.")),
            (say("Moderate"), say("Can be used only after it is done again in part.")),
            (say("Good enough"), say("Can be used as it is.")),
            (say("Good"), say("Done with care.")),
            (say("Excellent"), say("An example to others.")),
        ),
        ScaleName.GRADES_IN_WORDS: (
            (say("Very poor"), None),
            (say("Poor"), None),
            (say("Clearly insufficient"), None),
            (say("Insufficient"), None),
            (say("Sufficient"), None),
            (say("Clearly sufficient"), None),
            (say("Good"), None),
            (say("Very good"), None),
            (say("Excellent"), None),
        ),
    }
)
# From, up to and including, and how much of a value is one point.
NUMBER_SCALES: Mapping[ScaleName, tuple[int, int, int]] = MappingProxyType(
    {ScaleName.ONE_TO_TEN: (1, 10, 1), ScaleName.ONE_TO_TEN_TENTHS: (10, 100, TENTHS)}
)


@dataclass(frozen=True, kw_only=True)
class Scale:
    """Levels, and how much of a value is one point: 10 where 55 means 5.5."""

    levels: tuple[Level, ...]
    unit: int = 1


def levels_of(scale: ScaleName, words: Callable[[Message], str], *, sign: str = ".") -> tuple[Level, ...]:
    """The levels of a scale, in the language in which `words` writes; `sign` parts whole points from tenths."""
    if scale in NUMBER_SCALES:
        lowest, highest, unit = NUMBER_SCALES[scale]
        return number_levels(lowest, highest, unit, sign=sign)
    return tuple(
        Level(value=value, label=words(label), description=words(description) if description else "")
        for value, (label, description) in enumerate(SCALES[scale])
    )


def scale_of(scale: ScaleName, words: Callable[[Message], str], *, sign: str = ".") -> Scale:
    """A scale that is offered, in the language in which `words` writes."""
    return Scale(levels=levels_of(scale, words, sign=sign), unit=NUMBER_SCALES.get(scale, (0, 0, 1))[2])


def number_levels(lowest: int, highest: int, unit: int, *, sign: str = ".") -> tuple[Level, ...]:
    """A level for every number from the lowest to the highest value, called as it is written."""
    return tuple(Level(value=value, label=written(value, unit, sign=sign)) for value in range(lowest, highest + 1))


def point_levels(most: int, words: Callable[[Message], str]) -> tuple[Level, ...]:
    """A level for every number of points that sub-points can add up to."""
    return tuple(
        Level(value=value, label=words(say_many("%(count)s point", "%(count)s points", value)))
        for value in range(most + 1)
    )


def not_applicable(words: Callable[[Message], str]) -> Level:
    """The level that counts nowhere."""
    return Level(value=NOT_APPLICABLE, label=words(say("Not applicable")))


def written(value: int, unit: int, *, sign: str = ".") -> str:
    """A value as points: 55 with unit 10 is 5.5."""
    return str(value) if unit == 1 else f"{value // unit}{sign}{value % unit:0{len(str(unit)) - 1}d}"


def scored(levels: Sequence[Level]) -> tuple[Level, ...]:
    """The levels that count: all but "not applicable"."""
    return tuple(level for level in levels if level.value != NOT_APPLICABLE)


def is_numbers(levels: Sequence[Level], unit: int) -> bool:
    """Whether these are nothing but numbers that follow each other."""
    counted = scored(levels)
    if len(counted) < 2:
        return False
    values = [level.value for level in counted]
    return values == list(range(values[0], values[0] + len(values))) and all(
        not level.description and level.label.replace(",", ".") == written(level.value, unit) for level in counted
    )
