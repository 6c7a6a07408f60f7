"""What people send about exams."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from flask_babel import gettext, to_user_timezone, to_utc
from wtforms import (  # type: ignore[attr-defined]  # the stubs do not know SelectChoice yet
    BooleanField,
    DateField,
    FieldList,
    FormField,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError

from exams.actions.forms import FormFacts, StepFacts, Weight
from exams.models import ExamForm, ExamStep
from exams.rules import CriticalSteps, CutScore, Level, MinimumShare
from exams.rules.forms import LARGEST_VALUE, LARGEST_WEIGHT
from exams.rules.scales import ScaleName
from foundation.web.forms import Form, WholeNumberField
from foundation.web.wording import lazy_gettext as _l

FIRST_YEAR, LAST_YEAR = 2000, 2200
LONGEST_TEXT = 10_000
LONGEST_STEP = 2_000
SCALE_CHOICES = [
    SelectChoice(ScaleName.THREE_LEVELS, _l("Insufficient, sufficient, good (0 to 2 points)")),
    SelectChoice(ScaleName.POINTS, _l("0 to 3 points")),
    SelectChoice(ScaleName.YES_NO, _l("No, yes (0 or 1 point)")),
    SelectChoice(ScaleName.ACHIEVED, _l("Not achieved, achieved (0 or 1 point)")),
]


def whole(value: str | int | None) -> int | None:
    """The number of a choice; nothing when it is none."""
    written = str(value or "")
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 10 else None


class FormFactsForm(Form):
    """What stands on the front of a form."""

    title = StringField(_l("Title"), [DataRequired(_l("Give the exam a title.")), Length(max=200)])
    code = StringField(
        _l("Code"), [Length(max=40)], description=_l("What your school calls this exam, if it has a code.")
    )
    kind = RadioField(
        _l("Kind of exam"),
        [InputRequired(_l("Choose one of the two."))],
        choices=[
            SelectChoice("summative", _l("Summative: the result counts")),
            SelectChoice("formative", _l("Formative: to learn from, never counts")),
        ],
        default="summative",
    )
    duration_minutes = WholeNumberField(
        _l("Duration in minutes"),
        [Optional(), NumberRange(1, 2880, _l("A duration lies between 1 and 2880 minutes."))],
    )
    attempts_allowed = WholeNumberField(
        _l("Attempts allowed"),
        [Optional(), NumberRange(1, 99, _l("Fill in 1 to 99, or nothing for no limit."))],
        description=_l("Leave this open if there is no limit."),
    )
    instructions_candidate = TextAreaField(
        _l("Instructions for the candidate"),
        [Length(max=LONGEST_TEXT)],
        description=_l("What to do, what to bring, what is allowed. Readable before the day."),
    )
    instructions_examiner = TextAreaField(
        _l("Instructions for the examiner"),
        [Length(max=LONGEST_TEXT)],
        description=_l("How to set it up and what to look at. The candidate does not see this."),
    )

    @classmethod
    def of(cls, form: ExamForm) -> "FormFactsForm":
        """Filled with what the form says now."""
        return cls(obj=form, kind="formative" if form.formative else "summative")

    @property
    def facts(self) -> FormFacts:
        """What was filled in."""
        return FormFacts(
            title=self.title.data or "",
            code=self.code.data or "",
            formative=self.kind.data == "formative",
            duration_minutes=self.duration_minutes.data,
            attempts_allowed=self.attempts_allowed.data,
            instructions_candidate=self.instructions_candidate.data or "",
            instructions_examiner=self.instructions_examiner.data or "",
        )


class NewFormForm(FormFactsForm):
    """The first page of a new form: which qualification it belongs to."""

    qualification = RadioField(
        _l("Qualification"), [InputRequired(_l("Choose the qualification this exam belongs to."))], coerce=int
    )


class WorkProcessesForm(Form):
    """Which work processes are examined, and on which scale new steps are marked."""

    chosen = SelectMultipleField(_l("Work processes"), coerce=int)
    scale = SelectField(
        _l("Scale of new steps"),
        choices=SCALE_CHOICES,
        coerce=ScaleName,
        default=ScaleName.THREE_LEVELS,
        description=_l("Steps that are on the form already keep their scale."),
    )


class ScaleForm(Form):
    """One scale for every step."""

    scale = SelectField(
        _l("Scale for every step"), choices=SCALE_CHOICES, coerce=ScaleName, default=ScaleName.THREE_LEVELS
    )


class GroupForm(Form):
    """A heading above steps."""

    name = StringField(_l("Name of the group"), [DataRequired(_l("Give the group a name.")), Length(max=500)])


class LevelForm(Form):
    """One level of a scale."""

    value = WholeNumberField(
        _l("Points"), [Optional(), NumberRange(0, LARGEST_VALUE, _l("Points are whole numbers from 0 to 1000."))]
    )
    title = StringField(_l("Name"), [Length(max=100)])
    description = StringField(_l("When this level applies"), [Length(max=LONGEST_STEP)])

    @property
    def is_empty(self) -> bool:
        """Nothing was filled in: no such level."""
        return self.value.data is None and not self.title.data and not self.description.data


class StepForm(Form):
    """One step: its text, what it counts for and how it is marked."""

    text = TextAreaField(
        _l("What the examiner looks at"),
        [DataRequired(_l("Say what the examiner looks at.")), Length(max=LONGEST_STEP)],
    )
    group = SelectField(_l("Group of steps"), coerce=int)
    weight = WholeNumberField(
        _l("Weight"),
        [
            InputRequired(_l("Give the step a weight.")),
            NumberRange(1, LARGEST_WEIGHT, _l("A weight is a whole number from 1 to 1000.")),
        ],
        default=1,
    )
    critical = BooleanField(
        _l("Critical step"), description=_l("Whoever does not achieve this step fails, whatever the points.")
    )
    critical_minimum = WholeNumberField(
        _l("Points that a critical step needs"),
        [Optional(), NumberRange(0, LARGEST_VALUE)],
        description=_l("Leave this open for anything above the lowest level."),
    )
    levels = FieldList(FormField(LevelForm), max_entries=12)

    def validate_levels(self, _field: Any) -> None:
        """Every level that was begun has points and a name, and there are at least two."""
        begun = [row.form for row in self.levels if not row.form.is_empty]
        for row in begun:
            if row.value.data is None:
                row.value.errors = [*row.value.errors, gettext("Say how many points this level is worth.")]
            if not row.title.data:
                row.title.errors = [*row.title.errors, gettext("Give this level a name.")]
        if any(row.value.data is None or not row.title.data for row in begun):
            raise ValidationError(gettext("A level needs points and a name."))
        if len({row.value.data for row in begun}) < max(len(begun), 2):
            raise ValidationError(gettext("A scale has at least two levels, each with points of its own."))

    @classmethod
    def of(cls, step: ExamStep) -> "StepForm":
        """Filled with what the step says now, with room for one more level."""
        names = ("text", "weight", "critical", "critical_minimum")
        facts = {name: getattr(step, name) for name in names}
        # Not obj=step: its levels are called otherwise.
        return cls(data={**facts, "group": step.group_id, "levels": rows_of(step.scale)})

    @property
    def facts(self) -> StepFacts:
        """What was filled in; levels go from few points to many."""
        levels = [
            Level(
                value=row.form.value.data or 0,
                label=row.form.title.data or "",
                description=row.form.description.data or "",
            )
            for row in self.levels
            if not row.form.is_empty
        ]
        return StepFacts(
            text=self.text.data or "",
            weight=self.weight.data or 1,
            critical=bool(self.critical.data),
            critical_minimum=self.critical_minimum.data,
            levels=tuple(sorted(levels, key=lambda level: level.value)),
        )


def rows_of(levels: Sequence[Level]) -> list[dict[str, object]]:
    """The levels as rows of a form, and an empty one."""
    filled = [{"value": level.value, "title": level.label, "description": level.description} for level in levels]
    return [*filled, {"value": None, "title": "", "description": ""}]


class CutScoreForm(Form):
    """What it takes to pass."""

    percentage = WholeNumberField(
        _l("Minimum share of the points, in percent"),
        [
            InputRequired(_l("Fill in a percentage.")),
            NumberRange(0, 100, _l("A percentage is a whole number from 0 to 100.")),
        ],
    )
    critical = BooleanField(
        _l("Every critical step must be achieved"),
        description=_l("Without this, critical steps are only shown as such."),
    )

    @classmethod
    def of(cls, form: ExamForm) -> "CutScoreForm":
        """Filled with the cut score of now."""
        rules = form.design.cut_score
        critical = any(isinstance(rule, CriticalSteps) for rule in rules.conditions)
        return cls(percentage=rules.minimum_percentage, critical=critical)

    @property
    def cut_score(self) -> CutScore:
        """The conditions that were chosen."""
        plain = CutScore.at_percentage(self.percentage.data or 0)
        return (
            plain if self.critical.data else CutScore(tuple(r for r in plain.conditions if isinstance(r, MinimumShare)))
        )


def weights_in(sent: Mapping[str, str], steps: Sequence[ExamStep]) -> tuple[dict[int, Weight], list[int]]:
    """Weight and criticality per step as sent, and the numbers of the steps whose weight is no weight."""
    found, wrong = {}, []
    for step in steps:
        weight = whole((sent.get(f"weight-{step.id}") or "").strip())
        if weight is None or not 1 <= weight <= LARGEST_WEIGHT:
            wrong.append(step.id)
        else:
            found[step.id] = Weight(weight=weight, critical=f"critical-{step.id}" in sent)
    return found, wrong


def moment_of(day: date, clock: time) -> datetime:
    """The moment that a day and a time of day are in the environment's time zone."""
    moment: datetime = to_utc(datetime.combine(day, clock))
    return moment.replace(tzinfo=UTC)


