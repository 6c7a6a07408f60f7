"""The organisation as a tree."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from foundation.refusals import NotFound
from foundation.work import Work
from people.models import OrganisationPart
from people.queries.organisation.reach import Reach
from people.rules.organisation import PartKind, parts_on, place_words


@dataclass(frozen=True)
class TreePart:
    """A part where it stands in the tree."""

    id: int
    parent_id: int | None
    name: str
    kind: PartKind
    path: str
    names: tuple[str, ...]  # from the top down to this one
    closed: bool = False

    @property
    def depth(self) -> int:
        """How many parts stand above it."""
        return len(self.names) - 1

    @property
    def place(self) -> str:
        """Where it stands: Company > Department > Team."""
        return place_words(self.names)

    @property
    def parts(self) -> tuple[int, ...]:
        """The numbers from the top down to this one."""
        return parts_on(self.path)


def tree(work: Work, *, within: Reach | None = None, closed: bool = False) -> list[TreePart]:
    """The open parts from the top down, each followed by what is below it (1 statement); closed ones too if asked."""
    statement = select(OrganisationPart).order_by(OrganisationPart.position, OrganisationPart.plain_name)
    if not closed:
        statement = statement.where(OrganisationPart.closed_at.is_(None))
    below: dict[int | None, list[OrganisationPart]] = defaultdict(list)
    for found in work.db.scalars(statement):
        below[found.parent_id].append(found)
    return [part for part in _laid_out(below) if within is None or within.has(part.path)]


def part(work: Work, part_id: int) -> OrganisationPart:
    """One part."""
    found = work.db.get(OrganisationPart, part_id)
    if found is None:
        raise NotFound
    return found


def _laid_out(below: dict[int | None, list[OrganisationPart]]) -> Iterator[TreePart]:
    waiting: list[tuple[OrganisationPart, tuple[str, ...]]] = [(part, ()) for part in reversed(below[None])]
    while waiting:  # no recursion: a tree may be deeper than that allows
        found, above = waiting.pop()
        names = (*above, found.name)
        yield _as_tree_part(found, names)
        waiting += [(part, names) for part in reversed(below.get(found.id, ()))]


def _as_tree_part(found: OrganisationPart, names: Sequence[str]) -> TreePart:
    return TreePart(
        found.id, found.parent_id, found.name, found.kind, found.path, tuple(names), found.closed_at is not None
    )
