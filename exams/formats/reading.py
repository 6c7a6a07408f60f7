"""From the bytes of a file to a form, or a refusal that says what is wrong and where."""

import json
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import islice

from pydantic import ValidationError

from exams.formats.exam_form import FORMAT, MOST_STEPS, VERSION, ExamFormFile, FileStep
from exams.rules import CutScore
from exams.rules.cut_scores.limits import MOST_EXCEPTIONS, refuse_too_much
from exams.rules.steps import NOT_APPLICABLE
from foundation.messages import Message, say
from foundation.refusals import Unreadable
from foundation.visible import has_visible
from qualification_files.formats.findings import Unplaceable
from qualification_files.formats.json_text import Json, Node, read_json

LARGEST = 2_000_000
DEEPEST_CUT_SCORE = 40
MOST_TOLD = 30
LONGEST_PLACE = 120
WHITE = frozenset("\t\n\r")

# What pydantic calls a fault, and our words for it.
_FAULTS = {
    "extra_forbidden": say("This field is not known here. Take it out."),
    "missing": say("This is missing."),
    "string_type": say("This must be a text."),
    "int_type": say("This must be a whole number."),
    "bool_type": say("This must be true or false."),
    "tuple_type": say("This must be a list, between [ and ]."),
    "dict_type": say("This must be an object, between { and }."),
    "model_type": say("This must be an object, between { and }."),
    "model_attributes_type": say("This must be an object, between { and }."),
    "string_too_short": say("This may not be empty."),
    "string_pattern_mismatch": say("This is not written as it should be."),
}


class UnreadableForm(Unreadable):
    """No form can be read from this file; the details say what is wrong and where."""


