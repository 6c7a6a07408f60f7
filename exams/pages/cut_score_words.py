"""The cut score said back, whole and card by card, and what is wrong with it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from exams.models import ExamForm
from exams.rules.cut_score_starts import LEVELS
from exams.rules.cut_scores import CutScore, PartRule, Rule
from exams.rules.cut_scores.retelling import label_is, mark_is, sentences
from exams.rules.cut_scores.saying import asked
from exams.rules.forms import Form, problems
from foundation.web.words import said


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Something wrong with the form or its cut score, and the card where it stands."""

    words: str
    place: str = ""


@dataclass(frozen=True, kw_only=True)
class RuleShown:
    """The cut score said back, and what is wrong."""

    lines: list[str]
    faults: list[Fault]


def rule_of(form: ExamForm) -> RuleShown:
    """The cut score of this form in the reader's language."""
    return rule_on(form.design)


def rule_on(design: Form) -> RuleShown:
    """The cut score of this design in the reader's language."""
    places = sentences_by_place(design.cut_score)
    return RuleShown(lines=lines_of(design), faults=[_fault(said(problem), places) for problem in problems(design)])


def _fault(words: str, places: Mapping[str, str]) -> Fault:
    """A problem names the condition it speaks of by what that says, and so leads to its card."""
    return Fault(words=words, place=next((place for place, sentence in places.items() if sentence in words), ""))


def lines_of(design: Form) -> list[str]:
    """The cut score in sentences; parts with a rule of their own are named."""
    names = {part.key: part.name for kind in LEVELS for part in design.structure.parts(kind)}
    return [said(sentence) for sentence in sentences(design.cut_score, names)]


def sentences_by_place(cut_score: CutScore) -> dict[str, str]:
    """What each card of the editor says, by the place of the card."""
    found: dict[str, str] = {}
    for kind in LEVELS:
        found |= dict(_of_part(cut_score.of_level(kind) or PartRule(), kind.value))
    for number, rule in enumerate(cut_score.exceptions.values()):
        found |= dict(_of_part(rule, f"exceptions-{number}"))
    return found


def _of_part(rule: PartRule, place: str) -> Iterator[tuple[str, str]]:
    if rule.value is not None:
        yield f"{place}-value", said(mark_is(rule.value))
    yield from _of_conditions(rule.conditions, place)
    for number, band in enumerate(rule.bands):
        yield f"{place}-bands-{number}", said(label_is(band, rule.bands[:number]))
        yield from _of_conditions(band.conditions, f"{place}-bands-{number}")


def _of_conditions(conditions: tuple[Rule, ...], place: str) -> Iterator[tuple[str, str]]:
    for number, condition in enumerate(conditions):
        yield f"{place}-conditions-{number}", said(asked(condition))
