"""Mahara's SmartEvidence frameworks (.matrix): standards become core tasks, their elements work processes."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from foundation.messages import Message, say
from qualification_files.formats.cells import Faults
from qualification_files.formats.findings import Remarks, Unplaceable
from qualification_files.formats.folding import LONGEST_NUMBER, Folded, cycle_in, fold
from qualification_files.formats.folding import Node as Item
from qualification_files.formats.json_text import Node, names_key, read_json
from qualification_files.formats.sbb.texts import clipped, one_line, plain
from qualification_files.formats.values import FileReport, QualificationFile, UnreadableFile

MOST_REMARKS = 50
LONGEST_QUALIFICATION_NAME = 400
LONGEST_TEXT = 50_000
_SPACES = re.compile(r"[^0-9A-Za-z]+")
_NUMBERED = re.compile(r"\s*(?:[-:.)\u2013\u2014]\s*|\s)(?=\S)")


def recognises(data: bytes, name: str) -> bool:
    """Whether this is a framework of Mahara."""
    return names_key(data, "framework", "standards") or (name.lower().endswith(".matrix") and names_key(data))


def read(data: bytes) -> FileReport:
    """The qualification of this framework, or every fault that stands in the way with its place."""
    whole = read_json(data)
    if not isinstance(whole.value, dict) or not isinstance(whole.value.get("framework"), dict):
        raise UnreadableFile(
            say("This is no framework of Mahara: “framework” is missing, in which everything else should be.")
        )
    return _Framework(whole.child("framework")).report()


class _Framework:
    """One framework while it is read."""

    def __init__(self, framework: Node) -> None:
        self._framework = framework
        self._faults = Faults()
        self._notes: list[tuple[Message, Message]] = []

    def report(self) -> FileReport:
        name, items = self._told_name(), self._items()
        if self._faults.found:
            return FileReport(refused=self._faults.refused(clipped(name) or None))
        folded = fold(items, name=name)
        return self._report(self._qualification(name, folded), folded)

    def _told_name(self) -> str:
        try:
            return one_line(self._framework.needed("name"))
        except Unplaceable as fault:
            self._keep(fault)
            return ""

    def _qualification(self, name: str, folded: Folded) -> QualificationFile:
        return QualificationFile(
            # Mahara gives its frameworks no code: the name serves, and whoever imports it can see that it does.
            code=_SPACES.sub("-", name)[:LONGEST_NUMBER].strip("-") or "Mahara",
            name=clipped(name, LONGEST_QUALIFICATION_NAME),
            language="en",
            description=plain(self._framework.text("description")),
            core_tasks=folded.core_tasks,
        )

    def _items(self) -> list[Item]:
        standards = self._each("standards", _standard)
        elements = self._each("standardelements", _element)
        if not standards and not self._faults.found:
            self._faults.add(
                say("There are no standards in this framework, so there is nothing to import."),
                say("%(path)s", path="framework.standards"),
            )
        items = self._apart([*standards, *elements])
        self._refuse_orphans(items)
        in_cycle = None if self._faults.found else cycle_in(items)
        if in_cycle:
            self._faults.add(
                say("“%(name)s” is, over its parents, under itself.", name=clipped(in_cycle.title)), in_cycle.where
            )
        return items

    def _each(self, name: str, make: Callable[[Node], Item]) -> list[Item]:
        found = []
        try:
            for node in self._framework.many(name):
                try:
                    found.append(make(node))
                except Unplaceable as fault:
                    self._keep(fault)
        except Unplaceable as fault:  # the list itself is none
            self._keep(fault)
        return found

    def _apart(self, items: Sequence[Item]) -> list[Item]:
        """Each under a key of its own: Mahara's own example uses a number twice, which does no harm at the end."""
        parents, seen, apart = {item.parent for item in items}, set[str](), list[Item]()
        times = Counter(item.key for item in items)
        for item in items:
            if times[item.key] > 1 and item.key in parents:
                self._faults.add(
                    say(
                        "“%(id)s” is used more than once, so it is not clear what belongs under it.",
                        id=clipped(item.code),
                    ),
                    item.where,
                )
            elif item.key in seen:
                self._note(say("“%(id)s” is used more than once. All were kept.", id=clipped(item.code)), item.where)
                item = replace(item, key=f"{item.key}\n{len(apart)}")
            seen.add(item.key)
            apart.append(item)
        return apart

    def _refuse_orphans(self, items: Sequence[Item]) -> None:
        known = {item.key for item in items}
        for item in items:
            if item.parent and item.parent not in known:
                standard, _, element = item.parent.partition("\n")
                self._faults.add(
                    say("Element “%(id)s”, which should be above this one, is not there.", id=clipped(element))
                    if element
                    else say("Standard “%(id)s”, which this should belong to, is not there.", id=clipped(standard)),
                    item.where,
                )

    def _report(self, found: QualificationFile, folded: Folded) -> FileReport:
        remarks = Remarks(MOST_REMARKS)
        remarks.add(
            found.code,
            say("Mahara gives a framework no code and no language. Its name became the code, and English was taken."),
            say("the file as a whole"),
        )
        for text, where in (*self._notes, *folded.remarks):
            remarks.add(found.code, text, where)
        return FileReport(qualifications=(found,), warnings=remarks.all())

    def _note(self, text: Message, where: Message) -> None:
        self._notes.append((text, where))

    def _keep(self, fault: Unplaceable) -> None:
        self._faults.add(fault.message, fault.where or say("the file as a whole"))


def _standard(node: Node) -> Item:
    number = _id(node, "standardid")
    return _item(node, key=number, parent="", code=number)


def _element(node: Node) -> Item:
    standard, number = _id(node, "standardid"), _id(node, "elementid")
    above = _id(node, "parentelementid") if node.child("parentelementid").value not in (None, "") else ""
    return _item(node, key=f"{standard}\n{number}", parent=f"{standard}\n{above}" if above else standard, code=number)


def _item(node: Node, *, key: str, parent: str, code: str) -> Item:
    name = one_line(node.text("name")) or one_line(node.needed("shortname"))
    text = plain(node.text("description", limit=LONGEST_TEXT))
    return Item(key=key, parent=parent, code=code, title=_unnumbered(name, code), text=text, where=node.where)


def _id(node: Node, name: str) -> str:
    """An id as text: people's files have numbers and texts."""
    value = node.child(name).value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return one_line(node.needed(name))


def _unnumbered(name: str, code: str) -> str:
    """The name without the number before it, which is kept apart here."""
    rest = name.removeprefix(code)
    separator = _NUMBERED.match(rest) if rest != name else None
    return rest[separator.end() :] if separator else name
