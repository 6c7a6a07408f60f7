"""What people send when they design a form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from flask_babel import gettext
from wtforms import (  # type: ignore[attr-defined]  # the stubs do not know SelectChoice yet
    BooleanField,
    DateField,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import UUID, DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from exams.actions.forms import FormFacts
from exams.actions.seen import seen_form, seen_group, seen_step
from exams.actions.steps import GroupFacts, StepFacts, Weight
from exams.forms.parts import LONGEST_STEP, LONGEST_TEXT, in_our_time, whole
from exams.forms.scales import PointsField, ScaleFields, Writes, points_of, scale_data
from exams.models import ExamForm, ExamGroup, ExamStep
from exams.rules.colours import COLOURS
from exams.rules.design import AttemptThatCounts
from exams.rules.forms import LARGEST_VALUE, LARGEST_WEIGHT
from exams.rules.scales import ScaleName, scored
from exams.rules.steps import NOT_APPLICABLE
from foundation.web.forms import Form, WholeNumberField
from foundation.web.wording import lazy_gettext as _l
from foundation.web.words import said


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
    colour = RadioField(
        _l("Colour"),
        default="",
        description=_l("To tell exams apart at a glance, in lists and on the day."),
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
    attempt_that_counts = RadioField(
        _l("Which attempt counts?"),
        choices=[
            SelectChoice(AttemptThatCounts.BEST, _l("The best one")),
            SelectChoice(AttemptThatCounts.LAST, _l("The last one")),
        ],
        default=AttemptThatCounts.BEST,
    )
    examiners_required = RadioField(
        _l("Number of examiners"),
        choices=[
            SelectChoice("1", _l("One examiner")),
            SelectChoice("2", _l("Two examiners, who judge apart from each other")),
        ],
        default="1",
    )
    asks_global_rating = BooleanField(
        _l("Ask the examiner for a judgement of the whole as well"),
        description=_l("It does not count. It is what a cut score can be checked with afterwards."),
    )
    shows_standing = BooleanField(
        _l("Show examiners while they mark what it comes to so far"),
        default=True,
        description=_l("Without it they see no points and no outcome before they have signed."),
    )
    readable_from = DateField(
        _l("Candidates can read what is asked from"),
        [Optional(), in_our_time],
        description=_l("Leave this open to let them read it as soon as they are planned."),
    )
    materials = TextAreaField(
        _l("Material list"), [Length(max=LONGEST_TEXT)], description=_l("What must be there, one thing on each line.")
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
    seen = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(colour.value, said(name)) for colour, name in COLOURS.items()]
        self.colour.choices = [("", gettext("No colour")), *named]

    @classmethod
    def of(cls, form: ExamForm) -> "FormFactsForm":
        """Filled with what the form says now."""
        kind = "formative" if form.formative else "summative"
        return cls(obj=form, kind=kind, examiners_required=str(form.examiners_required), seen=seen_form(form))

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
            colour=self.colour.data or "",
            materials=self.materials.data or "",
            readable_from=self.readable_from.data,
            attempt_that_counts=AttemptThatCounts(self.attempt_that_counts.data),
            examiners_required=int(self.examiners_required.data),
            asks_global_rating=bool(self.asks_global_rating.data),
            shows_standing=bool(self.shows_standing.data),
        )


class NewFormForm(FormFactsForm):
    """The first page of a new form: which qualification it belongs to."""

    qualification = RadioField(
        _l("Qualification"), [InputRequired(_l("Choose the qualification this exam belongs to."))], coerce=int
    )
    form_key = HiddenField(validators=[Optional(), UUID()], default=lambda: str(uuid4()))


class ReadableFromForm(Form):
    """From when candidates read what is asked."""

    readable_from = DateField(
        _l("Candidates can read what is asked from"),
        [Optional(), in_our_time],
        description=_l("Leave this open to let them read it as soon as they are planned."),
    )


class WorkProcessesForm(Form):
    """Which work processes are examined, and on which scale new steps are marked."""

    chosen = SelectMultipleField(_l("Work processes"), coerce=int)
    scale = SelectField(
        _l("Scale of new steps"),
        default=ScaleName.THREE_LEVELS.value,
        description=_l("Steps that are on the form already keep their scale."),
    )
    seen = HiddenField()


WEIGHT = _l("A weight is a whole number from 1 to 1000.")


class GroupForm(Form):
    """A heading above steps."""

    name = StringField(_l("Name of the group"), [DataRequired(_l("Give the group a name.")), Length(max=500)])
    description = TextAreaField(
        _l("Explanation"),
        [Length(max=LONGEST_TEXT)],
        description=_l("Stands above the steps of this group, for the examiner and the candidate."),
    )
    weight = WholeNumberField(
        _l("Weight of the group"),
        [Optional(), NumberRange(1, LARGEST_WEIGHT, WEIGHT)],
        default=1,
        description=_l("Counts only where the cut score weighs groups."),
    )
    all_achieved = BooleanField(
        _l("The examiner may mark the steps of this group as achieved at once"),
        description=_l("One touch for the whole group. Critical steps are always marked one by one."),
    )
    core_task = SelectField(
        _l("Core task"),
        [Optional()],
        default="",
        description=_l("A cut score for each core task counts this group with it."),
    )
    seen = HiddenField()
    form_key = HiddenField(validators=[Optional(), UUID()], default=lambda: str(uuid4()))  # of a new one
    core_tasks: Mapping[str, str]

    @classmethod
    def of(cls, group: ExamGroup) -> "GroupForm":
        """Filled with what the group says now."""
        return cls(obj=group, core_task=group.core_task_number, seen=seen_group(group))

    def offer(self, core_tasks: Mapping[str, str]) -> None:
        """The core tasks that an own group can stand under: number and name."""
        self.core_tasks = core_tasks
        named = [SelectChoice(number, f"{number} {name}") for number, name in core_tasks.items()]
        self.core_task.choices = [SelectChoice("", gettext("No core task")), *named]

    @property
    def facts(self) -> GroupFacts:
        """What was filled in."""
        number = self.core_task.data or ""
        return GroupFacts(
            name=self.name.data or "",
            description=self.description.data or "",
            weight=self.weight.data or 1,
            core_task_number=number,
            core_task_name=self.core_tasks.get(number, ""),
            all_achieved=bool(self.all_achieved.data),
        )


class StepForm(ScaleFields):
    """One step: its text, what it counts for and how it is marked."""

    text = TextAreaField(
        _l("What the examiner looks at"),
        [DataRequired(_l("Say what the examiner looks at.")), Length(max=LONGEST_STEP)],
    )
    group = SelectField(_l("Group of steps"), coerce=int)
    weight = WholeNumberField(
        _l("Weight"),
        [InputRequired(_l("Give the step a weight.")), NumberRange(1, LARGEST_WEIGHT, WEIGHT)],
        default=1,
    )
    critical = BooleanField(
        _l("Critical step"), description=_l("Whoever does not achieve this step fails, whatever the points.")
    )
    critical_minimum = PointsField(
        _l("Points that a critical step needs"),
        [Optional(), NumberRange(0, LARGEST_VALUE)],
        description=_l("Leave this open for anything above the lowest level."),
    )
    remark_below = PointsField(
        _l("Ask for a remark below"),
        [Optional(), NumberRange(0, LARGEST_VALUE)],
        description=_l("Fewer points than this cannot be given without saying why."),
    )
    remark_not_applicable = BooleanField(_l("“Not applicable” asks for a remark"))
    competences = SelectMultipleField(
        _l("Competences that this step shows"),
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    seen = HiddenField()
    form_key = HiddenField(validators=[Optional(), UUID()], default=lambda: str(uuid4()))  # of a new one

    def kept_competences(self, group: ExamGroup) -> set[str]:
        """The competences that steps of this form name already, whether or not the qualification still does."""
        return {code for step in group.form.steps for code in step.competences}

    def validate_critical_minimum(self, _field: PointsField) -> None:
        """The minimum is a mark that can be given."""
        minimum = self.critical_minimum.data
        if minimum is not None and minimum * self.unit % 1:
            raise ValidationError(gettext("This step is marked in whole points. Fill in a whole number."))

    @classmethod
    def of(cls, step: ExamStep) -> "StepForm":
        """Filled with what the step says now, with room for one more level."""
        minimum = None if step.critical_minimum is None else points_of(step.critical_minimum, step.unit)
        scale = scale_data(step.scale, step.unit, parts=step.parts or (), remark_values=step.remark_values)
        # Not obj=step: its levels are called otherwise.
        return cls(
            data={
                **scale,
                "text": step.text,
                "weight": step.weight,
                "critical": step.critical,
                "critical_minimum": minimum,
                "group": step.group_id,
                "remark_below": _remark_below(step),
                "remark_not_applicable": NOT_APPLICABLE in step.remark_values,
                "competences": list(step.competences),
                "seen": seen_step(step),
            }
        )

    def facts_in(self, words: Writes, *, sign: str = ".") -> StepFacts:
        """What was filled in; `words` and `sign` write the names of levels that we make."""
        scale = self.scale_in(words, sign=sign)
        minimum = self.critical_minimum.data
        return StepFacts(
            text=self.text.data or "",
            weight=self.weight.data or 1,
            critical=bool(self.critical.data),
            critical_minimum=None if minimum is None else self._value(minimum),
            levels=scale.levels,
            unit=scale.unit,
            parts=self.sub_points,
            remark_values=tuple(self._remark_values([level.value for level in scored(scale.levels)])),
            competences=tuple(self.competences.data or ()),
        )

    def _remark_values(self, values: Sequence[int]) -> list[int]:
        extra = [NOT_APPLICABLE] if self.not_applicable.data and self.remark_not_applicable.data else []
        if self.way.data == "levels":
            rows = [row.form for row in self.levels if not row.form.is_empty and row.form.remark.data]
            return [*extra, *sorted(self._value(row.value.data) for row in rows)]
        below = self.remark_below.data
        return [*extra, *(value for value in values if below is not None and value < below * self.unit)]


def _remark_below(step: ExamStep) -> object:
    asked = [value for value in step.remark_values if value != NOT_APPLICABLE]
    return points_of(max(asked) + 1, step.unit) if asked else None


@dataclass(frozen=True)
class SentWeights:
    """The table of weights as it was sent."""

    steps: Mapping[int, Weight]
    groups: Mapping[int, int]
    wrong: Sequence[str]  # the names of the fields whose weight is no weight


def weights_in(sent: Mapping[str, str], form: ExamForm) -> SentWeights:
    """Weight and criticality per step and weight per group; what was not sent keeps its own."""
    steps, groups, wrong = {}, {}, []
    for step in form.steps:
        name = f"weight-{step.id}"
        if name not in sent:
            continue  # added by somebody else meanwhile
        if (weight := _weight(sent.get(name))) is None:
            wrong.append(name)
        else:
            steps[step.id] = Weight(weight=weight, critical=f"critical-{step.id}" in sent)
    for group in form.groups:
        name = f"group-weight-{group.id}"
        if (weight := _weight(sent.get(name, str(group.weight)))) is None:
            wrong.append(name)
        else:
            groups[group.id] = weight
    return SentWeights(steps, groups, wrong)


def _weight(sent: str | None) -> int | None:
    weight = whole((sent or "").strip())
    return weight if weight is not None and 1 <= weight <= LARGEST_WEIGHT else None
