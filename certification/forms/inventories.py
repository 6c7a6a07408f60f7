"""What people send to make a questionnaire and to decide on what it proposes."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import request
from wtforms import (  # type: ignore[attr-defined]  # the stubs do not know SelectChoice yet
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from certification.actions.inventories.building import InventoryFacts
from certification.rules.inventories import (
    END,
    NEXT,
    Compare,
    Condition,
    Criterion,
    Design,
    Jump,
    Match,
    Option,
    Proposal,
    Question,
    QuestionKind,
)
from certification.rules.inventories.course import MOST_DIGITS
from certification.rules.inventories.words import GONE
from foundation.web.forms import Form, WholeNumberField, tidy
from foundation.web.wording import lazy_gettext as _l
from foundation.web.words import said

MOST_CHOICES = 40
MOST_CRITERIA = 20
SPARE_ROWS = 3
FIRST_ROWS = 8
LONG = 4000
KINDS = {
    QuestionKind.YES_NO: _l("Yes or no"),
    QuestionKind.ONE: _l("One answer from a list"),
    QuestionKind.SEVERAL: _l("Several answers from a list"),
    QuestionKind.NUMBER: _l("A whole number"),
}
MATCHES = (
    SelectChoice(Match.ALL.value, _l("All lines must hold")),
    SelectChoice(Match.ANY.value, _l("One line is enough")),
)
HOW_REQUIRED = (
    SelectChoice("yes", _l("Required")),
    SelectChoice("no", _l("Recommended")),
)


class VersionField(WholeNumberField):
    """Which version the form was opened with."""

    widget = HiddenInput()

    def stand_at(self, version: int) -> None:
        """From now on it is this one, whatever was sent."""
        self.data, self.raw_data = version, None


class InventoryForm(Form):
    """What is said around the questions."""

    version = VersionField(default=0)
    name = StringField(_l("Name"), [DataRequired(_l("Give it a name.")), Length(max=200)])
    language = SelectField(
        _l("Language"), choices=[SelectChoice("en", "English"), SelectChoice("nl", "Nederlands")], default="nl"
    )
    welcome = TextAreaField(
        _l("Welcome"),
        [Optional(), Length(max=LONG)],
        description=_l("People read this before the first question: what it is for, how long it takes, who sees it."),
    )
    closing = TextAreaField(
        _l("Closing words"),
        [Optional(), Length(max=LONG)],
        description=_l("People read this when they have sent in their answers."),
    )

    @property
    def facts(self) -> InventoryFacts:
        """What was filled in."""
        return InventoryFacts(
            name=self.name.data or "",
            language=self.language.data or "nl",
            welcome=self.welcome.data or "",
            closing=self.closing.data or "",
        )


class QuestionForm(Form):
    """One question. Its answers to choose from stand beside the fields, a row each."""

    version = VersionField(default=0)
    text = StringField(_l("Question"), [DataRequired(_l("Write the question.")), Length(max=500)])
    help = TextAreaField(_l("Explanation"), [Optional(), Length(max=LONG)])
    kind = RadioField(
        _l("How it is answered"),
        [InputRequired(_l("Choose how it is answered."))],
        choices=[SelectChoice(kind.value, words) for kind, words in KINDS.items()],
        default=QuestionKind.YES_NO.value,
    )
    minimum = WholeNumberField(_l("Lowest number"), [Optional()])
    maximum = WholeNumberField(_l("Highest number"), [Optional()])
    otherwise = SelectField(_l("Goes on with"), [Optional()])
    choices: tuple[Option, ...] = ()

    def offer(self, design: Design, question: Question | None) -> "QuestionForm":
        """Choose from the questions of this design, and from the answers that were sent or stand."""
        self.otherwise.choices = ways_on(design, question)
        self.choices = _sent_choices() if self.is_submitted() else question.choices if question else ()
        return self

    def validate_minimum(self, field: WholeNumberField) -> None:
        """Not above the highest."""
        if field.data is not None and self.maximum.data is not None and field.data > self.maximum.data:
            raise ValidationError(_l("The lowest number is above the highest. Swap them."))

    def question(self, before: Question | None) -> Question:
        """The question as it was filled in; jumps stay as they were."""
        kind = QuestionKind(self.kind.data)
        is_number = kind is QuestionKind.NUMBER
        return Question(
            key=before.key if before else "",
            text=self.text.data or "",
            help=self.help.data or "",
            kind=kind,
            choices=self.choices if kind in (QuestionKind.ONE, QuestionKind.SEVERAL) else (),
            minimum=self.minimum.data if is_number else None,
            maximum=self.maximum.data if is_number else None,
            jumps=before.jumps if before else (),
            otherwise=self.otherwise.data or NEXT,
        )

    @property
    def rows(self) -> Sequence[Option]:
        """The answers, and some empty rows to add more."""
        spare = max(SPARE_ROWS, FIRST_ROWS - len(self.choices))
        return (*self.choices, *(Option("", "") for _row in range(spare)))


class ConditionForm(Form):
    """When something holds: lines, of which all or one must."""

    version = VersionField(default=0)
    match = RadioField(_l("Which lines count"), choices=list(MATCHES), default=Match.ALL.value)
    criteria: tuple["SentCriterion", ...] = ()
    criteria_error: str = ""

    def with_condition(self, condition: Condition) -> "ConditionForm":
        """Show this condition, or what was sent instead of it."""
        if self.is_submitted():
            self.criteria = _sent_criteria()
        else:
            self.match.data = condition.match.value
            self.criteria = tuple(SentCriterion.of(one) for one in condition.criteria)
        return self

    def condition(self, *, needs_one: bool) -> Condition | None:
        """The condition that was sent; None, with a word at the lines, where it is none."""
        found = [one.criterion for one in self.criteria]
        if None in found:
            self.criteria_error = said(str(_l("Fill in a whole number beside each line about a number.")))
        elif needs_one and not found:
            self.criteria_error = said(str(_l("Choose at least one line.")))
        if self.criteria_error:
            return None
        return Condition(Match(self.match.data or Match.ALL), tuple(one for one in found if one))

    @property
    def rows(self) -> Sequence["SentCriterion"]:
        """The lines, and some empty ones to add more."""
        return (*self.criteria, *(SentCriterion("", "") for _row in range(SPARE_ROWS)))


class JumpForm(ConditionForm):
    """When a question goes on somewhere else, and where."""

    to = SelectField(_l("Then goes on with"), [InputRequired(_l("Choose where it goes on."))])

    def jump(self, before: Jump) -> Jump | None:
        """The line as it was filled in."""
        condition = self.condition(needs_one=True)
        return None if condition is None else Jump(before.key, condition, self.to.data or END)


class ProposalForm(ConditionForm):
    """Which qualification is proposed, and when."""

    qualification = SelectField(_l("Qualification"), [InputRequired(_l("Choose a qualification."))], coerce=int)
    required = RadioField(_l("How it is proposed"), choices=list(HOW_REQUIRED), default="yes")

    def proposal(self, before: Proposal) -> Proposal | None:
        """The proposal as it was filled in; without lines it is always made."""
        condition = self.condition(needs_one=False)
        if condition is None:
            return None
        return Proposal(before.key, condition, self.qualification.data, required=self.required.data == "yes")


@dataclass(frozen=True)
class SentCriterion:
    """A line of a condition as a form shows it: what is looked at, and a number where that asks for one."""

    chosen: str  # question:compare[:value]
    number: str

    @classmethod
    def of(cls, criterion: Criterion) -> "SentCriterion":
        """This criterion as a form shows it."""
        if isinstance(criterion.value, int):
            return cls(f"{criterion.question}:{criterion.compare.value}", str(criterion.value))
        return cls(f"{criterion.question}:{criterion.compare.value}:{criterion.value}", "")

    @property
    def criterion(self) -> Criterion | None:
        """The criterion, or None where it is not filled in as it should be."""
        question, _colon, rest = self.chosen.partition(":")
        compare, _colon, value = rest.partition(":")
        if compare not in set(Compare):
            return None
        if Compare(compare) in (Compare.AT_LEAST, Compare.AT_MOST):
            return _number_criterion(question, Compare(compare), self.number)
        return Criterion(question[:20], Compare(compare), value[:20]) if value else None


def ways_on(design: Design, question: Question | None) -> list[SelectChoice]:
    """Where a question can go on: below, to any other question, or to the end."""
    others = [one for one in design.questions if question is None or one.key != question.key]
    found = [
        SelectChoice(NEXT, said(str(_l("The question below it")))),
        *(SelectChoice(one.key, f"{design.number_of(one.key)}. {one.text}") for one in others),
        SelectChoice(END, said(str(_l("The end")))),
    ]
    known = {NEXT, END, *(one.key for one in others)}
    targets = {question.otherwise, *(jump.to for jump in question.jumps)} if question else set()
    return [*found, *(SelectChoice(key, said(GONE)) for key in sorted(targets - known))]


def _sent_choices() -> tuple[Option, ...]:
    keys, texts = request.form.getlist("choice_key"), request.form.getlist("choice_text")
    rows = zip(keys, texts, strict=False)
    return tuple(Option(key[:20], tidy(text)[:300]) for key, text in rows if tidy(text))[:MOST_CHOICES]


def _sent_criteria() -> tuple[SentCriterion, ...]:
    rows = zip(request.form.getlist("criterion"), request.form.getlist("number"), strict=False)
    return tuple(SentCriterion(chosen[:80], number.strip()[:20]) for chosen, number in rows if chosen)[:MOST_CRITERIA]


def _number_criterion(question: str, compare: Compare, written: str) -> Criterion | None:
    digits = written.removeprefix("-")
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= MOST_DIGITS):
        return None
    return Criterion(question[:20], compare, int(written))
