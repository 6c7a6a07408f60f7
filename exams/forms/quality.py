"""What people send about the quality of exams."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from uuid import UUID, uuid4

from wtforms import (  # type: ignore[attr-defined]  # the stubs do not know SelectChoice yet
    DateField,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError

from exams.actions.sampling import PlanFacts
from exams.forms.parts import FIRST_YEAR, LAST_YEAR, LONGEST_STEP, in_our_time, whole
from exams.models import ExamForm
from exams.queries.quality import Period
from exams.rules.sampling import Finding
from foundation.web.forms import Form, WholeNumberField
from foundation.web.wording import lazy_gettext as _l

FINDINGS = {
    Finding.IN_ORDER: _l("In order"),
    Finding.REMARKS: _l("In order, with remarks"),
    Finding.NOT_IN_ORDER: _l("Not in order"),
}
MOST_PERCENT = 100


class KeyedForm(Form):
    """A form that makes one thing, however often it is sent."""

    form_key = HiddenField()

    def prepare(self) -> None:
        """Give an empty form its key."""
        self.form_key.data = str(uuid4())

    def validate_form_key(self, field: HiddenField) -> None:
        """A key of ours."""
        try:
            UUID(field.data or "")
        except ValueError as error:
            raise ValidationError(_l("Load this page again, and then send it.")) from error


def _apart(form: ExamForm) -> tuple[str, str, str]:
    """By what one tells an exam from its copy."""
    return form.title, form.code, form.qualification.name


class SamplingForm(KeyedForm):
    """Which share of which exams the board looks at again."""

    title = StringField(_l("Title"), [DataRequired(_l("Give the plan a title.")), Length(max=200)])
    form = SelectField(_l("Exam"), coerce=whole, validators=[Optional()])
    percentage = WholeNumberField(
        _l("Percentage"),
        [InputRequired(_l("Fill in a percentage.")), NumberRange(1, MOST_PERCENT, _l("Fill in 1 to 100 percent."))],
        default=10,
    )
    starts_on = DateField(_l("First day"), [InputRequired(_l("Choose a date.")), in_our_time])
    ends_on = DateField(_l("Last day"), [InputRequired(_l("Choose a date.")), in_our_time])

    def offer(self, forms: Sequence[ExamForm]) -> None:
        """The exams to choose from; of each the newest edition."""
        self.form.choices = [
            SelectChoice("", str(_l("All exams"))),
            *(SelectChoice(str(form.id), " · ".join(filter(None, _apart(form)))) for form in forms),
        ]

    def validate_ends_on(self, field: DateField) -> None:
        """Not before the first day."""
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError(_l("The last day lies before the first."))

    @property
    def facts(self) -> PlanFacts:
        """What was filled in."""
        starts, ends, percentage = self.starts_on.data, self.ends_on.data, self.percentage.data
        if starts is None or ends is None or percentage is None:
            raise ValueError("Ask only after validating.")
        return PlanFacts(
            title=self.title.data or "",
            form_id=self.form.data or None,
            percentage=percentage,
            starts_on=starts,
            ends_on=ends,
        )


class ReviewForm(KeyedForm):
    """What a second look found."""

    finding = RadioField(
        _l("What you found"),
        [InputRequired(_l("Choose what you found."))],
        choices=[SelectChoice(finding.value, words) for finding, words in FINDINGS.items()],
    )
    remark = TextAreaField(
        _l("Remark"),
        [Optional(), Length(max=LONGEST_STEP)],
        description=_l("Required unless everything is in order."),
    )

    def validate(self, extra_validators: Mapping[str, Sequence[object]] | None = None) -> bool:
        """A remark is required for anything that is not in order."""
        fine = super().validate(extra_validators)
        if self.finding.data in (Finding.REMARKS, Finding.NOT_IN_ORDER) and not self.remark.data:
            self.remark.errors = [*self.remark.errors, _l("Say what you found.")]
            return False
        return bool(fine)


@dataclass(frozen=True, kw_only=True)
class SentJudgements:
    """What a judge filled in per step id, and which of it is no percentage."""

    percentages: Mapping[int, int | None]
    wrong: tuple[int, ...]


def judgements_in(sent: Mapping[str, str], form: ExamForm) -> SentJudgements:
    """A whole percentage per step; an empty one is not judged yet, and one that was not sent stays as it is."""
    percentages: dict[int, int | None] = {}
    wrong = []
    for step in form.steps:
        written = sent.get(f"step-{step.id}")
        if written is None:
            continue
        number = whole(written.strip())
        if written.strip() and (number is None or number > MOST_PERCENT):
            wrong.append(step.id)
        else:
            percentages[step.id] = number
    return SentJudgements(percentages=percentages, wrong=tuple(wrong))


def period_in(sent: Mapping[str, str], zone: tzinfo) -> Period:
    """The days from and until which exams count; what is no day counts as none."""
    first, last = _day(sent.get("from", "")), _day(sent.get("until", ""))
    return Period(
        since=datetime.combine(first, time(), tzinfo=zone) if first else None,
        until=datetime.combine(last + timedelta(days=1), time(), tzinfo=zone) if last else None,
    )


def _day(written: str) -> date | None:
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None
