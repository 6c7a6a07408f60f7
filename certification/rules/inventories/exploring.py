"""Every way that somebody could go through the questions, without going each of them one by one.

Answers that no condition tells apart count as one; an answer is forgotten as soon as no later condition looks at it.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, combinations

from certification.rules.inventories.conditions import Answer, holds
from certification.rules.inventories.course import following, jump_of
from certification.rules.inventories.design import (
    END,
    Compare,
    Condition,
    Criterion,
    Design,
    Question,
    QuestionKind,
)

MOST_STATES = 5_000  # beyond this some question may look reachable that is not
MOST_TOGETHER = 6  # answers of one question of which every combination is tried

State = tuple[str, frozenset[tuple[str, Answer]]]


@dataclass(frozen=True)
class Explored:
    """What can happen: which questions come, which follows which, and whether a watched condition holds at an end."""

    reached: frozenset[str]
    steps: frozenset[tuple[str, str]]
    taken: frozenset[tuple[str, str]]  # question and jump
    holds: bool
    is_complete: bool


def explore(design: Design, watched: Condition | None = None) -> Explored:
    """Go every way, or as many as can be gone in reasonable time."""
    conditions = [*design.conditions(), *([watched] if watched else [])]
    telling = _telling(conditions)
    looked_at = _looked_at(design, watched)
    start: State | None = (design.questions[0].key, frozenset()) if design.questions else None
    seen, waiting = ({start}, [start]) if start else (set(), [])
    steps: set[tuple[str, str]] = set()
    taken: set[tuple[str, str]] = set()
    fulfilled, is_complete = False, True
    while waiting:
        key, known = waiting.pop()
        question = design.question(key)
        if question is None:
            continue
        sample, is_every = _sample(question, telling[key])
        is_complete &= is_every
        for answer in sample:
            answers = {**dict(known), key: answer}
            jump, to = jump_of(question, answers), following(design, question, answers)
            steps.add((key, to))
            taken.update([(key, jump.key)] if jump else [])
            if to == END:
                fulfilled = fulfilled or (watched is not None and holds(watched, answers))
                continue
            state = (to, frozenset(item for item in answers.items() if item[0] in looked_at.get(to, ())))
            if state not in seen:
                seen.add(state)
                waiting.append(state)
        if len(seen) > MOST_STATES:
            return _at_a_glance(design)
    return Explored(
        frozenset(key for key, _ in seen), frozenset(steps), frozenset(taken), fulfilled, is_complete=is_complete
    )


def _at_a_glance(design: Design) -> Explored:
    """Where arrows lead, whatever their conditions."""
    arrows = frozenset((question.key, to) for question in design.questions for to in _targets(design, question))
    reached = frozenset(_graph_from(design, design.questions[0].key))
    return Explored(reached, arrows, frozenset(), holds=True, is_complete=False)


def circle(steps: Iterable[tuple[str, str]]) -> list[str]:
    """Questions that lead back to the first of them, or nothing."""
    onward: dict[str, list[str]] = defaultdict(list)
    for here, there in sorted(steps):
        onward[here].append(there)
    done: set[str] = set()
    for start in list(onward):
        found = _circle_from(start, onward, done)
        if found:
            return found
    return []


def _circle_from(start: str, onward: dict[str, list[str]], done: set[str]) -> list[str]:
    path: list[str] = []
    waiting: list[tuple[str, bool]] = [(start, False)]
    while waiting:
        key, is_left = waiting.pop()
        if is_left:
            done.add(path.pop())
            continue
        if key in path:
            return path[path.index(key) :]
        if key in done:
            continue
        path.append(key)
        waiting.append((key, True))
        waiting.extend((to, False) for to in onward.get(key, ()))
    return []


def _telling(conditions: Iterable[Condition]) -> dict[str, list[Criterion]]:
    """Which criteria tell the answers of a question apart."""
    found: dict[str, list[Criterion]] = defaultdict(list)
    for condition in conditions:
        for criterion in condition.criteria:
            found[criterion.question].append(criterion)
    return found


def _sample(question: Question, criteria: list[Criterion]) -> tuple[list[Answer], bool]:
    """An answer of each sort that conditions tell apart, and whether that is every sort."""
    if question.kind is QuestionKind.NUMBER:
        return _numbers(question, criteria), True
    named = sorted({one.value for one in criteria if isinstance(one.value, str)} & set(question.values))
    if question.kind is QuestionKind.SEVERAL:
        sizes = range(len(named) + 1) if len(named) <= MOST_TOGETHER else (0, 1, 2, len(named))
        sets = chain.from_iterable(combinations(named, size) for size in sizes)
        return [frozenset(one) for one in sets], len(named) <= MOST_TOGETHER
    others = [value for value in question.values if value not in named]
    return [*named, *others[:1]], True


def _numbers(question: Question, criteria: list[Criterion]) -> list[Answer]:
    bounds = [bound for bound in (question.minimum, question.maximum) if bound is not None]
    edges = {one.value for one in criteria if isinstance(one.value, int)}
    beside = {edge - 1 if one.compare is Compare.AT_LEAST else edge + 1 for one in criteria for edge in edges}
    return [number for number in sorted({*bounds, *edges, *beside, *([] if bounds else [0])}) if _in(question, number)]


def _in(question: Question, number: int) -> bool:
    low = question.minimum is None or number >= question.minimum
    return low and (question.maximum is None or number <= question.maximum)


def _looked_at(design: Design, watched: Condition | None) -> dict[str, frozenset[str]]:
    """Of each question: which answers some condition from there on still looks at."""
    always = {one.question for one in watched.criteria} if watched else set()
    own = {
        question.key: {one.question for jump in question.jumps for one in jump.condition.criteria}
        for question in design.questions
    }
    return {
        question.key: frozenset(always.union(*(own[key] for key in _graph_from(design, question.key))))
        for question in design.questions
    }


def _graph_from(design: Design, start: str) -> set[str]:
    """The questions that arrows lead to from here, whatever their conditions."""
    found, waiting = {start}, [start]
    while waiting:
        question = design.question(waiting.pop())
        if question is None:
            continue
        for key in _targets(design, question):
            if key not in found and design.question(key) is not None:
                found.add(key)
                waiting.append(key)
    return found


def _targets(design: Design, question: Question) -> list[str]:
    return [design.goes_to(question, to) for to in (*(jump.to for jump in question.jumps), question.otherwise)]
