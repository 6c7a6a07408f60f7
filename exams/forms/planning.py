"""What people send when they plan exams."""

from datetime import date, datetime
from uuid import UUID, uuid4

from flask_babel import gettext as _
from wtforms import (
    DateField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError

from exams.forms.parts import LONGEST_TEXT, in_our_time, moment_of, whole
from exams.rules.time_slots import Pause, SlotFacts, read_pauses, read_rooms, row_of_slots
from foundation.web.forms import Form, WholeNumberField
from foundation.web.wording import lazy_gettext as _l

MOST_PLACES = 10_000


def is_key(_form: Form, field: HiddenField) -> None:
    """The number that a page gave to its form; whatever else arrives becomes a new one."""
    try:
        field.data = str(UUID(field.data or ""))
    except ValueError:
        field.data = str(uuid4())


class MoveForm(Form):
    """When and where a form is used."""

    day = DateField(_l("Date"), [InputRequired(_l("Choose a date.")), in_our_time])
    starts = TimeField(_l("Time"), [InputRequired(_l("Choose a time."))])
    place = StringField(_l("Place"), [DataRequired(_l("Say where it takes place.")), Length(max=200)])
    capacity = WholeNumberField(
        _l("Places"),
        [Optional(), NumberRange(1, MOST_PLACES)],
        description=_l("How many candidates fit in the whole session. Empty: as many as are planned."),
    )
    note = TextAreaField(
        _l("Note"),
        [Length(max=LONGEST_TEXT)],
        description=_l("For candidates and examiners: where to wait, what to bring."),
    )

    seen = HiddenField()

    @property
    def starts_at(self) -> datetime:
        """The moment that was chosen."""
        if self.day.data is None or self.starts.data is None:
            raise ValueError("Ask only after validating.")
        return moment_of(self.day.data, self.starts.data)


class SessionForm(MoveForm):
    """Which form is used, when and where."""

    form = SelectField(_l("Exam form"), [InputRequired(_l("Choose a form."))], coerce=int)
    form_key = HiddenField(validators=[is_key], default=lambda: str(uuid4()))


class SlotRowForm(Form):
    """A row of slots at once."""

    begins = TimeField(_l("From"), [InputRequired(_l("Choose a time."))])
    ends = TimeField(_l("Until"), [InputRequired(_l("Choose a time."))])
    every = WholeNumberField(
        _l("Minutes between two starts"),
        [InputRequired(_l("Fill in 5 to 600 minutes.")), NumberRange(5, 600, _l("Fill in 5 to 600 minutes."))],
    )
    breaks = StringField(_l("Breaks"), [Length(max=200)], description=_l("For instance 10:30-10:45, 12:00-13:00."))
    rooms = StringField(
        _l("Rooms"),
        [Length(max=1000)],
        description=_l("With commas between them. Each room gets a slot at each of these times."),
    )
    capacity = WholeNumberField(
        _l("Candidates per slot"), [InputRequired(_l("Fill in 1 or more.")), NumberRange(1, MOST_PLACES)], default=1
    )

    def validate_breaks(self, field: StringField) -> None:
        """Refuse what cannot be read as times."""
        if read_pauses(field.data or "") is None:
            raise ValidationError(_("Write each break as two times, for instance 10:30-10:45, with commas between."))

    def validate_rooms(self, field: StringField) -> None:
        """Refuse a name that is too long to keep."""
        if any(len(room) > 100 for room in read_rooms(field.data or "")):
            raise ValidationError(_("The name of a room may be at most 100 characters."))

    def validate_ends(self, field: TimeField) -> None:
        """Refuse an end before the start."""
        if field.data and self.begins.data and field.data <= self.begins.data:
            raise ValidationError(_("Choose a time after the first start."))

    def slots_on(self, day: date) -> list[SlotFacts]:
        """The slots of this row, on this day."""
        if self.begins.data is None or self.ends.data is None:
            raise ValueError("Ask only after validating.")
        return row_of_slots(
            moment_of(day, self.begins.data),
            moment_of(day, self.ends.data),
            every=self.every.data or 0,
            rooms=read_rooms(self.rooms.data or ""),
            capacity=self.capacity.data or 1,
            pauses=[
                Pause(begins=moment_of(day, begins), ends=moment_of(day, ends))
                for begins, ends in read_pauses(self.breaks.data or "") or ()
            ],
        )


class SlotForm(Form):
    """One slot."""

    starts = TimeField(_l("Start"), [InputRequired(_l("Choose a time."))])
    room = StringField(_l("Room"), [Length(max=100)])
    capacity = WholeNumberField(
        _l("Candidates"), [InputRequired(_l("Fill in 1 or more.")), NumberRange(1, MOST_PLACES)]
    )
    seen = HiddenField()

    def facts_on(self, day: date) -> SlotFacts:
        """The slot, on this day."""
        if self.starts.data is None:
            raise ValueError("Ask only after validating.")
        starts_at = moment_of(day, self.starts.data)
        return SlotFacts(starts_at=starts_at, room=self.room.data or "", capacity=self.capacity.data or 1)


class ExaminersForm(Form):
    """Before whom; the second one where the exam asks for two."""

    examiner = SelectField(_l("Examiner"), coerce=whole)
    second = SelectField(_l("Second examiner"), coerce=whole)


class CandidatesForm(ExaminersForm):
    """Who sits the exam, at whose sheet, and when each one starts."""

    chosen = SelectMultipleField(_l("Candidates"), [DataRequired(_l("Choose at least one candidate."))], coerce=int)
    starts = TimeField(_l("First start"), [InputRequired(_l("Choose a time."))])
    interval = WholeNumberField(
        _l("Minutes between two starts"),
        [Optional(), NumberRange(0, 600, _l("Fill in 0 to 600 minutes."))],
        default=0,
        description=_l("0 lets everybody start at the same time."),
    )
    slot = SelectField(_l("Slots"), coerce=whole)


class SittingForm(ExaminersForm):
    """One candidate's time and examiners."""

    starts = TimeField(_l("Start"), [InputRequired(_l("Choose a time."))])
    seen = HiddenField()


class PlaceForm(ExaminersForm):
    """Where one candidate sits the exam, and before whom."""

    target = SelectField(_l("When and where"), [InputRequired(_l("Choose when and where."))])
    seen = HiddenField()


class GroupPlanForm(Form):
    """Who of the candidates, before whom, and how many at a time."""

    at_once = WholeNumberField(
        _l("Candidates that an examiner sees at the same time"),
        [InputRequired(_l("Fill in 1 or more.")), NumberRange(1, 100, _l("Fill in 1 to 100."))],
        default=1,
    )


class CertificateForm(Form):
    """What shows that somebody may examine."""

    title = StringField(_l("What it is"), [DataRequired(_l("Say what it is.")), Length(max=200)])
    qualification = SelectField(_l("For"), coerce=whole)
    valid_from = DateField(_l("Valid from"), [InputRequired(_l("Choose a date.")), in_our_time])
    valid_until = DateField(
        _l("Last day"), [Optional(), in_our_time], description=_l("Empty: it does not end of its own accord.")
    )
    form_key = HiddenField(validators=[is_key], default=lambda: str(uuid4()))

    def validate_valid_until(self, field: DateField) -> None:
        """Refuse an end before the start."""
        if field.data and self.valid_from.data and field.data < self.valid_from.data:
            raise ValidationError(_("The last day lies before the first day."))
