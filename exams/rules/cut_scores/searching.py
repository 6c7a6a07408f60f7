"""Looking for marks that give each label, in a bounded number of tries that is the same every time.

A better mark never gives a worse label, so on the way from all lowest to all highest marks the labels come in order: a
few cuts find where each begins. Several such ways are gone, each raising the steps in another order.
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from random import Random

from exams.rules.cut_scores.chosen import PartKind
from exams.rules.cut_scores.evaluation import Evaluation, evaluate
from exams.rules.cut_scores.model import CutScore
from exams.rules.cut_scores.structure import Structure
from exams.rules.steps import NOT_APPLICABLE, Step

WAYS = 24
MOST_CUTS = 64  # of each way
FEWEST_TRIES = 20
MOST_WORK = 30_000  # steps judged in all, so that a form of thousands answers within seconds

Marks = dict[int, int | None]
Found = set[tuple[PartKind, str, str]]  # kind, key and label


def all_at(steps: Sequence[Step], *, lowest: bool) -> Marks:
    """The lowest or the highest marks there are."""
    return {step.id: step.lowest if lowest else step.highest for step in steps}


def labels_found(structure: Structure, cut_score: CutScore, wanted: Found) -> Found:
    """The labels, of those wanted, that some marks give."""
    found: Found = set()
    tries = max(FEWEST_TRIES, MOST_WORK // max(1, len(structure.steps)))
    for way in _ways(structure.steps):
        for marks in islice(_cuts(structure, way), MOST_CUTS):
            found |= labels_of(evaluate(structure, marks, cut_score, {}))
            tries -= 1
            if wanted <= found or tries <= 0:
                return found
    return found


def labels_of(found: Evaluation) -> Found:
    """Which part got which label."""
    return {(part.kind, part.key, part.label) for part in (*found.parts, found.exam) if part.label}


def _ways(steps: Sequence[Step]) -> Iterator[list[tuple[int, int]]]:
    """Orders in which every step goes up, one level at a time: all together, each to its top, at random."""
    rises = [[(step.id, value) for value in sorted(step.values - {NOT_APPLICABLE})[1:]] for step in steps]
    together = [(place, rise) for of_step in rises for place, rise in enumerate(of_step)]
    yield [rise for _, rise in sorted(together, key=lambda one: one[0])]
    yield [rise for of_step in rises for rise in of_step]
    yield [rise for of_step in reversed(rises) for rise in of_step]
    chance = Random(1)  # noqa: S311  # no secret: the same search every time
    mixed = [rise for of_step in rises for rise in of_step]
    for _ in range(WAYS):
        chance.shuffle(mixed)
        yield list(mixed)


def _cuts(structure: Structure, way: Sequence[tuple[int, int]]) -> Iterator[Marks]:
    """Marks along the way, from the middle out, so that each next one tells most."""
    todo = [(0, len(way))]
    yield _along(structure, way, 0)
    yield _along(structure, way, len(way))
    while todo:
        begin, end = todo.pop(0)
        middle = (begin + end) // 2
        if middle in (begin, end):
            continue
        yield _along(structure, way, middle)
        todo += [(begin, middle), (middle, end)]


def _along(structure: Structure, way: Sequence[tuple[int, int]], count: int) -> Marks:
    marks = all_at(structure.steps, lowest=True)
    for step, value in way[:count]:
        marks[step] = max(marks[step] or 0, value)
    return marks
