"""Writing a portfolio as Leap2A: an Atom feed in which each item is an entry and items are tied by links.

An entry of ours is an activity, a resource or a plain entry; the work processes it shows are abilities; each reasoning
is an entry that reflects on it; what others said are entries in reply to it. What Leap2A cannot say stands beside that
in elements of our own, so that nothing is lost when we read the file again.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from portfolio.formats.leap2a import names
from portfolio.formats.values import (
    EntryInside,
    EvidenceInside,
    FileInside,
    PortfolioFile,
    QualificationInside,
    Said,
    SaidAs,
    WorkProcessInside,
)
from portfolio.rules import EntryKind

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_TYPES = {EntryKind.PRODUCT: "resource", EntryKind.OTHER: "entry"}  # all else is an activity
_LIFE_AREAS = {EntryKind.WORK_EXPERIENCE: "Work", EntryKind.EDUCATION: "Education", EntryKind.TRAINING: "Education"}
_PREFIXES = {
    "xmlns": names.ATOM,
    "xmlns:rdf": names.RDF,
    "xmlns:leap2": names.LEAP2,
    "xmlns:categories": f"{names.CATEGORIES}/",
    "xmlns:thr": names.THREADING,
    "xmlns:proefstuk": names.OWN,
}


def write(portfolio: PortfolioFile, *, address: str) -> bytes:
    """The feed, in UTF-8; `address` is an address of this export's own, ending in a slash.

    Characters that no XML file can hold (controls) are left out.
    """
    feed = Element("feed", {**_PREFIXES, "xmlns:portfolio": address})
    _text(feed, "leap2:version", names.VERSION)
    _text(feed, "id", address)
    _text(feed, "title", portfolio.owner)
    _text(feed, "updated", _moment(portfolio.made_at))
    generator = SubElement(feed, "generator")
    generator.text = _clean(portfolio.made_by)
    _author(feed, portfolio.owner, item=f"{names.ITEM}person/owner")
    feed.append(_person(portfolio))
    abilities = _Abilities()
    for entry in portfolio.entries:
        feed.extend(_items(entry, portfolio, abilities))
    feed.extend(ability for ability in abilities.items(portfolio.made_at))
    # A parser makes one line break of a carriage return, unless it is written as what it is.
    written = tostring(feed, encoding="unicode").replace("\r", "&#13;")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{written}\n'.encode()


class _Abilities:
    """The work processes that are spoken of, each once, with the evidence for it."""

    def __init__(self) -> None:
        self._keys: dict[WorkProcessInside, str] = {}
        self._evidence: dict[str, list[str]] = {}

    def key_of(self, work_process: WorkProcessInside, *, shown_by: str) -> str:
        key = self._keys.setdefault(work_process, f"{names.ITEM}ability/{len(self._keys) + 1}")
        self._evidence.setdefault(key, []).append(shown_by)
        return key

    def items(self, made_at: datetime) -> Iterator[Element]:
        for work_process, key in self._keys.items():
            item = _item(key, "ability", f"{work_process.number} {work_process.name}", updated_at=made_at)
            for entry in dict.fromkeys(self._evidence[key]):
                _link(item, "leap2:has_evidence", entry)
            own = _own(
                item,
                "work-process",
                number=work_process.number,
                name=work_process.name,
                core_task=work_process.core_task,
                identifier=str(work_process.identifier or ""),
            )
            own.append(_qualification(work_process.qualification))
            yield item


def _person(portfolio: PortfolioFile) -> Element:
    item = _item(f"{names.ITEM}person/owner", "person", portfolio.owner, updated_at=portfolio.made_at)
    _category(item, "Self", "person_type#")
    field = SubElement(item, "leap2:persondata", {"leap2:field": "full_name"})
    field.text = _clean(portfolio.owner)
    return item


def _items(entry: EntryInside, portfolio: PortfolioFile, abilities: _Abilities) -> Iterator[Element]:
    key, facts = f"{names.ITEM}entry/{entry.key}", entry.facts
    moment = entry.updated_at or portfolio.made_at
    item = _item(key, _TYPES.get(entry.kind, "activity"), facts.title, updated_at=moment, published_at=entry.created_at)
    _content(item, facts.description)
    if entry.kind in _LIFE_AREAS:
        _category(item, _LIFE_AREAS[entry.kind], "life_area#")
    _dated(item, "start", facts.started_on)
    _dated(item, "end", facts.ended_on)
    if facts.role:
        _text(item, "leap2:myrole", facts.role)
    if facts.organisation:
        organisation = SubElement(item, "leap2:orgdata", {"leap2:field": "legal_org_name"})
        organisation.text = _clean(facts.organisation)
    own = _own(
        item,
        "entry",
        kind=entry.kind,
        version_of=entry.version_of,
        hours="" if facts.hours is None else str(facts.hours),
        level=facts.level,
        outcome=facts.outcome,
    )
    own.extend(_qualification(qualification) for qualification in entry.qualifications)
    files = [(f"{key}/file/{place}", file) for place, file in enumerate(entry.files, 1)]
    shown = [
        (f"{key}/reasoning/{place}", one, abilities.key_of(one.work_process, shown_by=key))
        for place, one in enumerate(entry.evidence, 1)
    ]
    _tie(item, files=[name for name, _ in files], abilities=[ability for *_, ability in shown])
    yield item
    yield from (_file(name, file, key, moment) for name, file in files)
    yield from (_reasoning(name, one, ability, of=key, moment=moment) for name, one, ability in shown)
    yield from (_reply(f"{key}/said/{place}", said, to=key) for place, said in enumerate(entry.said, 1))


def _tie(item: Element, *, files: Iterable[str], abilities: Iterable[str]) -> None:
    for name in files:
        _link(item, "leap2:has_part", name)
    for ability in abilities:
        _link(item, "leap2:is_evidence_of", ability)


def _file(key: str, file: FileInside, entry: str, moment: datetime) -> Element:
    item = _item(key, "resource", file.name, updated_at=file.uploaded_at or moment)
    _category(item, "Offline", "resource_type#")
    attributes = {"rel": "enclosure", "href": file.path, "type": file.media_type or "application/octet-stream"}
    if file.size is not None:
        attributes["length"] = str(file.size)
    SubElement(item, "link", attributes)
    _link(item, "leap2:is_part_of", entry)
    uploaded_at = _moment(file.uploaded_at) if file.uploaded_at else ""
    _own(
        item,
        "file",
        sha256=file.sha256,
        uploaded_at=uploaded_at,
        media_type=file.media_type,
        replaces=file.replaces,
    )
    return item


def _reasoning(key: str, shown: EvidenceInside, ability: str, *, of: str, moment: datetime) -> Element:
    item = _item(key, "entry", f"{shown.work_process.number} {shown.work_process.name}", updated_at=moment)
    _content(item, shown.reasoning)
    _link(item, "leap2:reflects_on", of)
    _link(item, "related", ability)
    own = _own(item, "evidence", state=shown.state)
    for indicator in shown.indicators:
        _text(own, "proefstuk:indicator", indicator)
    return item


def _reply(key: str, said: Said, *, to: str) -> Element:
    item = _item(key, "entry" if said.way is SaidAs.COMMENT else "assertion", said.who, updated_at=said.when)
    _author(item, said.who)
    _content(item, said.text)
    SubElement(item, "thr:in-reply-to", {"ref": to})
    _link(item, "leap2:reflects_on", to)
    _own(item, "said", way=said.way, number=said.number, source=said.source)
    return item


def _item(key: str, kind: str, title: str, *, updated_at: datetime, published_at: datetime | None = None) -> Element:
    item = Element("entry")
    _text(item, "title", title)
    _text(item, "id", key)
    _text(item, "updated", _moment(updated_at))
    if published_at:
        _text(item, "published", _moment(published_at))
    SubElement(item, "rdf:type", {"rdf:resource": f"leap2:{kind}"})
    return item


def _content(item: Element, text: str) -> None:
    content = SubElement(item, "content", {"type": "text"})
    content.text = _clean(text)


def _own(item: Element, element: str, /, **values: str) -> Element:
    return SubElement(
        item,
        f"proefstuk:{element}",
        {f"proefstuk:{key.replace('_', '-')}": _clean(value) for key, value in values.items() if value},
    )


def _qualification(qualification: QualificationInside) -> Element:
    values = {"code": qualification.code, "cohort": qualification.cohort, "name": qualification.name}
    return Element("proefstuk:qualification", {f"proefstuk:{key}": _clean(value) for key, value in values.items()})


def _author(parent: Element, name: str, *, item: str = "") -> None:
    author = SubElement(parent, "author")
    _text(author, "name", name)
    if item:
        _text(author, "uri", item)


def _category(item: Element, term: str, scheme: str) -> None:
    SubElement(item, "category", {"term": term, "scheme": f"categories:{scheme}"})


def _link(item: Element, relation: str, target: str) -> None:
    SubElement(item, "link", {"rel": relation, "href": target})


def _dated(item: Element, point: str, day: date | None) -> None:
    if day:
        SubElement(item, "leap2:date", {"leap2:point": point}).text = day.isoformat()


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = _clean(text)


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


def _clean(text: str) -> str:
    return _NOT_XML.sub("", text)
