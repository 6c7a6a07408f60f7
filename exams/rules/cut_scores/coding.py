"""JSON from the values of the model and back. What the dataclasses say is the format: each field under its own name.

The usual value is left out. A key that nobody knows is refused, for a typing error must not lower the bar.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cache
from types import UnionType
from typing import TypeVar, Union, cast, get_args, get_origin, get_type_hints

from exams.rules.cut_scores.chosen import SUFFICIENT, Bar, Over, PartKind
from exams.rules.cut_scores.numbers import read_number, write_number, wrong
from exams.rules.reading import LARGEST, JsonObject, is_keepable
from foundation.messages import say
from foundation.refusals import Unreadable

LONGEST_LIST = 1_000
DEEPEST = 12

T = TypeVar("T")
Read = Callable[[object, str], object]


def written(value: object) -> dict[str, object]:
    """A dataclass of the model as a JSON object."""
    plain: dict[str, object] = {"kind": value.kind} if hasattr(value, "kind") else {}
    for one in _fields(type(value)):
        found = getattr(value, one.name)
        if found == _usual(one):
            continue
        if isinstance(found, Over):
            plain |= {"of": str(found.of), **({"keys": list(found.keys)} if found.keys else {})}
        else:
            plain[one.name] = _write(found)
    return plain


def _write(value: object) -> object:
    match value:
        case bool() | int():
            return value
        case str():
            return str(value)
        case Fraction():
            return write_number(value)
        case Bar():
            return _write_bar(value)
        case tuple():
            return [_write(item) for item in value]
        case Mapping():
            return {key: _write(item) for key, item in value.items()}
    return written(value)


def _write_bar(bar: Bar) -> object:
    if bar.label is not None:
        return {"label": bar.label}
    return "sufficient" if bar.number is None else write_number(bar.number)


def value_in(kind: type[T], raw: object, place: str = "") -> T:
    """A dataclass of the model from a JSON object; `place` names it where it cannot be read."""
    if place.count(".") + place.count("[") > DEEPEST:
        raise wrong(place)
    plain = _object(raw, place)
    known = {"kind"} if hasattr(kind, "kind") else set[str]()
    hints: Mapping[str, object] = _hints(cast(type, kind))
    found = {}
    for one in _fields(kind):
        annotation = hints[one.name]
        known |= {"of", "keys"} if annotation is Over else {one.name}
        value = plain.get("of") if annotation is Over else plain.get(one.name)
        if value is not None:
            where = _within(place, one.name)
            found[one.name] = _over(plain, place) if annotation is Over else _reader(annotation)(value, where)
        elif _usual(one) is MISSING or (one.name in plain and _usual(one) is not None):  # null is not the usual value
            raise wrong(_within(place, "of" if annotation is Over else one.name))
    _refuse_unknown(plain, known, place)
    return kind(**found)


def _fields(kind: type) -> tuple[Field[object], ...]:
    return fields(kind)


def _usual(one: Field[object]) -> object:
    return one.default if one.default_factory is MISSING else one.default_factory()


@cache
def _hints(kind: type) -> Mapping[str, object]:
    return get_type_hints(kind)


def _within(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name


def _refuse_unknown(plain: JsonObject, known: set[str], place: str) -> None:
    for key in plain:
        if key not in known:
            raise Unreadable(
                say("The cut score has something that is not known here: “%(place)s”.", place=_within(place, str(key)))
            )


@cache
def _reader(annotation: object) -> Read:
    """How a field is read follows from its type."""
    if annotation in _LEAVES:
        return _LEAVES[annotation]
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is tuple:
        return _many(_reader(inner[0]))
    if origin is not None and issubclass(_plain(origin), Mapping):
        return _by_key(_reader(inner[1]))
    if origin in (Union, UnionType):
        kinds = [kind for kind in inner if kind is not type(None)]
        return _reader(kinds[0]) if len(kinds) == 1 else _one_of(tuple(kinds))
    if is_dataclass(annotation):
        return lambda raw, place: value_in(cast(type, annotation), raw, place)
    return _choice(cast(type[StrEnum], annotation))


def _plain(origin: object) -> type:
    return origin if isinstance(origin, type) and origin is not UnionType else object


def _one_of(kinds: tuple[type, ...]) -> Read:
    by_name = {str(getattr(kind, "kind", "")): kind for kind in kinds}

    def read_one(raw: object, place: str) -> object:
        name = _text(_object(raw, place).get("kind"), _within(place, "kind"))
        if name not in by_name:
            raise unknown_kind(name)
        return value_in(by_name[name], raw, place)

    return read_one


def unknown_kind(kind: str) -> Unreadable:
    """The refusal of a condition or measure that is not known."""
    return Unreadable(say("The cut score has a condition of an unknown kind, “%(kind)s”.", kind=kind))


def _many(read_one: Read) -> Read:
    def read_many(raw: object, place: str) -> object:
        if not isinstance(raw, list) or len(raw) > LONGEST_LIST:
            raise wrong(place)
        return tuple(read_one(item, f"{place}[{number}]") for number, item in enumerate(raw))

    return read_many


def _by_key(read_one: Read) -> Read:
    return lambda raw, place: {
        _text(key, place): read_one(value, _within(place, str(key))) for key, value in _object(raw, place).items()
    }


def _choice(kind: type[StrEnum]) -> Read:
    def read_choice(raw: object, place: str) -> object:
        if raw not in list(kind):
            raise wrong(place)
        return kind(cast(str, raw))

    return read_choice


def _over(plain: JsonObject, place: str) -> Over:
    kind = _choice(PartKind)(plain["of"], _within(place, "of"))
    keys = _many(_text)(plain.get("keys", []), _within(place, "keys"))
    return Over(cast(PartKind, kind), cast(tuple[str, ...], keys))


def _object(raw: object, place: str) -> JsonObject:
    if not isinstance(raw, Mapping):
        raise wrong(place or "cut_score")
    return raw


def _text(raw: object, place: str) -> str:
    if not isinstance(raw, str) or not raw.strip() or not is_keepable(raw):
        raise wrong(place)
    return raw


def _whole(raw: object, place: str) -> int:
    if not isinstance(raw, int) or isinstance(raw, bool) or not 0 <= raw <= LARGEST:
        raise wrong(place)
    return raw


def _truth(raw: object, place: str) -> bool:
    if not isinstance(raw, bool):
        raise wrong(place)
    return raw


def _bar(raw: object, place: str) -> Bar:
    if raw == "sufficient":
        return SUFFICIENT
    if isinstance(raw, Mapping) and set(raw) == {"label"}:
        return Bar(label=_text(raw["label"], place))
    return Bar(number=read_number(raw, place))


_LEAVES: Mapping[object, Read] = {bool: _truth, int: _whole, str: _text, Fraction: read_number, Bar: _bar}
