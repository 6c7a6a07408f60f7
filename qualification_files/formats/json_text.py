"""From the bytes of a JSON file to plain values with their place, or a refusal that tells what is wrong and where.

Strict where Python's own reader is lenient: a key that is written twice, NaN, numbers without end, characters that are
none, and files that are too large, too deep or cut off are refused before anybody reads on.
"""

import json
import math
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, TypeAlias, cast
from uuid import UUID

from foundation.messages import Message, say
from qualification_files.formats.findings import Unplaceable
from qualification_files.formats.sbb.texts import clipped
from qualification_files.formats.values import UnreadableFile

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"

LARGEST = 20_000_000
DEEPEST = 64
MOST_VALUES = 500_000
MOST_DIGITS = 15
LONGEST_TEXT = 100_000
_START: Final = "the file"
_WHITE: Final = re.compile(rb"(?:\xef\xbb\xbf)?[ \t\r\n]*")


@dataclass(frozen=True, slots=True)
class _Wrong:
    """Stands where a value was that no file may hold; the walk over all values says where that is."""

    message: Message


@dataclass(frozen=True, slots=True)
class Node:
    """A value with its place in the file, written as in `core_tasks[2].name`."""

    value: Json
    path: str = ""

    @property
    def where(self) -> Message:
        """The place in words."""
        return say("%(path)s", path=self.path) if self.path else say("the file as a whole")

    def fields(self) -> Mapping[str, Json]:
        """The fields of an object."""
        if isinstance(self.value, dict):
            return self.value
        raise self.wrong(say("This must be an object, between { and }, and is %(found)s.", found=_kind(self.value)))

    def child(self, name: str) -> "Node":
        """The field with this name; a field that is absent holds null."""
        return Node(self.fields().get(name), f"{self.path}.{name}" if self.path else name)

    def many(self, name: str) -> "Sequence[Node]":
        """The elements of the list under this name; none when it is absent or null."""
        found = self.child(name)
        return found.elements() if found.value is not None else ()

    def elements(self) -> "Sequence[Node]":
        """The elements of a list."""
        if isinstance(self.value, list):
            return [Node(value, f"{self.path}[{place}]") for place, value in enumerate(self.value)]
        raise self.wrong(say("This must be a list, between [ and ], and is %(found)s.", found=_kind(self.value)))

    def text(self, name: str, *, limit: int = LONGEST_TEXT) -> str:
        """The text under this name, as it is written; empty when it is absent or null."""
        found = self.child(name)
        return found.as_text(limit=limit) if found.value is not None else ""

    def needed(self, name: str, *, limit: int = LONGEST_TEXT) -> str:
        """The text under this name, which has to be there."""
        written = self.text(name, limit=limit)
        if not written.strip():
            raise self.child(name).wrong(say("“%(name)s” is missing or empty.", name=name))
        return written

    def as_text(self, *, limit: int = LONGEST_TEXT) -> str:
        """This value as a text."""
        if not isinstance(self.value, str):
            raise self.wrong(say("This must be a text, and is %(found)s.", found=_kind(self.value)))
        if len(self.value) > limit:
            raise self.wrong(say("This text has more than %(limit)s characters.", limit=limit))
        return self.value

    def number(self, name: str, *, low: int, high: int) -> int | None:
        """The whole number under this name; none when it is absent or null."""
        found = self.child(name)
        if found.value is None:
            return None
        if isinstance(found.value, bool) or not isinstance(found.value, int) or not low <= found.value <= high:
            raise found.wrong(say("This must be a whole number from %(low)s to %(high)s.", low=low, high=high))
        return found.value

    def yes_or_no(self, name: str) -> bool | None:
        """True or false under this name; none when it is absent or null."""
        found = self.child(name)
        if found.value is None or isinstance(found.value, bool):
            return found.value
        raise found.wrong(say("This must be true or false, and is %(found)s.", found=_kind(found.value)))

    def day(self, name: str) -> date | None:
        """The date under this name, written 2026-08-31; none when it is absent, null or empty."""
        written = self.text(name, limit=100)
        if not written:
            return None
        try:
            return datetime.strptime(written, "%Y-%m-%d").date()  # noqa: DTZ007 # a day has no time zone
        except ValueError:
            raise self.child(name).wrong(
                say("“%(written)s” is not a date like 2026-08-31.", written=clipped(written))
            ) from None

    def identifier(self, name: str) -> UUID | None:
        """The identifier (UUID) under this name; none when it is absent or null."""
        written = self.text(name, limit=100)
        if not written:
            return None
        try:
            return UUID(written)
        except ValueError:
            raise self.child(name).wrong(
                say("“%(written)s” is not an identifier (UUID).", written=clipped(written))
            ) from None

    def unknown(self, known: Collection[str]) -> list[str]:
        """The names of fields that are not among these."""
        return [name for name in self.fields() if name not in known]

    def wrong(self, message: Message) -> Unplaceable:
        """A refusal that names this place."""
        return Unplaceable(message, where=self.where)


