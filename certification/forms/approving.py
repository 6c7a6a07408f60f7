"""What is decided about what people sent in, and why."""

from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from certification.actions.deciding import Chosen
from certification.rules.approving import LONGEST_GRADE, LONGEST_REASON, Answer, ApprovalKind, why_no_answer
from foundation.web.forms import Form, WholeNumberField
from foundation.web.guard import LARGEST_NUMBER
from foundation.web.wording import lazy_gettext as _l
from foundation.web.words import said


class DecisionForm(Form):
    """Approve or reject, about the version that was shown."""

    answer = StringField()
    version = WholeNumberField(validators=[InputRequired()])
    reason = TextAreaField(_l("Your reason"), [Length(max=LONGEST_REASON)])
    kind = ApprovalKind.CERTIFICATE
    is_graded = False

    @property
    def decided(self) -> Answer | None:
        """Which of the two buttons it was."""
        return Answer(self.answer.data) if self.answer.data in tuple(Answer) else None

    @property
    def mark(self) -> str:
        """The grade, where one is asked for."""
        return ""

    def validate(self, extra_validators: object = None) -> bool:
        """One of the two buttons, with a reason where one is asked for."""
        if not super().validate(extra_validators) or self.decided is None:
            return False
        missing = why_no_answer(
            self.kind, self.decided, reason=self.reason.data or "", is_graded=self.is_graded, grade=self.mark
        )
        if missing:
            field = self.reason if self.decided is Answer.REJECT else self["grade"]
            field.errors = [said(missing)]
        return missing is None

    def stand_at(self, version: int) -> None:
        """From now on it is about this version, whatever was sent."""
        self.version.data, self.version.raw_data = version, None


class GradingForm(DecisionForm):
    """Passed or again, with feedback and, where the assignment has one, a grade."""

    reason = TextAreaField(_l("Your feedback"), [Length(max=LONGEST_REASON)])
    grade = StringField(_l("Grade"), [Length(max=LONGEST_GRADE)])
    kind = ApprovalKind.ASSIGNMENT

    @property
    def mark(self) -> str:
        """The grade, where one is asked for."""
        return (self.grade.data or "") if self.is_graded else ""


class TakeBackForm(Form):
    """Why a decision was a mistake."""

    reason = TextAreaField(
        _l("Why is it taken back?"), [DataRequired(_l("Say why it is taken back.")), Length(max=LONGEST_REASON)]
    )


class SeveralForm(Form):
    """A reason for several that were chosen, and how they were chosen."""

    answer = HiddenField()
    reason = TextAreaField(_l("Your reason"), [Length(max=LONGEST_REASON)])


def chosen_of(texts: list[str]) -> list[Chosen]:
    """Those that were chosen in a list; what is written otherwise is passed over."""
    return [found for text in texts if (found := _chosen(text))]


def _chosen(text: str) -> Chosen | None:
    parts = text.split(":")
    if len(parts) != 3 or parts[0] not in tuple(ApprovalKind):
        return None
    if not all(part.isascii() and part.isdecimal() and len(part) < 11 for part in parts[1:]):
        return None
    item_id, version = int(parts[1]), int(parts[2])
    return Chosen(ApprovalKind(parts[0]), item_id, version) if max(item_id, version) <= LARGEST_NUMBER else None
