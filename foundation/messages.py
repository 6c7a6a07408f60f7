"""Words for people, kept apart from the language they are read in.

Below the web nobody knows who reads a sentence, so a refusal or an explanation is a `Message`: an English sentence with
named gaps. The web, the PDF and the mail render it in the reader's language.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

THOUSAND = 1000  # from here on a count has separators, where the reader writes them


@dataclass(frozen=True)
class Message:
    """A sentence with named gaps; `plural` and `count` are set when the number decides the form."""

    text: str
    gaps: Mapping[str, Any] = field(default_factory=dict)
    plural: str | None = None
    count: int = 0

    def __str__(self) -> str:
        return render(self, translate=_same, translate_many=_same_many)


def say(text: str, **gaps: Any) -> Message:
    """A sentence for a person, for instance `say("At most %(limit)s.", limit="20 MB")`."""
    return Message(text, gaps)


def say_many(singular: str, plural: str, count: int, **gaps: Any) -> Message:
    """A sentence whose form depends on `count`, which is also the gap `%(count)s`."""
    return Message(singular, {"count": count, **gaps}, plural, count)


def render(
    message: Message,
    *,
    translate: Callable[[str], str],
    translate_many: Callable[[str, str, int], str],
    show: Callable[[Any], str] = str,
) -> str:
    """The sentence in the reader's language; `show` writes dates and decimals the reader's way."""

    def fill(name: str, gap: Any) -> Any:
        if isinstance(gap, Message):
            return render(gap, translate=translate, translate_many=translate_many, show=show)
        if name == "count" and message.plural is not None and message.count >= THOUSAND:
            return show(Decimal(message.count))
        return show(gap) if isinstance(gap, Decimal | date) else gap

    text = (
        translate(message.text)
        if message.plural is None
        else translate_many(message.text, message.plural, message.count)
    )
    return text % {name: fill(name, gap) for name, gap in message.gaps.items()} if message.gaps else text


def to_json(message: Message) -> dict[str, Any]:
    """The message as plain JSON, so that an explanation can be stored and read back in any language."""
    plain: dict[str, Any] = {"text": message.text}
    if message.gaps:
        plain["gaps"] = {name: _pack(gap) for name, gap in message.gaps.items()}
    if message.plural is not None:
        plain |= {"plural": message.plural, "count": message.count}
    return plain


def from_json(plain: Mapping[str, Any]) -> Message:
    """The message that `to_json` wrote."""
    gaps = {name: _unpack(gap) for name, gap in plain.get("gaps", {}).items()}
    return Message(plain["text"], gaps, plain.get("plural"), plain.get("count", 0))


def _same(text: str) -> str:
    return text


def _same_many(singular: str, plural: str, count: int) -> str:
    return singular if count == 1 else plural


def _pack(gap: Any) -> Any:
    match gap:
        case Message():
            return {"message": to_json(gap)}
        case Decimal():
            return {"decimal": str(gap)}
        case datetime():
            return {"moment": gap.isoformat()}
        case date():
            return {"day": gap.isoformat()}
    return gap


def _unpack(gap: Any) -> Any:
    match gap:
        case {"message": plain}:
            return from_json(plain)
        case {"decimal": digits}:
            return Decimal(digits)
        case {"moment": written}:
            return datetime.fromisoformat(written)
        case {"day": written}:
            return date.fromisoformat(written)
    return gap