def read_json(data: bytes) -> Node:
    """The value that the file holds, every part of it known to be readable."""
    if len(data) > LARGEST:
        raise UnreadableFile(say("The file is larger than %(limit)s MB. Divide it.", limit=LARGEST // 1_000_000))
    text = _decode(data)
    if not text.strip():
        raise UnreadableFile(say("The file is empty. Export it again, and upload that."))
    if text.count(",") > MOST_VALUES:  # every value but the first of its list or object comes after a comma
        raise UnreadableFile(say("The file holds more than %(limit)s values. Divide it.", limit=MOST_VALUES))
    value = _parse(text)
    _refuse_what_is_wrong(value)
    return Node(cast(Json, value))


def looks_like_json(data: bytes) -> bool:
    """Whether the file begins as JSON does: with an object or a list."""
    return _beginning(data).lstrip()[:1] in ("{", "[")


def names_key(data: bytes, *names: str) -> bool:
    """Whether it looks like JSON and every one of these keys is written somewhere in it; nothing is read for it."""
    if not looks_like_json(data):
        return False
    encoding = _encoding_of(data)
    return all(f'"{name}"'.encode(_without_mark(encoding)) in data for name in names)


def _beginning(data: bytes) -> str:
    encoding = _encoding_of(data)
    white = _WHITE.match(data) if encoding.startswith("utf-8") else None
    start = white.end() if white else 0
    return data[start : start + 400].decode(encoding, "ignore").lstrip("\ufeff")


def _encoding_of(data: bytes) -> str:
    return json.detect_encoding(data[:8])


def _without_mark(encoding: str) -> str:
    # "utf-16" and "utf-8-sig" would write a byte order mark of their own before each word that is looked for.
    return {"utf-8-sig": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}.get(encoding, encoding)


def _decode(data: bytes) -> str:
    encoding = _encoding_of(data)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableFile(
            say(
                "The file holds bytes that are not %(encoding)s, the first on line %(line)s (byte %(byte)s). "
                "JSON is written in UTF-8; save it as that.",
                encoding=encoding.upper().removesuffix("-SIG"),
                line=data[: error.start].count(b"\n") + 1,
                byte=error.start + 1,
            )
        ) from error


def _parse(text: str) -> object:
    try:
        return json.loads(
            text, object_pairs_hook=_object, parse_constant=_no_number, parse_int=_whole, parse_float=_decimal
        )
    except json.JSONDecodeError as error:
        raise _broken(error) from error
    except RecursionError as error:
        raise _too_deep() from error


def _object(pairs: list[tuple[str, object]]) -> object:
    made = dict(pairs)
    if len(made) == len(pairs):
        return made
    twice = Counter(name for name, _ in pairs).most_common(1)[0][0]
    return _Wrong(say("“%(name)s” is written twice here. Keep the one that is meant.", name=clipped(twice)))


def _no_number(written: str) -> _Wrong:
    return _Wrong(say("%(written)s is not a number that JSON allows.", written=written))


def _whole(written: str) -> int | _Wrong:
    return int(written) if len(written) <= MOST_DIGITS else _too_long(written)


def _decimal(written: str) -> float | _Wrong:
    number = float(written)
    return number if math.isfinite(number) else _too_long(written)


def _too_long(written: str) -> _Wrong:
    return _Wrong(say("The number %(written)s is too large.", written=clipped(written, 30)))


def _broken(error: json.JSONDecodeError) -> UnreadableFile:
    left = error.doc[error.pos :].rstrip()
    if error.msg.startswith("Unterminated string") or any(word.startswith(left) for word in ("true", "false", "null")):
        return UnreadableFile(
            say(
                "The file stops too early, at line %(line)s, column %(column)s: the end is missing. "
                "Export or download it again.",
                line=error.lineno,
                column=error.colno,
            )
        )
    return UnreadableFile(
        say(
            "The file is not correct JSON: reading stopped at line %(line)s, column %(column)s. "
            "Export or download it again, and do not edit it by hand.",
            line=error.lineno,
            column=error.colno,
        )
    )


def _too_deep() -> UnreadableFile:
    return UnreadableFile(
        say("The parts of this file are nested more than %(limit)s deep, which no qualification is.", limit=DEEPEST)
    )


def _refuse_what_is_wrong(value: object) -> None:
    for found, trail, depth in _every_value(value):
        if depth > DEEPEST:
            raise _too_deep()
        wrong = found.message if isinstance(found, _Wrong) else _wrong_characters(found)
        if wrong:
            raise UnreadableFile(say("%(where)s: %(reason)s", where=_written(trail), reason=wrong))


# A trail is the last step and the trail before it: cheap to make for each of very many values, written out for one.
_Trail: TypeAlias = "tuple[_Trail, str | int] | None"


def _every_value(value: object) -> Iterator[tuple[object, _Trail, int]]:
    waiting: list[tuple[object, _Trail, int]] = [(value, None, 0)]
    while waiting:
        found, trail, depth = waiting.pop()
        yield found, trail, depth
        if isinstance(found, dict):
            yield from ((name, trail, depth) for name in found)
            waiting.extend((inner, (trail, name), depth + 1) for name, inner in reversed(found.items()))
        elif isinstance(found, list):
            last = len(found) - 1
            waiting.extend((inner, (trail, last - place), depth + 1) for place, inner in enumerate(reversed(found)))


def _written(trail: _Trail) -> str:
    steps: list[str] = []
    while trail is not None:
        trail, step = trail
        steps.append(f"[{step}]" if isinstance(step, int) else f".{clipped(step)}")
    return "".join(reversed(steps)).lstrip(".") or _START


def _wrong_characters(value: object) -> Message | None:
    if not isinstance(value, str) or (value.isascii() and "\0" not in value):
        return None
    if "\0" in value:
        return say("This holds a character without a meaning (U+0000).")
    try:
        value.encode()
    except UnicodeEncodeError:
        return say("This holds half a character (a lone surrogate). Export the file again.")
    return None


def _kind(value: object) -> Message:
    match value:
        case None:
            return say("empty (null)")
        case bool():
            return say("true or false")
        case str():
            return say("a text")
        case int() | float():
            return say("a number")
        case list():
            return say("a list")
    return say("an object")
