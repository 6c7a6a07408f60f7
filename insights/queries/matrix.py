"""Parts beside qualifications, in a fixed number of statements."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from certification.queries.standings import worths
from foundation.work import Work
from insights.queries.overview import followed, held, seen_people
from insights.queries.places import parts_around
from insights.rules.asking import Asked
from insights.rules.matrix import Cell, cells, columns, rows_below
from insights.rules.tallies import Tally
from people.queries.organisation import TreePart, reach, tree
from qualification_files.models import Qualification


@dataclass(frozen=True)
class Matrix:
    """The parts directly below the one that is looked at, and the qualifications that stand beside each other."""

    part: TreePart | None
    rows: Sequence[TreePart]
    columns: Sequence[Qualification]
    cells: Mapping[Cell, Tally]
    qualifications: Sequence[Qualification]  # all to choose from
    parts: Sequence[TreePart]


def matrix(work: Work, wanted: Asked, chosen: Collection[int]) -> Matrix:
    """Counted on that day for the people whom whoever asks looks after."""
    parts, known = tree(work, within=reach(work)), followed(work)
    part = next((one for one in parts if one.id == wanted.part_id), None)
    shown = columns([one.id for one in known], chosen)
    part_id = part.id if part else None
    below = rows_below([(one.id, one.parent_id) for one in parts], part_id)
    here = replace(wanted, part_id=part_id)
    pairs = held(worths(work, people=seen_people(work, here), qualifications=shown, on=wanted.on)) if shown else {}
    return Matrix(
        part=part,
        rows=[one for one in parts if one.id in set(below)],
        columns=[one for one in known if one.id in set(shown)],
        cells=cells(pairs, parts_around(work, wanted.on), set(below)),
        qualifications=known,
        parts=parts,
    )
