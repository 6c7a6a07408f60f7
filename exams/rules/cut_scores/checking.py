"""What is wrong with a cut score for a form: names that are not there, gaps, contradictions, and what says nothing.

What can be read off the rule is read off; then the rule is tried, on the lowest and the highest marks and on what lies
between, and whatever cannot happen is told.
"""

from collections.abc import Iterable, Iterator

from exams.rules.cut_scores.chosen import PartKind
from exams.rules.cut_scores.conditions import CriticalSteps, MinimumShare, NotApplicable, OwnMark, Rule
from exams.rules.cut_scores.evaluation import Evaluation, evaluate
from exams.rules.cut_scores.judged import Condition, PartOutcome
from exams.rules.cut_scores.labelling import label_problems
from exams.rules.cut_scores.model import CutScore, PartRule
from exams.rules.cut_scores.phrases import PARTS, listed
from exams.rules.cut_scores.placing import LEVELS, looks, misplaced, placed, rounded_twice, rules_of, unheard
from exams.rules.cut_scores.saying import asked
from exams.rules.cut_scores.searching import Found, all_at, labels_found
from exams.rules.cut_scores.structure import Structure
from foundation.messages import Message, say, say_many


def cut_score_problems(cut_score: CutScore, structure: Structure) -> list[Message]:
    """What must be mended before the form can be used; empty when it is sound."""
    found = [*_shares(cut_score, structure), *misplaced(cut_score, structure), *rounded_twice(cut_score, structure)]
    if cut_score.is_plain or found:
        return found
    lowest = evaluate(structure, all_at(structure.steps, lowest=True), cut_score, {})
    highest = evaluate(structure, all_at(structure.steps, lowest=False), cut_score, {})
    written = [*_labels(cut_score, structure, lowest), *_markless(cut_score.exam), *unheard(cut_score, structure)]
    tried = [*_senseless(cut_score, structure, highest), *_uncounted(cut_score, structure)]
    return _once([*written, *tried]) or list(_unreachable(cut_score, structure))


def _once(messages: Iterable[Message]) -> list[Message]:
    return list({str(message): message for message in messages}.values())


def _shares(cut_score: CutScore, structure: Structure) -> Iterator[Message]:
    if not (cut_score.exam.conditions or cut_score.exam.bands):
        yield say("The cut score has no conditions.")
    shares = [
        condition.share
        for here in placed(cut_score, structure)
        for condition in rules_of(here.rule)
        if isinstance(condition, MinimumShare)
    ]
    if any(not 0 <= share <= 1 for share in shares):
        yield say("The minimum share of the points lies between 0 and 100 percent.")
    elif cut_score.is_plain and any((100 * share).denominator != 1 for share in shares):
        yield say("The minimum share of the points is a whole percentage.")


def _labels(cut_score: CutScore, structure: Structure, lowest: Evaluation) -> Iterator[Message]:
    for here in placed(cut_score, structure):
        outcomes = [part for part in (*lowest.parts, lowest.exam) if part.kind is here.kind]
        marks = [part.rounded for part in outcomes if part.rounded is not None and here.key in ("", part.key)]
        yield from label_problems(here.kind, here.rule, min(marks, default=None))


def _markless(exam: PartRule) -> Iterator[Message]:
    if exam.value is not None:
        return
    if exam.rounding is not None:
        yield say("The mark of the exam is rounded, but nothing says how it is made.")
    if any(isinstance(condition, OwnMark) for condition in rules_of(exam)):
        yield say("A mark is asked for the exam, but nothing says how it is made.")


def at_worst(cut_score: CutScore, structure: Structure) -> Evaluation:
    """The lowest marks; where a step may be marked as not applicable that can be worse, so it stays open."""
    marked = [step for step in structure.steps if not step.may_be_left_out]
    return evaluate(structure, all_at(marked, lowest=True), cut_score, {})


def at_best(cut_score: CutScore, structure: Structure) -> Evaluation:
    """The highest marks, or "not applicable" where that is better: every step open."""
    return evaluate(structure, {}, cut_score, {})


