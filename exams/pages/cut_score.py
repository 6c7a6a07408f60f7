"""What the pages of the cut score show: the rule said back, starts to choose from, and invented marks."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import SystemRandom

from exams.actions.forms import USUAL_SHARE
from exams.models import ExamForm
from exams.pages.cut_score_words import lines_of
from exams.rules import Outcome, Result
from exams.rules.cut_score_starts import Start, why_not
from exams.rules.cut_scores import CutScore, PartKind
from exams.rules.cut_scores.structure import Structure
from exams.rules.forms import Form
from exams.rules.steps import NOT_APPLICABLE, Step
from foundation.web.wording import Lazy
from foundation.web.wording import lazy_gettext as _l
from foundation.web.words import said

STARTS: Mapping[Start, tuple[Lazy, Lazy]] = {
    Start.SHARE: (
        _l("A share of the points"),
        _l("At least 55% of all points, and every critical step achieved."),
    ),
    Start.ALL_STEPS: (
        _l("Every step"),
        _l("Each step must be sufficient; nothing makes up for one that is not."),
    ),
    Start.LABELS: (
        _l("Labels for each work process"),
        _l("Good if at least 51% of its steps are good and none is insufficient, sufficient if none is insufficient."),
    ),
    Start.GRADES: (
        _l("Marks from 1 to 10"),
        _l("A mark for each work process; on average 5.5, at most one below, none below 4, no critical step failed."),
    ),
    Start.CHECKLIST: (
        _l("A checklist"),
        _l("At least seven in ten steps sufficient, and every critical step achieved."),
    ),
    Start.COMPENSATION: (
        _l("Work processes make up for each other"),
        _l("A mark for each; one may fall short by at most 1.5 if the others make up for it."),
    ),
}


FILLS: Mapping[str, Lazy] = {
    "lowest": _l("All lowest"),
    "highest": _l("All highest"),
    "enough": _l("Just enough"),
    "chance": _l("By chance"),
}
LEVELS: Mapping[PartKind, tuple[Lazy, Lazy]] = {
    PartKind.EXAM: (_l("The whole exam"), _l("Whoever meets all of this passes.")),
    PartKind.CORE_TASKS: (_l("Each core task"), _l("When a core task is sufficient, and which mark it gets.")),
    PartKind.GROUPS: (
        _l("Each work process"),
        _l("When a work process is sufficient, which mark it gets, and how that is called."),
    ),
    PartKind.COMPETENCES: (_l("Each competence"), _l("When a competence is sufficient.")),
}


@dataclass(frozen=True, kw_only=True)
class LevelShown:
    """A level of the editor."""

    name: str
    title: Lazy
    help: Lazy


@dataclass(frozen=True, kw_only=True)
class Tried:
    """Invented marks, what becomes of them, and how many steps have one."""

    marks: dict[int, int]
    outcome: Outcome


def levels(structure: Structure, cut_score: CutScore) -> list[LevelShown]:
    """The levels that this form has, and any that the cut score speaks of."""
    return [
        LevelShown(name=kind.value, title=title, help=text)
        for kind, (title, text) in LEVELS.items()
        if structure.parts(kind) or cut_score.of_level(kind)
    ]


@dataclass(frozen=True, kw_only=True)
class StartShown:
    """One way to begin, and why it makes no sense on this form, if it does not."""

    kind: Start
    name: Lazy
    text: Lazy
    reason: str = ""


def starts_of(form: ExamForm) -> list[StartShown]:
    """The ways to begin, those that make sense on this form first."""
    design = form.design
    found = [
        StartShown(kind=kind, name=name, text=text, reason=said(reason) if (reason := why_not(kind, design)) else "")
        for kind, (name, text) in STARTS.items()
    ]
    return sorted(found, key=lambda one: bool(one.reason))


def is_untouched(form: ExamForm) -> bool:
    """Whether the cut score is still the one that every form begins with."""
    return form.design.cut_score == CutScore.at_percentage(USUAL_SHARE)


def before_of(form: ExamForm) -> list[str]:
    """The cut score that can be put back, in sentences; none where nothing else stood there."""
    if form.cut_score_before is None or form.cut_score_before == form.cut_score:
        return []
    return lines_of(replace(form.design, cut_score=CutScore.from_json(form.cut_score_before)))


def tried(form: ExamForm, answers: Mapping[str, str]) -> Tried:
    """Invented marks as sent (s12=2), those that are levels of their step, and the verdict on them."""
    rules = form.design
    sent = {step.id: _whole(answers.get(f"s{step.id}", "")) for step in rules.steps}
    marks = {step.id: value for step in rules.steps if (value := sent[step.id]) is not None and value in step.values}
    return Tried(marks=marks, outcome=rules.judge(marks))


def invented(form: ExamForm, which: str) -> dict[str, int]:
    """Marks for every step, as parts of an address: lowest, highest, just enough to pass, or by chance."""
    rules = form.design
    makers = {"lowest": _lowest, "highest": _highest, "enough": _just_enough, "chance": _by_chance}
    return {f"s{step}": value for step, value in makers[which](rules).items()}


def _lowest(form: Form) -> dict[int, int]:
    return {step.id: step.lowest for step in form.steps if step.levels}


def _highest(form: Form) -> dict[int, int]:
    return {step.id: step.highest for step in form.steps if step.levels}


def _just_enough(form: Form) -> dict[int, int]:
    """From the highest down, step by step, as far as each can go: a better mark never makes a result worse."""
    marks = _highest(form)
    if form.judge(marks).result is not Result.PASSED:
        return marks
    for step in form.steps:
        marks[step.id] = _lowest_that_passes(form, marks, step)
    return marks


def _lowest_that_passes(form: Form, marks: dict[int, int], step: Step) -> int:
    values = _values(step)
    low, high = 0, len(values) - 1
    while low < high:
        middle = (low + high) // 2
        if form.judge({**marks, step.id: values[middle]}).result is Result.PASSED:
            high = middle
        else:
            low = middle + 1
    return values[low] if values else 0


def _values(step: Step) -> list[int]:
    return sorted(step.values - {NOT_APPLICABLE})


def _by_chance(form: Form) -> dict[int, int]:
    chance = SystemRandom()
    return {step.id: chance.choice(_values(step)) for step in form.steps if _values(step)}


def _whole(text: str) -> int | None:
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdecimal() and len(text) < 6 else None
