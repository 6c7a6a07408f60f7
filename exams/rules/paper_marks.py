"""A mark as somebody copies it from paper: what the form on paper says beside each box, typed in."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from exams.rules.steps import NOT_APPLICABLE, Step
from foundation.messages import Message, say

LEFT_OUT = "-"
LONGEST = 12


def read_mark(written: str, step: Step) -> int | Message | None:
    """The value of what was typed for this step: None for nothing, words where it is no level of the step."""
    text = written.strip().replace(",", ".").replace("\N{EN DASH}", LEFT_OUT).replace("\N{MINUS SIGN}", LEFT_OUT)
    if not text:
        return None
    value = NOT_APPLICABLE if text == LEFT_OUT else _value(text, step.unit)
    if value in step.values:
        return value
    shown, marks = text[:LONGEST], _all(step)
    return say("“%(written)s” is no mark of this step. Type one of %(marks)s.", written=shown, marks=marks)


def write_mark(value: int | None, step: Step) -> str:
    """The same the other way round."""
    if value is None:
        return ""
    if value == NOT_APPLICABLE:
        return LEFT_OUT
    return str(value) if step.unit == 1 else f"{Decimal(value) / step.unit:f}"


def parts_worth(places: Sequence[int], step: Step) -> int:
    """What these sub-points are worth together."""
    return sum(step.parts[place].points for place in places if place < len(step.parts))


def read_with_parts(written: str, places: Sequence[int], step: Step) -> int | Message | None:
    """The value of a step with sub-points: what was ticked, what was typed, or both if they agree."""
    value = read_mark(written, step)
    if not places or isinstance(value, Message):
        return value
    worth = parts_worth(places, step)
    if value is None:
        return worth
    if value != worth:
        return say("The points that are ticked do not add up to the mark of this step.")
    return value


def _value(text: str, unit: int) -> int | None:
    if len(text) > LONGEST or not text.isascii() or not text.replace(".", "", 1).isdecimal():
        return None
    try:
        found = Decimal(text) * unit
    except InvalidOperation:
        return None
    return int(found) if found == found.to_integral_value() else None


def _all(step: Step) -> str:
    """Every mark there is; of a long scale the ends."""
    values = sorted(step.values - {NOT_APPLICABLE})
    shown = [write_mark(value, step) for value in values]
    words = ", ".join(shown) if len(shown) <= LONGEST else f"{shown[0]} … {shown[-1]}"
    return f"{words}, {LEFT_OUT}" if step.may_be_left_out else words
