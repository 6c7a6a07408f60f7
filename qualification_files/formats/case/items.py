"""The items and associations of a framework as they were written, whatever a program made of the format.

Everything that the format asks for may be missing here, but for a text or a code by which an item is known.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from foundation.messages import Message, say
from qualification_files.formats.case.notes import Values, values_in
from qualification_files.formats.case.words import BY_IDENTIFIER, BY_TITLE, PROFILE_GROUPING, ItemType
from qualification_files.formats.json_text import Json
from qualification_files.formats.sbb.texts import clipped, one_line, plain
from qualification_files.formats.values import UnreadableFile

JsonObject = Mapping[str, Json]
MOST_ITEMS = 20_000
MOST_ASSOCIATIONS = 100_000
LONGEST_TEXT = 50_000
LONGEST_CODE = 200
LARGEST_SEQUENCE = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Item:
    """One item; `own` when a file of ours says what it is, so that its texts are taken as they stand."""

    place: int
    names: tuple[str, ...]
    identifier: UUID | None
    item_type: ItemType | None
    own: bool
    statement: str
    abbreviated: str
    label: str
    code: str
    enumeration: str
    notes: str
    language: str
    values: Values

    @property
    def key(self) -> str:
        """The name that no other item may have; empty when it has none."""
        return self.names[0] if self.names else ""

    @property
    def where(self) -> Message:
        """The place in the file, in words."""
        name = clipped(self.code or self.statement, 60)
        return say("CFItems[%(place)s], “%(name)s”", place=self.place, name=name)


@dataclass(frozen=True, slots=True)
class Association:
    """One association, with the names by which its two ends may be known."""

    place: int
    kind: str
    origin: tuple[str, ...]
    destination: tuple[str, ...]
    sequence: int | None
    profile: bool

    @property
    def where(self) -> Message:
        """The place in the file."""
        return say("CFAssociations[%(place)s]", place=self.place)


def read_items(found: Json, document_key: str) -> list[Item]:
    """All items; a file with none, too many, or two with one identifier is refused."""
    if not isinstance(found, list) or not found:
        raise UnreadableFile(
            say("This framework has no items (CFItems), so there is nothing to import. Export it with its items.")
        )
    if len(found) > MOST_ITEMS:
        raise UnreadableFile(say("The framework has more than %(limit)s items. Divide it.", limit=MOST_ITEMS))
    items = [_item(_object(written, "CFItems", place), place) for place, written in enumerate(found)]
    _refuse_twins(items, document_key)
    return items


def read_associations(found: Json) -> list[Association]:
    """All associations."""
    if found is None:
        return []
    if not isinstance(found, list):
        raise UnreadableFile(say("%(name)s must be a list.", name="CFAssociations"))
    if len(found) > MOST_ASSOCIATIONS:
        raise UnreadableFile(
            say("The framework has more than %(limit)s associations. Divide it.", limit=MOST_ASSOCIATIONS)
        )
    return [_association(_object(written, "CFAssociations", place), place) for place, written in enumerate(found)]


def names_of(written: Json) -> tuple[str, ...]:
    """The names by which a reference may mean an object: identifier, address, and the end of that address."""
    if isinstance(written, dict):
        ends = [written.get("identifier"), written.get("sourcedId"), written.get("uri")]
    else:
        ends = [written]
    names = [name for end in ends for name in _names(text_of(end))]
    return tuple(dict.fromkeys(names))


def text_of(written: Json) -> str:
    """A text, or a number that was written where a text belongs; anything else says nothing."""
    if isinstance(written, str):
        return written
    return str(written) if isinstance(written, int | float) and not isinstance(written, bool) else ""


def as_it_stands(text: str) -> str:
    """A text of our own making: lines and spaces kept, without characters that no text holds."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in text if sign >= " " or sign in "\n\t")


def identifier_of(written: Json) -> UUID | None:
    """The identifier, where it is one."""
    try:
        return UUID(text_of(written).strip()[:50])
    except ValueError:
        return None