def _senseless(cut_score: CutScore, structure: Structure, highest: Evaluation) -> Iterator[Message]:
    """Conditions that no marks meet, or that all marks meet everywhere."""
    tries = (at_worst(cut_score, structure), at_best(cut_score, structure), highest)
    yield from _of_parts(cut_score.exam, [[found.exam] for found in tries], structure)
    for here in placed(cut_score, structure):
        if here.kind is PartKind.EXAM:
            continue
        keys = {here.key} if here.key else set(structure.keys(here.kind)) - set(cut_score.exceptions)
        parts = [[part for part in found.parts if part.kind is here.kind and part.key in keys] for found in tries]
        yield from _of_parts(here.rule, parts, structure)


def _of_parts(rule: PartRule, tries: list[list[PartOutcome]], structure: Structure) -> Iterator[Message]:
    worst, best, highest = tries
    rules = [condition for condition in rule.conditions if not isinstance(condition, CriticalSteps)]
    for place, condition in enumerate(rules):
        if isinstance(condition, NotApplicable):
            yield from _idle_limit(condition, structure)
            continue
        lost = {part.key for part in best if (one := _at(part, place)) is not None and one.held is False}
        told = [(part.key, one) for part in highest if part.key in lost and (one := _at(part, place)) is not None]
        least = [_at(part, place) for part in worst]
        if told:
            yield _impossible(condition, told)
        elif least and all(one is None or one.held for one in least):
            yield say("This says nothing, for even the lowest marks meet it: %(rule)s", rule=asked(condition))


def _at(part: PartOutcome, place: int) -> Condition | None:
    conditions = [condition for condition in part.conditions if condition.name != CriticalSteps.kind]
    return conditions[place] if conditions else None


def _impossible(condition: Rule, failed: list[tuple[str, Condition]]) -> Message:
    keys = [key for key, _ in failed if key]
    gaps = {"rule": asked(condition), "reason": failed[0][1].message}
    if keys:
        return say(
            "Even the highest marks do not meet this in %(names)s: %(rule)s %(reason)s", names=listed(keys), **gaps
        )
    return say("Even the highest marks do not meet this: %(rule)s %(reason)s", **gaps)


def _idle_limit(condition: NotApplicable, structure: Structure) -> Iterator[Message]:
    if sum(step.may_be_left_out for step in structure.steps) <= condition.most:
        yield say("This says nothing, for no more can be marked so: %(rule)s", rule=asked(condition))


def _uncounted(cut_score: CutScore, structure: Structure) -> Iterator[Message]:
    """Groups outside every core task, where the exam looks at core tasks alone."""
    whole = any(isinstance(rule, MinimumShare | CriticalSteps) for rule in rules_of(cut_score.exam))
    seen = {over.of for over, _ in looks(cut_score.exam)}
    loose = [group.key for group in structure.groups if not group.within]
    if loose and not whole and seen == {PartKind.CORE_TASKS}:
        yield say_many(
            "%(names)s counts for nothing: it is in no core task, and the exam looks at core tasks alone.",
            "%(names)s count for nothing: they are in no core task, and the exam looks at core tasks alone.",
            len(loose),
            names=listed(loose),
        )


def _unreachable(cut_score: CutScore, structure: Structure) -> Iterator[Message]:
    wanted = _wanted(cut_score, structure)
    missing = wanted - labels_found(structure, cut_score, wanted) if wanted else set()
    for kind in LEVELS:
        of_level = cut_score.of_level(kind)
        for band in of_level.bands if of_level else ():
            parts = {
                one for one in wanted if one[0] is kind and one[2] == band.label and one[1] not in cut_score.exceptions
            }
            if parts and parts <= missing:
                yield say(
                    "No marks were found that give “%(label)s” to the %(parts)s.", label=band.label, parts=PARTS[kind]
                )
    for _, key, label in sorted(missing):
        if key in cut_score.exceptions:
            yield say("No marks were found that give “%(label)s” to %(part)s.", label=label, part=key)


def _wanted(cut_score: CutScore, structure: Structure) -> Found:
    return {
        (kind, key, band.label)
        for kind in LEVELS
        for key in structure.keys(kind)
        for band in (cut_score.rule_for(kind, key) or PartRule()).bands
    }
