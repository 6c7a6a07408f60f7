"""Who stands under whom: a forest out of associations that may be incomplete, double or wrong."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from foundation.messages import say
from qualification_files.formats.case.items import Association, Item
from qualification_files.formats.findings import Remarks
from qualification_files.formats.sbb.texts import clipped
from qualification_files.formats.values import UnreadableFile
from qualification_files.rules.numbers import natural_key

DEEPEST = 50
TOP = -1  # stands for the document
CHILD, PART = "ischildof", "ispartof"
RELATED = "isrelatedto"
_COMPARED = 80
_Key: TypeAlias = "tuple[tuple[int, int, str], ...]"
_Order: TypeAlias = tuple[tuple[bool, int], tuple[bool, _Key], tuple[bool, _Key], int]


@dataclass(frozen=True, slots=True)
class Node:
    """An item with the items that stand under it, in order."""

    item: Item
    children: "tuple[Node, ...]" = ()

    def below(self, depth: int = 1) -> "Iterator[tuple[int, Node]]":
        """Everything under it in reading order, with how deep it stands."""
        for child in self.children:
            yield depth, child
            yield from child.below(depth + 1)


@dataclass
class Forest:
    """Finds the parent of every item, and says what was odd about it."""

    items: Sequence[Item]
    associations: Sequence[Association]
    document: Sequence[str]
    remarks: Remarks
    _known: dict[str, int] = field(default_factory=dict)
    _parents: dict[int, int] = field(default_factory=dict)
    _sequence: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # Identifiers go before addresses: some programs give every item of a framework the same address.
        self._known = {item.key: item.place for item in self.items if item.key}
        for name in self.document:
            self._known.setdefault(name, TOP)
        for item in self.items:
            for name in item.names:
                self._known.setdefault(name, item.place)

    def place_of(self, names: Sequence[str]) -> int | None:
        """The place of the item that one of these names means, TOP for the document, None for what is not here."""
        return next((self._known[name] for name in names if name and name in self._known), None)

    def trees(self) -> list[Node]:
        """The items at the top, in order, each with all that is under it."""
        for association in self._of(CHILD):
            self._place(association)
        for association in self._of(PART):
            self._place(association, only_if_homeless=True)
        self._place_the_homeless()
        self._break_circles()
        return self._grown()

    def _of(self, kind: str) -> Iterator[Association]:
        return (association for association in self.associations if association.kind == kind)

    def _place(self, association: Association, *, only_if_homeless: bool = False) -> None:
        child, parent = self.place_of(association.origin), self.place_of(association.destination)
        if child == TOP and parent is not None:
            child, parent = parent, child  # the document can only be above
        if child is None or parent is None:
            missing = association.origin if child is None else association.destination
            self._remark_missing(association, missing)
            return
        if child == parent:
            self.remarks.add(None, say("An item stands under itself here. That was left out."), association.where)
            return
        before = self._parents.get(child)
        if before is None:
            self._parents[child] = parent
            if association.sequence is not None:
                self._sequence[child] = association.sequence
        elif before != parent and not only_if_homeless:
            self._remark_second_parent(child, association)

    def _remark_missing(self, association: Association, names: Sequence[str]) -> None:
        self.remarks.add(
            None,
            say(
                "This refers to an item that is not in the file: %(name)s. It was left out.",
                name=clipped(names[0]) if names else "?",
            ),
            association.where,
        )

    def _remark_second_parent(self, child: int, association: Association) -> None:
        name = clipped(self.items[child].code or self.items[child].statement)
        text = say("“%(name)s” stands under two others. It was kept under the first.", name=name)
        self.remarks.add(None, text, association.where)

    def _place_the_homeless(self) -> None:
        homeless = [item for item in self.items if item.place not in self._parents]
        for item in homeless:
            self._parents[item.place] = TOP
        if homeless and not any(True for _ in self._of(CHILD)) and not any(True for _ in self._of(PART)):
            text = say("No association says which item stands under which. All items were put at the top.")
            self.remarks.add(None, text, say("CFAssociations"))
            return
        for item in homeless:
            self.remarks.add(None, say("This item stands under no other. It was put at the top."), item.where)

    def _break_circles(self) -> None:
        safe: set[int] = {TOP}
        for item in self.items:
            trail: dict[int, None] = {}
            place = item.place
            while place not in safe and place not in trail:
                trail[place] = None
                place = self._parents[place]
            if place not in safe:
                first = min(list(trail)[list(trail).index(place) :])
                self._parents[first] = TOP
                text = say("This item stands under itself in a circle. It was put at the top.")
                self.remarks.add(None, text, self.items[first].where)
            safe.update(trail)

    def _grown(self) -> list[Node]:
        under: dict[int, list[Item]] = {TOP: []}
        for item in self.items:
            under.setdefault(self._parents[item.place], []).append(item)
        for siblings in under.values():
            siblings.sort(key=self._order)
        return [self._node(item, under, depth=1) for item in under[TOP]]

    def _node(self, item: Item, under: dict[int, list[Item]], *, depth: int) -> Node:
        if depth > DEEPEST:
            raise UnreadableFile(
                say(
                    "%(where)s stands more than %(limit)s levels deep, which no qualification does.",
                    where=item.where,
                    limit=DEEPEST,
                )
            )
        below = under.get(item.place, ())
        return Node(item, tuple(self._node(child, under, depth=depth + 1) for child in below))

    def _order(self, item: Item) -> _Order:
        sequence = self._sequence.get(item.place)
        enumeration, code = item.enumeration[:_COMPARED], item.code[:_COMPARED]
        return (
            (sequence is None, sequence or 0),
            (not enumeration, natural_key(enumeration)),
            (not code, natural_key(code)),
            item.place,
        )