def local(moment: datetime) -> datetime:
    """The moment as the clock on the wall shows it."""
    shown: datetime = to_user_timezone(moment)
    return shown


def in_our_time(_form: Form, field: DateField) -> None:
    """A day on which an exam could be held; the first and the last day there are have no moments in every time zone."""
    if field.data and not FIRST_YEAR <= field.data.year <= LAST_YEAR:
        raise ValidationError(_l("Choose a date between the years 2000 and 2200."))


class MoveForm(Form):
    """When and where a form is used."""

    day = DateField(_l("Date"), [InputRequired(_l("Choose a date.")), in_our_time])
    starts = TimeField(_l("Time"), [InputRequired(_l("Choose a time."))])
    place = StringField(_l("Place"), [DataRequired(_l("Say where it takes place.")), Length(max=200)])
    note = TextAreaField(
        _l("Note"),
        [Length(max=LONGEST_TEXT)],
        description=_l("For candidates and examiners: where to wait, what to bring."),
    )

    @property
    def starts_at(self) -> datetime:
        """The moment that was chosen."""
        if self.day.data is None or self.starts.data is None:
            raise ValueError("Ask only after validating.")
        return moment_of(self.day.data, self.starts.data)


class SessionForm(MoveForm):
    """Which form is used, when and where."""

    form = SelectField(_l("Exam form"), [InputRequired(_l("Choose a form."))], coerce=int)


