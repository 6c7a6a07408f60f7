"""Invented marks for a form as JSON, to try its cut score on: by the keys of the steps, in points.

    {"marks": {"B1-K1-W1.1": 2, "B1-K1-W1.2": "n/a", "B1-K1-W1.3": 5.5}, "exempt": ["B1-K2"]}

A step that is not there is not marked. `exempt` is a list of keys, or an object with an earlier mark or null for each.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from exams.rules import Form, Step
from exams.rules.cut_scores.numbers import read_number, shown, shown_points
from exams.rules.steps import NOT_APPLICABLE
from foundation.messages import Message, say
from foundation.refusals import Unreadable
from qualification_files.formats.json_text import read_json

NOT_APPLICABLE_WORD = "n/a"
MOST_TOLD = 30


@dataclass(frozen=True, kw_only=True)
class TriedMarks:
    """Marks by the id of their step, and the parts from which the candidate is freed, with an earlier mark or None."""

    marks: Mapping[int, int | None]
    exempt: Mapping[str, Fraction | None]


def read_marks(data: bytes, form: Form) -> TriedMarks:
    """The marks that the file holds for this form, or a refusal that says what is wrong and where."""
    raw = read_json(data).value
    given = raw.get("marks") if isinstance(raw, Mapping) else None
    if not isinstance(raw, Mapping) or not isinstance(given, Mapping) or set(raw) - {"marks", "exempt"}:
        raise Unreadable(
            say("A file of marks holds “marks”, an object with a mark for each key, and perhaps “exempt”.")
        )
    steps = {step.key: step for step in form.steps}
    wrong = [*_unknown(given, steps), *_no_levels(given, steps)]
    exempt = _exempt(raw.get("exempt", []))
    wrong += _not_exempt(exempt, form)
    if wrong:
        raise Unreadable(say("These marks do not fit the form."), details=wrong[:MOST_TOLD])
    return TriedMarks(marks={steps[key].id: _value(mark, steps[key]) for key, mark in given.items()}, exempt=exempt)


def _not_exempt(exempt: Mapping[str, Fraction | None], form: Form) -> Iterator[Message]:
    known = {part.key for part in (*form.structure.groups, *form.structure.core_tasks)}
    steps = {step.key for step in form.steps} - known
    for key, mark in exempt.items():
        marks = form.marks_of(key)
        if key in steps:
            yield say("“%(key)s” cannot be exempt: it is a step, and only whole parts can be.", key=key)
        elif key not in known:
            yield say("“%(key)s” cannot be exempt: it is not on the form.", key=key)
        elif mark is not None and mark < 0:
            yield say("“%(key)s”: an earlier mark is not below 0.", key=key)
        elif mark is not None and marks and not marks[0] <= mark <= marks[1]:
            lowest, highest = (shown(one) for one in marks)
            yield say(
                "“%(key)s”: an earlier mark lies between %(lowest)s and %(highest)s.",
                key=key,
                lowest=lowest,
                highest=highest,
            )


def _unknown(marks: Mapping[str, object], steps: Mapping[str, Step]) -> Iterator[Message]:
    yield from (say("“%(key)s” is no step of the form.", key=key) for key in marks if key not in steps)


def _no_levels(marks: Mapping[str, object], steps: Mapping[str, Step]) -> Iterator[Message]:
    for key, mark in marks.items():
        step = steps.get(key)
        if step is None or mark is None or _value(mark, step) in step.values:
            continue
        yield say(
            "%(key)s: %(mark)s is no mark of this step. Its marks are %(levels)s.",
            key=key,
            mark=str(mark),
            levels=", ".join(_written(value, step) for value in sorted(step.values)),
        )


def _value(mark: object, step: Step) -> int | None:
    """The value of this mark, None for what is none."""
    if mark is None:
        return None
    if mark == NOT_APPLICABLE_WORD:
        return NOT_APPLICABLE
    try:
        value = read_number(mark, step.key) * step.unit
    except Unreadable:
        return None
    return value.numerator if value.denominator == 1 and value >= 0 else None


def _written(value: int, step: Step) -> str:
    return NOT_APPLICABLE_WORD if value == NOT_APPLICABLE else str(shown_points(step.points(value)))


def _exempt(raw: object) -> Mapping[str, Fraction | None]:
    if isinstance(raw, Mapping):
        return {str(key): None if mark is None else read_number(mark, str(key)) for key, mark in raw.items()}
    if isinstance(raw, list) and all(isinstance(key, str) for key in raw):
        return dict.fromkeys(raw)
    raise Unreadable(say("“exempt” is a list of keys, or an object with an earlier mark or null for each."))
