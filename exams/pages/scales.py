"""Scales in the words of a language, and in short."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from exams.models import ExamStep, SavedScale
from exams.pages.scale_words import DECIMAL_SIGNS, in_readers_words
from exams.rules import Level
from exams.rules.scales import Scale, ScaleName, is_numbers, scale_of, scored, written
from foundation.web.wording import lazy_gettext as _l
from foundation.web.words import LANGUAGES, said

SCALE_NAMES = {
    ScaleName.THREE_LEVELS: _l("Insufficient, sufficient, good (0 to 2 points)"),
    ScaleName.POINTS: _l("0 to 3 points"),
    ScaleName.ONE_TO_TEN: _l("1 to 10"),
    ScaleName.ONE_TO_TEN_TENTHS: _l("1.0 to 10.0, with one decimal"),
    ScaleName.YES_NO: _l("No, yes (0 or 1 point)"),
    ScaleName.ACHIEVED: _l("Not achieved, achieved (0 or 1 point)"),
    ScaleName.GO_NO_GO: _l("No go, go (0 or 1 point)"),
    ScaleName.QUALITY: _l("Quality, from poor to excellent (0 to 4 points)"),
    ScaleName.GRADES_IN_WORDS: _l("In words, from very poor to excellent (0 to 8 points)"),
}
IN_SHORT = 6  # as many levels are named one by one


@contextmanager
def in_language(language: str) -> Iterator[str]:
    """Say what follows in the language of a qualification, or in the reader's when we do not speak it.

    Gives what parts whole points from tenths there.
    """
    sign = DECIMAL_SIGNS.get(language, ".")
    if language not in LANGUAGES:
        yield sign
        return
    with force_locale(language):
        yield sign


def scale_in(language: str, scale: ScaleName) -> Scale:
    """A scale that comes with the program, written in this language."""
    with in_language(language) as sign:
        return scale_of(scale, said, sign=sign)


def saved(scale: SavedScale) -> Scale:
    """A scale of the library as the rules know it."""
    return Scale(levels=tuple(Level.from_json(level) for level in scale.levels), unit=scale.unit)


@dataclass(frozen=True, kw_only=True)
class Offered:
    """A scale that can be chosen: how a form names it, what people call it, and what it is."""

    value: str
    label: str
    scale: Scale

    @property
    def rows(self) -> Sequence[tuple[str, str, str]]:
        """Points, name and description of each level; of a long row of numbers only its ends."""
        return level_rows(self.scale.levels, self.scale.unit)


def offered(language: str, own: Sequence[SavedScale]) -> list[Offered]:
    """The scales that come with the program, written in this language, and those of the school."""
    built_in = [
        Offered(value=name.value, label=str(label), scale=scale_in(language, name))
        for name, label in SCALE_NAMES.items()
    ]
    return [*built_in, *(Offered(value=f"saved-{one.id}", label=one.name, scale=saved(one)) for one in own)]


def level_rows(levels: Sequence[Level], unit: int) -> list[tuple[str, str, str]]:
    """Points, name and description of each level; of a long row of numbers only its ends."""
    counted = scored(levels)
    long = is_numbers(counted, unit) and len(counted) > IN_SHORT
    shown = (counted[0], counted[-1]) if long else counted
    rows = [(_worth(level, unit), level.label, level.description) for level in shown]
    return [*rows, *(("", level.label, level.description) for level in levels if level not in counted)]


def _worth(level: Level, unit: int) -> str:
    """Its points, unless that is what it is called."""
    points = written(level.value, unit)
    return "" if level.label.replace(",", ".") == points else points


def in_short(step: ExamStep) -> str:
    """How a step is marked, on one line, in the reader's language."""
    scale = in_readers_words(step.scale, step.unit)
    counted = scored(scale)
    if step.parts:
        told: str = ngettext(
            "%(num)s sub-point, %(most)s together",
            "%(num)s sub-points, %(most)s together",
            len(step.parts),
            most=counted[-1].label if counted else "",
        )
        return told
    if is_numbers(counted, step.unit) and len(counted) > IN_SHORT:
        named = _("%(lowest)s to %(highest)s", lowest=counted[0].label, highest=counted[-1].label)
    else:
        named = " / ".join(level.label for level in counted)
    extra = [level.label for level in scale if level not in counted]
    return " / ".join([named, *extra]) if named else ""