def bounded(text: str, place: Message) -> str:
    """The text, unless it is longer than any text of a framework is."""
    if len(text) > LONGEST_TEXT:
        raise UnreadableFile(
            say("%(place)s holds a text of more than %(limit)s characters.", place=place, limit=LONGEST_TEXT)
        )
    return text


def _object(written: Json, name: str, place: int) -> JsonObject:
    if isinstance(written, dict):
        return written
    raise UnreadableFile(say("%(name)s[%(place)s] must be an object, between { and }.", name=name, place=place))


def _item(written: JsonObject, place: int) -> Item:
    item_type, own = _type_of(written)
    at = say("CFItems[%(place)s]", place=place)
    names = names_of(dict(written))
    said = {
        name: bounded(text_of(written.get(name)), at)
        for name in ("fullStatement", "abbreviatedStatement", "alternativeLabel", "notes")
    }
    read = as_it_stands if own else plain
    notes = read(said["notes"])
    return Item(
        place=place,
        names=names,
        identifier=identifier_of(written.get("identifier") or written.get("sourcedId")),
        item_type=item_type,
        own=own,
        statement=read(said["fullStatement"]),
        abbreviated=read(said["abbreviatedStatement"]),
        label=read(said["alternativeLabel"]),
        code=_line(written, "humanCodingScheme", own=own),
        enumeration=_line(written, "listEnumeration", own=own),
        notes=notes,
        language=text_of(written.get("language")),
        values=Values({**values_in(notes), **extensions_of(written)} if own else {}),
    )


def extensions_of(written: JsonObject) -> dict[str, str]:
    """What a file of ours keeps in `extensions`."""
    extensions = written.get("extensions")
    own = extensions.get("proefstuk") if isinstance(extensions, dict) else None
    if not isinstance(own, dict):
        return {}
    return {name: as_it_stands(value) for name, value in own.items() if isinstance(value, str)}


def _line(written: JsonObject, name: str, *, own: bool) -> str:
    text = text_of(written.get(name))[: LONGEST_CODE * 8]
    return as_it_stands(text) if own else one_line(text)[:LONGEST_CODE]


def _type_of(written: JsonObject) -> tuple[ItemType | None, bool]:
    link = written.get("CFItemTypeURI")
    for name in names_of(link):
        identifier = identifier_of(name)
        if identifier in BY_IDENTIFIER:
            return BY_IDENTIFIER[identifier], True
    titles = [written.get("CFItemType"), link.get("title") if isinstance(link, dict) else None]
    known = (BY_TITLE.get(one_line(text_of(title)[:LONGEST_CODE]).casefold()) for title in titles)
    return next(filter(None, known), None), False


def _refuse_twins(items: Sequence[Item], document_key: str) -> None:
    before: dict[str, Item] = {}
    for item in items:
        if item.key and item.key == document_key:
            raise UnreadableFile(
                say("%(where)s has the identifier of the document itself (%(key)s).", where=item.where, key=item.key)
            )
        if item.key and (twin := before.setdefault(item.key, item)) is not item:
            raise UnreadableFile(
                say(
                    "CFItems[%(first)s] and CFItems[%(second)s] have the same identifier, %(key)s, so it is not clear "
                    "which one is meant.",
                    first=twin.place,
                    second=item.place,
                    key=clipped(item.key),
                )
            )


def _association(written: JsonObject, place: int) -> Association:
    return Association(
        place=place,
        kind="".join(text_of(written.get("associationType")).split()).casefold()[:40],
        origin=names_of(written.get("originNodeURI") or written.get("originNodeIdentifier")),
        destination=names_of(written.get("destinationNodeURI") or written.get("destinationNodeIdentifier")),
        sequence=_sequence(written.get("sequenceNumber")),
        profile=str(PROFILE_GROUPING) in names_of(written.get("CFAssociationGroupingURI")),
    )


def _sequence(written: Json) -> int | None:
    text = text_of(written).strip().removesuffix(".0")
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= len(str(LARGEST_SEQUENCE))):
        return None
    return int(text)


def _names(written: str) -> Iterable[str]:
    name = written.strip().casefold()[:2000]
    if not name:
        return ()
    return (name, end) if (end := name.rstrip("/#").replace("#", "/").rsplit("/", 1)[-1]) != name else (name,)