def read_form(data: bytes) -> ExamFormFile:
    """The form that the file holds, every part of it known to be sound."""
    if len(data) > LARGEST:
        raise UnreadableForm(say("The file is larger than %(limit)s MB. No exam form is.", limit=LARGEST // 1_000_000))
    raw = read_json(data)
    _refuse_other_formats(raw)
    if unseen := list(islice(_unseen(raw.value), MOST_TOLD)):
        raise UnreadableForm(_WRONG, details=unseen)
    try:
        # Strict reading takes a list for a tuple only where it knows that it reads JSON.
        form = ExamFormFile.model_validate_json(json.dumps(raw.value))
    except ValidationError as error:
        raise UnreadableForm(_WRONG, details=_told(error)) from error
    if wrong := list(_wrong(form)):
        raise UnreadableForm(_WRONG, details=wrong[:MOST_TOLD])
    return form


_WRONG = say("This file cannot become a form as it is. Mend it and bring it in again.")


def _refuse_other_formats(raw: Node) -> None:
    try:
        fields = raw.fields()
    except Unplaceable as refusal:
        raise UnreadableForm(refusal.message) from refusal
    if fields.get("format") != FORMAT:
        raise UnreadableForm(
            say("This is not the file of an exam form: it should say “format”: “%(format)s”.", format=FORMAT)
        )
    if fields.get("version") != VERSION or type(fields["version"]) is not int:  # true and 1.0 equal 1
        raise UnreadableForm(
            say(
                "This file is of version %(found)s, and version %(known)s is known here. Export it in that version.",
                found=str(fields.get("version"))[:20],
                known=VERSION,
            )
        )


def _told(error: ValidationError) -> list[Message]:
    found = error.errors(include_url=False, include_input=False)
    return [
        say("%(place)s: %(fault)s", place=_place(one["loc"]), fault=_FAULTS.get(one["type"]) or _limit(one))
        for one in found[:MOST_TOLD]
    ]


def _limit(fault: object) -> Message:
    context = fault.get("ctx", {}) if isinstance(fault, dict) else {}
    match context:
        case {"max_length": most} | {"le": most}:
            return say("At most %(most)s.", most=most)
        case {"ge": least}:
            return say("At least %(least)s.", least=least)
        case {"expected": expected}:
            return say("This must be one of: %(expected)s.", expected=expected)
    return say("This is not what it should be.")


def _place(parts: tuple[int | str, ...]) -> str:
    """A place as in `groups[2].steps[0].text`."""
    named = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts).lstrip(".")
    return named if len(named) <= LONGEST_PLACE else f"{named[:LONGEST_PLACE]}…"


def _unseen(value: Json, place: tuple[int | str, ...] = ()) -> Iterator[Message]:
    """The texts with a character that no paper can show; what was read is never nested deep."""
    if isinstance(value, str):
        found = next((sign for sign in value if unicodedata.category(sign) == "Cc" and sign not in WHITE), "")
        if found:
            fault = say("This holds a control character (%(code)s). Take it out.", code=f"U+{ord(found):04X}")
            yield say("%(place)s: %(fault)s", place=_place(place), fault=fault)
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _unseen(inner, (*place, name))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _unseen(inner, (*place, number))


def _wrong(form: ExamFormFile) -> Iterator[Message]:
    if len(form.steps) > MOST_STEPS:
        yield say("A form has at most %(most)s steps.", most=MOST_STEPS)
    yield from _wrong_keys(form)
    yield from _blank(form)
    if form.readable_from and _no_day(form.readable_from):
        yield say("%(place)s: %(fault)s", place="readable_from", fault=say("This day does not exist."))
    for step in form.steps:
        yield from _wrong_step(step)
    if _depth(form.cut_score) > DEEPEST_CUT_SCORE:
        yield say("The cut score is nested too deep.")
        return
    exceptions = form.cut_score.get("exceptions")
    if isinstance(exceptions, dict) and len(exceptions) > MOST_EXCEPTIONS:
        fault = say("At most %(most)s.", most=MOST_EXCEPTIONS)
        yield say("%(place)s: %(fault)s", place="cut_score.exceptions", fault=fault)
        return
    try:
        refuse_too_much(CutScore.from_json(form.cut_score))
    except Unreadable as refusal:
        yield say("%(place)s: %(fault)s", place="cut_score", fault=refusal.message)


def _wrong_keys(form: ExamFormFile) -> Iterator[Message]:
    groups, steps = [group.key for group in form.groups], [step.key for step in form.steps]
    for key in _twice(groups):
        yield say("Two groups have the key “%(key)s”.", key=key)
    for key in _twice(steps):
        yield say("Two steps have the key “%(key)s”.", key=key)
    fault = say("This key holds characters that cannot be told from others. Write it anew.")
    for place, key in _keys(form):
        if key != _plainly(key):
            yield say("%(place)s: %(fault)s", place=_place(place), fault=fault)


def _keys(form: ExamFormFile) -> Iterator[tuple[tuple[int | str, ...], str]]:
    for at, group in enumerate(form.groups):
        yield ("groups", at, "key"), group.key
        yield from ((("groups", at, "steps", number, "key"), step.key) for number, step in enumerate(group.steps))


def _plainly(key: str) -> str:
    """A key as it looks: composed, without what has no width and without turns of direction."""
    return "".join(sign for sign in unicodedata.normalize("NFC", key) if unicodedata.category(sign)[0] != "C")


def _blank(form: ExamFormFile) -> Iterator[Message]:
    """What has to say something and shows nothing."""
    for place, text in _named(form):
        if not has_visible(text):
            yield say("%(place)s: %(fault)s", place=_place(place), fault=say("This may not be empty."))


def _named(form: ExamFormFile) -> Iterator[tuple[tuple[int | str, ...], str]]:
    yield ("title",), form.title
    for at, group in enumerate(form.groups):
        yield ("groups", at, "name"), group.name
        for number, step in enumerate(group.steps):
            here = ("groups", at, "steps", number)
            yield (*here, "text"), step.text
            yield from (((*here, "levels", row, "label"), level.label) for row, level in enumerate(step.levels))
            yield from (((*here, "parts", row, "text"), part.text) for row, part in enumerate(step.parts))


def _twice(keys: list[str]) -> list[str]:
    return [key for key, times in Counter(keys).items() if times > 1]


def _no_day(text: str) -> bool:
    try:
        return not 2000 <= date.fromisoformat(text).year <= 2200
    except ValueError:
        return True


def _wrong_step(step: FileStep) -> Iterator[Message]:
    values = [level.value for level in step.levels]
    scored = [value for value in values if value != NOT_APPLICABLE]
    if len({*values}) < len(values):
        yield say("Step “%(key)s” has two levels with the same value.", key=step.key)
    if step.parts and scored != list(range(sum(part.points for part in step.parts) + 1)):
        yield say("Step “%(key)s” has sub-points, so its levels are 0 up to their sum, one by one.", key=step.key)
    if not {*step.remark_values} <= {*values}:
        yield say("Step “%(key)s” asks for a remark with a mark that it does not have.", key=step.key)
    if step.critical_minimum is not None and not step.critical:
        yield say("Step “%(key)s” has a critical minimum but is not critical.", key=step.key)


def _depth(value: object, most: int = DEEPEST_CUT_SCORE + 1) -> int:
    if most == 0 or not isinstance(value, dict | list):
        return 0
    inside = value.values() if isinstance(value, dict) else value
    return 1 + max((_depth(one, most - 1) for one in inside), default=0)
