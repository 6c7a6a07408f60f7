"""What people send to the exam board, and what the board sends."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID, uuid4

from wtforms import (  # type: ignore[attr-defined]  # the stubs do not know SelectChoice yet
    BooleanField,
    DateField,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from exams.actions.exempting import ExemptionFacts
from exams.actions.objecting import LodgingFacts, Ruling
from exams.forms.parts import LONGEST_TEXT, in_our_time
from exams.models import ExamForm
from exams.rules.decisions import DecisionFacts
from exams.rules.objections import ObjectionKind, ObjectionState, Recipient
from foundation.web.forms import Form
from foundation.web.wording import lazy_gettext as _l
from people.models import Person

KINDS = {
    ObjectionKind.OBJECTION: _l("Objection to the exam board"),
    ObjectionKind.APPEAL: _l("Appeal to the appeals committee"),
}
RULINGS = {
    ObjectionState.UPHELD: _l("Upheld"),
    ObjectionState.REJECTED: _l("Rejected"),
    ObjectionState.INADMISSIBLE: _l("Inadmissible: not judged, for instance because it came too late"),
}
RECIPIENTS = {
    Recipient.CANDIDATE: _l("Candidate"),
    Recipient.PARENTS: _l("Parents, of a candidate under 18"),
    Recipient.SCHOOL: _l("School"),
    Recipient.COMPANY: _l("Training company"),
    Recipient.INSPECTORATE: _l("Inspectorate"),
}


def key_of(value: str | None) -> str:
    """The number of a form as it was sent; a new one where it is none, so that nothing else is mistaken for it."""
    try:
        return str(UUID(value or ""))
    except ValueError:
        return str(uuid4())


class KeyedForm(Form):
    """A form that makes one thing, however often it is sent."""

    form_key = HiddenField()

    @property
    def key(self) -> str:
        """What this form makes is known by it; a new one for a form that was not sent yet."""
        self.form_key.data = key_of(self.form_key.data)
        return self.form_key.data


class NumberedForm(KeyedForm):
    """A decision with its number and day."""

    number = StringField(
        _l("Number of the decision"),
        [DataRequired(_l("Give the decision a number.")), Length(max=40)],
        description=_l("The next one in this year is filled in already."),
    )
    decided_on = DateField(_l("Date of the decision"), [InputRequired(_l("Choose a date.")), in_our_time])


class DecisionForm(NumberedForm):
    """A decision of the board: number, day, who was there, why."""

    present = SelectMultipleField(
        _l("Board members who were present"),
        [InputRequired(_l("Choose at least one board member who was present."))],
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    grounds = TextAreaField(_l("Grounds"), [Optional(), Length(max=LONGEST_TEXT)])

    def offer(self, members: Iterable[Person]) -> None:
        """Let these be chosen as present."""
        self.present.choices = [SelectChoice(str(member.id), member.name) for member in members]

    def propose(self, *, number: str, today: date, present: Sequence[int]) -> None:
        """Fill in what is usual; what was typed stays."""
        self.number.data = self.number.data or number
        self.decided_on.data = self.decided_on.data or today
        self.present.data = self.present.data or list(present)

    @property
    def decision(self) -> DecisionFacts:
        """The decision as it was written down."""
        if self.decided_on.data is None:
            raise ValueError("Ask only after validating.")
        return DecisionFacts(
            number=self.number.data or "",
            decided_on=self.decided_on.data,
            present=tuple(self.present.data or ()),
            grounds=self.grounds.data or "",
            form_key=self.key,
        )


class GroundedForm(DecisionForm):
    """A decision that must say why."""

    grounds = TextAreaField(_l("Grounds"), [DataRequired(_l("Say why.")), Length(max=LONGEST_TEXT)])


class ReasonsForm(KeyedForm):
    """Why a mark is changed, and what is done about the cause."""

    reason = TextAreaField(_l("Reason"), [DataRequired(_l("Say why.")), Length(max=LONGEST_TEXT)])
    improvement = TextAreaField(
        _l("What is done so that it does not happen again"),
        [DataRequired(_l("Say what is done so that it does not happen again.")), Length(max=LONGEST_TEXT)],
    )


class CorrectionForm(ReasonsForm, DecisionForm):
    """The same for a final result, which takes a decision."""


class ExemptionForm(GroundedForm):
    """What a candidate need not do, on which ground, by which decision."""

    parts = SelectMultipleField(
        _l("Parts of the exam"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=_l("Choose none to exempt from the whole exam."),
    )
    requested_on = DateField(_l("Requested on"), [InputRequired(_l("Choose a date.")), in_our_time])
    earlier_result = StringField(
        _l("Earlier mark that counts along"),
        [Optional(), Length(max=40)],
        description=_l(
            "A number, for instance 7.5, counts as the mark of each part. "
            "Words are kept, but do not count. It may be empty."
        ),
    )

    def ask_about(self, form: ExamForm) -> None:
        """Let the parts of this exam be chosen."""
        self.parts.choices = [
            SelectChoice(group.key, " ".join(part for part in (group.number, group.name) if part))
            for group in form.groups
        ]
        if not any(form.design.marks_of(group.key) for group in form.groups):
            self.earlier_result.description = _l(
                "The cut score of this exam does not weigh an earlier mark. It is kept, and does not count along."
            )

    @property
    def exemption(self) -> ExemptionFacts:
        """The exemption as it was written down."""
        if self.requested_on.data is None:
            raise ValueError("Ask only after validating.")
        return ExemptionFacts(
            parts=tuple(self.parts.data or ()),
            ground=self.grounds.data or "",
            requested_on=self.requested_on.data,
            earlier_result=self.earlier_result.data or "",
        )


class LodgeForm(KeyedForm):
    """What a candidate brings against a result."""

    kind = RadioField(
        _l("To whom"),
        [InputRequired(_l("Choose to whom it goes."))],
        coerce=ObjectionKind,
        choices=[SelectChoice(kind.value, words) for kind, words in KINDS.items()],
    )
    grounds = TextAreaField(
        _l("Grounds"),
        [DataRequired(_l("Say why you do not agree.")), Length(max=LONGEST_TEXT)],
        description=_l("Say what is wrong with the result, and what you ask for."),
    )

    def offer(self, kinds: Sequence[ObjectionKind]) -> None:
        """Let only these be chosen; the only one is chosen already."""
        self.kind.choices = [SelectChoice(kind.value, KINDS[kind]) for kind in kinds]
        if len(kinds) == 1:
            self.kind.data = self.kind.data or kinds[0]

    @property
    def lodging(self) -> LodgingFacts:
        """What was lodged."""
        return LodgingFacts(kind=ObjectionKind(self.kind.data), grounds=self.grounds.data or "", form_key=self.key)


class LetterForm(LodgeForm):
    """The same as somebody of the school takes it in."""

    received_on = DateField(_l("The letter came in on"), [InputRequired(_l("Choose a date.")), in_our_time])

    @property
    def lodging(self) -> LodgingFacts:
        """What was lodged, and when it came in."""
        return LodgingFacts(
            kind=ObjectionKind(self.kind.data),
            grounds=self.grounds.data or "",
            form_key=self.key,
            received_on=self.received_on.data,
        )


class WithdrawalForm(Form):
    """Why somebody of the school takes back what a candidate lodged."""

    why = TextAreaField(
        _l("Why it is withdrawn"),
        [
            DataRequired(_l("Say why it is withdrawn, and how the candidate asked for it.")),
            Length(max=LONGEST_TEXT),
        ],
        description=_l("For instance: asked for in a letter of 3 March. The candidate reads this too."),
    )


class OutcomeForm(KeyedForm):
    """How an objection or appeal ends."""

    state = RadioField(
        _l("Decision"),
        [InputRequired(_l("Choose what was decided."))],
        coerce=ObjectionState,
        choices=[SelectChoice(state.value, words) for state, words in RULINGS.items()],
    )
    annuls = BooleanField(
        _l("Annul the result and let the candidate sit the exam again"),
        description=_l(
            "The result stays in the history and counts no more. The attempt is given back. No result is set."
        ),
    )
    outcome = TextAreaField(
        _l("What the candidate is told"),
        [DataRequired(_l("Say in a few words what was decided and why.")), Length(max=LONGEST_TEXT)],
    )

    def validate_annuls(self, field: BooleanField) -> None:
        """Only what is upheld takes a result away."""
        if field.data and self.state.data is not ObjectionState.UPHELD:
            raise ValidationError(_l("Only what is upheld can annul a result."))

    @property
    def ruling(self) -> Ruling:
        """The outcome as it was written down."""
        return Ruling(
            state=ObjectionState(self.state.data), outcome=self.outcome.data or "", annuls=bool(self.annuls.data)
        )


class RulingForm(OutcomeForm, GroundedForm):
    """How an objection ends, by which decision of the board."""


class AppealForm(OutcomeForm, NumberedForm):
    """How an appeal ended, by which decision of the appeals committee."""

    committee = TextAreaField(
        _l("Members of the appeals committee who decided"),
        [DataRequired(_l("Name the members of the appeals committee who decided.")), Length(max=1000)],
        description=_l("A name on each line. They need no account here."),
    )
    grounds = TextAreaField(_l("Grounds"), [DataRequired(_l("Say why.")), Length(max=LONGEST_TEXT)])

    def suggest(self, *, number: str, today: date) -> None:
        """Fill in what is usual; what was typed stays."""
        self.number.data = self.number.data or number
        self.decided_on.data = self.decided_on.data or today

    @property
    def decision(self) -> DecisionFacts:
        """The decision as it was written down."""
        if self.decided_on.data is None:
            raise ValueError("Ask only after validating.")
        return DecisionFacts(
            number=self.number.data or "",
            decided_on=self.decided_on.data,
            present=(),
            committee=tuple(line.strip() for line in (self.committee.data or "").splitlines() if line.strip()),
            grounds=self.grounds.data or "",
            form_key=self.key,
        )


class ToldForm(Form):
    """Who got the decision."""

    told = SelectMultipleField(
        _l("Who got the decision"),
        coerce=Recipient,
        choices=[SelectChoice(recipient.value, words) for recipient, words in RECIPIENTS.items()],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
