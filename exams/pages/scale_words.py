"""The levels of our own scales in the reader's language, wherever they stand unchanged; what a school typed stays."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from flask_babel import force_locale, get_locale

from exams.rules import Level
from exams.rules.scales import SCALES, is_numbers, levels_of, not_applicable, number_levels, point_levels, scored
from exams.rules.steps import NOT_APPLICABLE
from foundation.web.wording import speaking
from foundation.web.words import LANGUAGES, said

DECIMAL_SIGNS = {"nl": ","}
MOST_KEPT = 1024


def in_readers_words(levels: Sequence[Level], unit: int = 1) -> tuple[Level, ...]:
    """The same levels: those of a scale that comes with the program as the reader knows them, others as typed.

    A scale is known by its words: nothing is kept beside them, so files and fingerprints stay as they are.
    """
    locale = get_locale()
    language = locale.language if locale else ""
    return _read(tuple(levels), unit, language) if language in LANGUAGES else tuple(levels)


def in_readers_level(level: Level | None, levels: Sequence[Level], unit: int = 1) -> Level | None:
    """One of these levels as the reader knows it."""
    shown = in_readers_words(levels, unit)
    return next((one for one in shown if level is not None and one.value == level.value), level)


@lru_cache(maxsize=MOST_KEPT)
def _read(levels: tuple[Level, ...], unit: int, language: str) -> tuple[Level, ...]:
    ours = _ours(levels, unit, language)
    return tuple(ours.get(level.value, level) for level in levels)


def _ours(levels: tuple[Level, ...], unit: int, language: str) -> dict[int, Level]:
    """Value -> the level as this language has it, of those that are ours."""
    counted = scored(levels)
    found: dict[int, Level] = {}
    with speaking(None):  # our own words, as the scales come with the program
        if is_numbers(counted, unit):
            found |= _numbers(counted, unit, language)
        elif unit == 1:
            found |= _worded(counted, language)
        return found | _left_out(levels, language)


def _numbers(counted: tuple[Level, ...], unit: int, language: str) -> dict[int, Level]:
    sign = DECIMAL_SIGNS.get(language, ".")
    return {level.value: level for level in number_levels(counted[0].value, counted[-1].value, unit, sign=sign)}


def _worded(counted: tuple[Level, ...], language: str) -> dict[int, Level]:
    known = {scale: place for one in LANGUAGES for place, scale in enumerate(_scales_in(one, len(counted)))}
    place = known.get(counted)
    if place is None:
        return {}
    return {level.value: level for level in tuple(_scales_in(language, len(counted)))[place]}


def _scales_in(language: str, many: int) -> Iterator[tuple[Level, ...]]:
    """All our scales in words, and the points that this many sub-points add up to; in this language."""
    with force_locale(language):
        yield from (levels_of(name, said) for name in SCALES)
        yield point_levels(many - 1, said)


def _left_out(levels: tuple[Level, ...], language: str) -> dict[int, Level]:
    there = next((level for level in levels if level.value == NOT_APPLICABLE), None)
    if there is None or there not in [_not_applicable_in(one) for one in LANGUAGES]:
        return {}
    return {NOT_APPLICABLE: _not_applicable_in(language)}


def _not_applicable_in(language: str) -> Level:
    with force_locale(language):
        return not_applicable(said)