class CandidatesForm(Form):
    """Who sits the exam, at whose sheet, and when each one starts."""

    chosen = SelectMultipleField(_l("Candidates"), [DataRequired(_l("Choose at least one candidate."))], coerce=int)
    examiner = SelectField(_l("Examiner"), coerce=whole)
    starts = TimeField(_l("First start"), [InputRequired(_l("Choose a time."))])
    interval = WholeNumberField(
        _l("Minutes between two starts"),
        [Optional(), NumberRange(0, 600, _l("Fill in 0 to 600 minutes."))],
        default=0,
        description=_l("0 lets everybody start at the same time."),
    )


class SittingForm(Form):
    """One candidate's time and examiner."""

    starts = TimeField(_l("Start"), [InputRequired(_l("Choose a time."))])
    examiner = SelectField(_l("Examiner"), coerce=whole)


class ReasonForm(Form):
    """Why something does not go on."""

    reason = TextAreaField(_l("Reason"), [DataRequired(_l("Say why.")), Length(max=LONGEST_STEP)])


def chosen_in(values: Sequence[str]) -> Iterator[int]:
    """The numbers among these values; anything else is passed over."""
    return (number for value in values if (number := whole(value)) is not None)


class SignForm(Form):
    """A name under all marks; the hidden fields say what the device had before it."""

    overall_remark = TextAreaField(_l("Overall remark"), [Optional(), Length(max=LONGEST_STEP)])
    name = StringField(_l("Your name, as your signature"), [DataRequired(_l("Sign with your name.")), Length(max=260)])
    confirmed = BooleanField(
        _l("I marked every step myself, as I saw it."), [InputRequired(_l("Confirm this before you sign."))]
    )
    seen = HiddenField()
    unsent = HiddenField(default="0")
    undecided = HiddenField(default="0")
