"""What people send when they design a form."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext
from wtforms import (  # type: ignore[attr-defined]  # the stubs do not know SelectChoice yet
    BooleanField,
    FieldList,
    FormField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError

from exams.actions.forms import FormFacts, StepFacts, Weight
from exams.forms.parts import LONGEST_STEP, LONGEST_TEXT, whole
from exams.models import ExamForm, ExamStep
from exams.rules import Level
from exams.rules.forms import LARGEST_VALUE, LARGEST_WEIGHT
from exams.rules.scales import ScaleName
from foundation.web.forms import Form, WholeNumberField
from foundation.web.wording import lazy_gettext as _l

SCALE_CHOICES = [
    SelectChoice(ScaleName.THREE_LEVELS, _l("Insufficient, sufficient, good (0 to 2 points)")),
    SelectChoice(ScaleName.POINTS, _l("0 to 3 points")),
    SelectChoice(ScaleName.YES_NO, _l("No, yes (0 or 1 point)")),
    SelectChoice(ScaleName.ACHIEVED, _l("Not achieved, achieved (0 or 1 point)")),
]


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
