"""Reading a portfolio from Leap2A: our own without loss, those of other programs as far as we can place them."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import PurePosixPath
from uuid import UUID
from xml.etree.ElementTree import Element

from foundation.messages import Message, say
from portfolio.formats.leap2a import names
from portfolio.formats.leap2a.incoming import YEARS, Feed, Item, moment_in, own_attribute, read_feed
from portfolio.formats.values import (
    EntryInside,
    EvidenceInside,
    FileInside,
    PortfolioFile,
    QualificationInside,
    ReadPortfolio,
    Said,
    SaidAs,
    WorkProcessInside,
)
from portfolio.rules import EntryFacts, EntryKind, EvidenceState, is_period, suiting

LONGEST_NAME = 200
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_NOT_ENTRIES = frozenset({"person", "organization", "ability"})
_PARTS = ("has_part", "related", "has_evidence", "relation")
_KINDS = {"achievement": EntryKind.EDUCATION, "publication": EntryKind.PRODUCT, "resource": EntryKind.PRODUCT}
_LIFE_AREAS = (("Work", EntryKind.WORK_EXPERIENCE), ("Education", EntryKind.EDUCATION))


def read(data: bytes) -> ReadPortfolio:
    """The portfolio in these bytes (the description alone, not the files); `UnreadablePortfolio` when it is none."""
    feed = read_feed(data)
    items = _by_key(feed.items)
    reader = _Reader(items)
    entries = tuple(_each_once(reader.entry(item) for item in items.values() if reader.is_entry(item)))
    portfolio = PortfolioFile(feed.owner, feed.made_at or EPOCH, feed.made_by, entries)
    return ReadPortfolio(portfolio, tuple(_remarks(feed, reader)))


def _remarks(feed: Feed, reader: "_Reader") -> Iterable[Message]:
    if len(reader.items) < len(feed.items):
        yield say("Some items have the same number as another one; only the first of each is read.")
    for item in reader.items.values():
        if reader.is_left_out(item):
            yield say("“%(title)s” is a page of the other program about itself, and stays out.", title=item.title[:100])


class _Reader:
    """The items of one feed, and what each of them is to the others."""

    def __init__(self, items: Mapping[str, Item]) -> None:
        self.items = items
        self._file_keys = {
            item.key
            for item in items.values()
            if item.kind == "resource" and any(tie.relation == "enclosure" for tie in item.ties)
        }
        self._files_of = self._attached()
        self._attachments = {key for keys in self._files_of.values() for key in keys}
        self._about = self._answers()

    def is_entry(self, item: Item) -> bool:
        """Whether it becomes an entry of its own: not a person, not part of another, not about another."""
        if item.kind in _NOT_ENTRIES or item.key in self._attachments or self._is_about_another(item):
            return False
        return not self.is_left_out(item) and (item.kind != "selection" or bool(item.text or self._files_of[item.key]))

    def is_left_out(self, item: Item) -> bool:
        """Whether it only shows the other program to its user."""
        view = next((child for child in item.element if child.tag.endswith("}view")), None)
        if view is None:
            return False
        return any(key.endswith("}type") and value in ("profile", "dashboard") for key, value in view.attrib.items())

    def entry(self, item: Item) -> EntryInside:
        """The entry that an item tells of."""
        own = item.own("entry")
        kind = _kind(item)
        facts = _facts(item)
        return EntryInside(
            key=_key(item),
            kind=kind,
            facts=facts if own is not None else suiting(kind, facts),
            created_at=item.published_at,
            updated_at=item.updated_at,
            version_of="" if own is None else own_attribute(own, "version-of"),
            qualifications=tuple(_qualifications(item)),
            evidence=tuple(self._evidence(item)),
            files=tuple(self._files(item)),
            said=tuple(self._said(item)),
        )

    def _attached(self) -> dict[str, list[str]]:
        """Per item the resources that are part of it, from whichever side that was said."""
        found: dict[str, dict[str, None]] = {key: {} for key in self.items}  # in order, each once
        for item in self.items.values():
            for target in item.targets(*_PARTS):
                if target in self._file_keys:
                    found[item.key][target] = None
        for item in self.items.values():
            for whole in item.targets("is_part_of"):
                if item.key in self._file_keys and whole in found:
                    found[whole][item.key] = None
        return {key: list(targets) for key, targets in found.items()}

    def _answers(self) -> dict[str, list[Item]]:
        """Per item what reflects on it."""
        found: dict[str, list[Item]] = {}
        for item in self.items.values():
            for target in item.targets("reflects_on"):
                if target in self.items and target != item.key:
                    found.setdefault(target, []).append(item)
        return found

    def _is_about_another(self, item: Item) -> bool:
        return (item.own("evidence") is not None or item.own("said") is not None) and any(
            target in self.items for target in item.targets("reflects_on")
        )

    def _files(self, item: Item) -> Iterable[FileInside]:
        is_file = item.kind == "resource" and item.own("entry") is None
        for tie in item.ties:
            if tie.relation == "enclosure":
                yield _file(tie.target, item, tie.media_type, tie.length, title=item.title if is_file else "")
        for key in self._files_of[item.key]:
            resource = self.items[key]
            for tie in resource.ties:
                if tie.relation == "enclosure":
                    yield _file(tie.target, resource, tie.media_type, tie.length, title=resource.title)

    def _evidence(self, item: Item) -> Iterable[EvidenceInside]:
        for reasoning in self._about.get(item.key, []):
            own = reasoning.own("evidence")
            work_process = self._work_process(reasoning.targets("related"))
            if own is None or work_process is None:
                continue
            indicators = own.findall(f"{{{names.OWN}}}indicator")
            yield EvidenceInside(
                work_process,
                reasoning.text,
                _state(own_attribute(own, "state")),
                tuple(indicator.text or "" for indicator in indicators),
            )

    def _work_process(self, keys: Iterable[str]) -> WorkProcessInside | None:
        for key in keys:
            item = self.items.get(key)
            own = item.own("work-process") if item else None
            if item is None or own is None:
                continue
            qualification = next(iter(_qualifications_in(own)), QualificationInside("", "", ""))
            return WorkProcessInside(
                qualification,
                own_attribute(own, "core-task"),
                own_attribute(own, "number"),
                own_attribute(own, "name"),
                _identifier(own_attribute(own, "identifier")),
            )
        return None

    def _said(self, item: Item) -> Iterable[Said]:
        for said in self._about.get(item.key, []):
            own = said.own("said")
            if own is None:
                continue
            way = own_attribute(own, "way")
            yield Said(
                said.author,
                said.updated_at or EPOCH,
                said.text,
                SaidAs(way) if way in set(SaidAs) else SaidAs.COMMENT,
                own_attribute(own, "number"),
                own_attribute(own, "source"),
            )


def _each_once(entries: Iterable[EntryInside]) -> Iterable[EntryInside]:
    """The first of those that are called the same: one of ours and one of another program may be."""
    seen: set[str] = set()
    for entry in entries:
        if entry.key not in seen:
            seen.add(entry.key)
            yield entry


def _key(item: Item) -> str:
    """Ours as we number them; of other programs whatever they call it, so that no two are the same."""
    return item.key if item.own("entry") is None else item.key.removeprefix(f"{names.ITEM}entry/")


def _by_key(items: Iterable[Item]) -> dict[str, Item]:
    found: dict[str, Item] = {}
    for item in items:
        found.setdefault(item.key, item)
    return found


def _kind(item: Item) -> EntryKind:
    own = item.own("entry")
    named = own_attribute(own, "kind") if own is not None else ""
    if named in set(EntryKind):
        return EntryKind(named)
    for area, kind in _LIFE_AREAS:
        if item.is_in_category("life_area", area):
            return kind
    if item.kind == "activity":
        has_role = next(item.leap2("myrole"), None) is not None  # an element without children counts as false
        return EntryKind.WORK_EXPERIENCE if has_role else EntryKind.PROJECT
    return _KINDS.get(item.kind, EntryKind.OTHER)


def _facts(item: Item) -> EntryFacts:
    own = item.own("entry")
    started_on, ended_on = _day(item, "start"), _day(item, "end")
    if not is_period(started_on, ended_on):
        ended_on = None
    hours = own_attribute(own, "hours") if own is not None else ""
    return EntryFacts(
        title=_title(item),
        organisation=_organisation(item)[:LONGEST_NAME],
        role=next(("".join(found.itertext()) for found in item.leap2("myrole")), "")[:LONGEST_NAME],
        started_on=started_on,
        ended_on=ended_on,
        hours=int(hours) if hours.isdecimal() and len(hours) < 7 else None,
        level=own_attribute(own, "level") if own is not None else "",
        outcome=own_attribute(own, "outcome") if own is not None else "",
        description=item.text,
    )


def _title(item: Item) -> str:
    if item.own("entry") is not None:
        return item.title
    first = next((line for line in item.text.splitlines() if line.strip()), "")
    return (" ".join(item.title.split()) or first)[:LONGEST_NAME]


def _organisation(item: Item) -> str:
    for found in item.leap2("orgdata"):
        if any(key.endswith("}field") and value == "legal_org_name" for key, value in found.attrib.items()):
            return "".join(found.itertext())
    return ""


def _day(item: Item, point: str) -> date | None:
    for found in item.leap2("date"):
        if any(key.endswith("}point") and value == point for key, value in found.attrib.items()):
            return _day_in("".join(found.itertext()).strip())
    return None


def _day_in(text: str) -> date | None:
    """A day; of a year or a month alone, its first one."""
    for missing in ("", "-01", "-01-01"):
        try:
            found = date.fromisoformat(f"{text[:10]}{missing}")
        except ValueError:
            continue
        return found if found.year in YEARS else None
    return None


def _file(path: str, item: Item, media_type: str, length: int | None, *, title: str) -> FileInside:
    own = item.own("file")
    name = title if title.strip() else PurePosixPath(path).name
    if own is None:
        return FileInside(path, name, media_type, length)
    return FileInside(
        path,
        name,
        own_attribute(own, "media-type"),
        length,
        own_attribute(own, "sha256"),
        moment_in(own_attribute(own, "uploaded-at")),
        own_attribute(own, "replaces"),
    )


def _qualifications(item: Item) -> Iterable[QualificationInside]:
    own = item.own("entry")
    return [] if own is None else _qualifications_in(own)


def _qualifications_in(own: Element) -> list[QualificationInside]:
    return [
        QualificationInside(own_attribute(found, "code"), own_attribute(found, "cohort"), own_attribute(found, "name"))
        for found in own.findall(f"{{{names.OWN}}}qualification")
    ]


def _state(text: str) -> EvidenceState:
    return EvidenceState(text) if text in set(EvidenceState) else EvidenceState.OPEN


def _identifier(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
