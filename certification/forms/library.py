"""What people send to keep the library: activities of each kind, themes, dates of meet-ups."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from types import MappingProxyType
from typing import Any
from uuid import uuid4

from flask_babel import gettext, to_user_timezone, to_utc
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
    TimeField,
)
from wtforms.validators import UUID, DataRequired, InputRequired, Length, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from certification.actions.library import ActivityFacts
from certification.actions.meetings import MeetingFacts
from certification.forms.parts import in_our_time
from certification.forms.periods import count_between, whole
from certification.models import Activity, Meeting, Theme
from certification.rules.page_text import LONGEST_PAGE
from certification.rules.states import ActivityKind, ContentKind
from exams.models import ExamForm
from foundation.web.forms import Form, WholeNumberField
from foundation.web.wording import lazy_gettext as _l
from qualification_files.pages import LANGUAGE_NAMES

LONGEST_SUMMARY = 2000
CONTENTS: Mapping[ContentKind, Any] = {
    ContentKind.LINK: _l("A link to another site"),
    ContentKind.PAGE: _l("A page of text"),
    ContentKind.FILE: _l("A file"),
    ContentKind.VIDEO: _l("A video"),
}
PAGE_LABELS: Mapping[ActivityKind, Any] = MappingProxyType(
    {
        ActivityKind.E_LEARNING: _l("Text of the page"),
        ActivityKind.EXAM: _l("Explanation"),
        ActivityKind.MEET_UP: _l("What happens there"),
        ActivityKind.ASSIGNMENT: _l("Instruction"),
        ActivityKind.COURSE: _l("Explanation"),
    }
)


class ActivityForm(Form):
    """An activity of any kind; the page draws the fields that its kind has."""

    title = StringField(_l("Title"), [DataRequired(_l("Give the activity a title.")), Length(max=200)])
    summary = TextAreaField(
        _l("In short"), [Length(max=LONGEST_SUMMARY)], description=_l("One or two sentences, for lists.")
    )
    language = SelectField(
        _l("Language"), choices=[SelectChoice(code, words) for code, words in LANGUAGE_NAMES.items()]
    )
    minutes = WholeNumberField(_l("Time it takes, in minutes"), [Optional(), count_between(1, 100_000)])
    content = RadioField(
        _l("What it shows"),
        [Optional()],
        choices=[SelectChoice(kind, words) for kind, words in CONTENTS.items()],
        default=ContentKind.PAGE,
    )
    address = StringField(_l("Address"), [Length(max=1000)], description=_l("Begins with https://"))
    page_text = TextAreaField(_l("Text"), [Length(max=LONGEST_PAGE)])
    exam_form_id = SelectField(_l("Exam that must be passed"), [Optional()], default="")
    is_graded = BooleanField(_l("Whoever assesses it gives a grade as well"))
    themes = SelectMultipleField(
        _l("Themes"), coerce=int, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    gives_certificate = BooleanField(_l("Whoever completes it gets a certificate"))
    version = HiddenField()
    form_key = HiddenField(validators=[Optional(), UUID()], default=lambda: str(uuid4()))
    kind: ActivityKind

    @classmethod
    def of(cls, activity: Activity) -> "ActivityForm":
        """Filled with what the activity says now."""
        return cls(
            formdata=None,
            obj=activity,
            themes=[theme.id for theme in activity.themes],
            exam_form_id=str(activity.exam_form_id or ""),
            version=str(activity.version),
        )

    def offer(self, kind: ActivityKind, themes: Sequence[Theme], exams: Sequence[ExamForm]) -> "ActivityForm":
        """For this kind, with what can be chosen."""
        self.kind = kind
        self.themes.choices = [SelectChoice(theme.id, theme.name) for theme in themes]
        named = [SelectChoice(str(exam.id), f"{exam.title} ({exam.qualification.name})") for exam in exams]
        self.exam_form_id.choices = [SelectChoice("", gettext("Choose an exam")), *named]
        self.page_text.label.text = PAGE_LABELS[kind]
        return self

    def validate_address(self, field: StringField) -> None:
        """An address on the web and nothing else."""
        if field.data and not field.data.lower().startswith(("https://", "http://")):
            raise ValidationError(_l("An address begins with https:// or http://."))

    @property
    def opened(self) -> int:
        """The version that was opened."""
        return whole(self.version.data) or 0

    @property
    def facts(self) -> ActivityFacts:
        """What was filled in."""
        return ActivityFacts(
            title=self.title.data or "",
            summary=self.summary.data or "",
            language=self.language.data,
            minutes=self.minutes.data,
            content=ContentKind(self.content.data or ContentKind.NONE),
            address=self.address.data or "",
            page_text=self.page_text.data or "",
            exam_form_id=whole(self.exam_form_id.data),
            is_graded=bool(self.is_graded.data),
            gives_certificate=bool(self.gives_certificate.data),
            theme_ids=tuple(self.themes.data or ()),
        )


class PublishForm(Form):
    """From which day people see it."""

    on = DateField(_l("From"), [InputRequired(_l("Fill in a date.")), in_our_time])


class ThemeForm(Form):
    """The name of a theme."""

    name = StringField(_l("Theme"), [DataRequired(_l("Give the theme a name.")), Length(max=100)])


class MeetingForm(Form):
    """A date of a meet-up."""

    day = DateField(_l("Date"), [InputRequired(_l("Fill in a date.")), in_our_time])
    begins = TimeField(_l("Begins"), [InputRequired(_l("Fill in a time."))])
    ends = TimeField(_l("Ends"), [InputRequired(_l("Fill in a time."))])
    place = StringField(_l("Place"), [Length(max=200)])
    seats = WholeNumberField(
        _l("Seats"), [Optional(), count_between(1, 10_000)], description=_l("Leave it empty for as many as come.")
    )

    @classmethod
    def of(cls, meeting: Meeting) -> "MeetingForm":
        """Filled with what is planned now."""
        starts, ends = to_user_timezone(meeting.starts_at), to_user_timezone(meeting.ends_at)
        return cls(
            formdata=None,
            day=starts.date(),
            begins=starts.time(),
            ends=ends.time(),
            place=meeting.place,
            seats=meeting.seats,
        )

    def validate_ends(self, field: TimeField) -> None:
        """Later than it begins, on the same day."""
        if field.data and self.begins.data and field.data <= self.begins.data:
            raise ValidationError(_l("It must end after it begins."))

    @property
    def facts(self) -> MeetingFacts:
        """What was filled in."""
        day = self.day.data or date.min
        return MeetingFacts(
            starts_at=_moment(day, self.begins.data or time()),
            ends_at=_moment(day, self.ends.data or time()),
            place=self.place.data or "",
            seats=self.seats.data,
        )


def _moment(day: date, clock: time) -> datetime:
    moment: datetime = to_utc(datetime.combine(day, clock))
    return moment.replace(tzinfo=UTC)
