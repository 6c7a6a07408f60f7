"""What people send to approve a form, and about its documents."""

from uuid import UUID, uuid4

from wtforms import (  # type: ignore[attr-defined]  # the stubs do not know SelectChoice yet
    BooleanField,
    HiddenField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional

from exams.actions.approval import Judgement
from exams.actions.form_documents import DocumentFacts
from exams.forms.parts import LONGEST_STEP
from exams.rules.design import ApprovalPart, DocumentKind
from foundation.web.forms import Form
from foundation.web.wording import lazy_gettext as _l

KINDS = {
    DocumentKind.ACCOUNTABILITY: _l("Accountability document: why the exam is as it is"),
    DocumentKind.AGREEMENTS: _l("Exam agreements"),
    DocumentKind.MANUAL: _l("Manual"),
    DocumentKind.ASSESSMENT_RULES: _l("Assessment rules"),
    DocumentKind.OBSERVATION: _l("Observation form"),
    DocumentKind.FOR_CANDIDATE: _l("Explanation for the candidate"),
    DocumentKind.EXPERTISE: _l("Statement of expertise of the examiner"),
    DocumentKind.CANDIDATE_LOG: _l("Log kept by the candidate"),
    DocumentKind.OTHER: _l("Other document"),
}


class HandInForm(Form):
    """A word to those who approve."""

    remark = TextAreaField(_l("Remark for those who approve"), [Optional(), Length(max=LONGEST_STEP)])
    seen = HiddenField()  # the fingerprint of what was read


class JudgementForm(Form):
    """Approve, or send back with a reason."""

    part = HiddenField()
    fingerprint = HiddenField()
    form_key = HiddenField()
    remark = TextAreaField(
        _l("Remark"),
        [Optional(), Length(max=LONGEST_STEP)],
        description=_l("Required when you send the form back: say what has to change."),
    )

    @classmethod
    def of(cls, part: ApprovalPart, fingerprint: str) -> "JudgementForm":
        """Empty, for this part of this design."""
        form = cls(formdata=None)
        form.part.data, form.fingerprint.data, form.form_key.data = part.value, fingerprint, str(uuid4())
        return form

    def judgement(self, *, approved: bool) -> Judgement | None:
        """What was decided; None when the hidden fields were tampered with, or no reason is given to send it back."""
        if not self.validate() or self._has_no_reason(approved=approved) or not self._is_whole():
            return None
        return Judgement(
            part=ApprovalPart(str(self.part.data)),
            fingerprint=self.fingerprint.data or "",
            approved=approved,
            remark=self.remark.data or "",
            form_key=str(UUID(self.form_key.data or "")),
        )

    def _has_no_reason(self, *, approved: bool) -> bool:
        if approved or self.remark.data:
            return False
        self.remark.errors = [_l("Say what has to change.")]
        return True

    def _is_whole(self) -> bool:
        try:
            UUID(self.form_key.data or "")
        except ValueError:
            return False
        return self.part.data in (ApprovalPart.REVIEW, ApprovalPart.ESTABLISH)


class DocumentForm(Form):
    """What is said of a document that is uploaded; the file stands beside the form."""

    kind = SelectField(
        _l("What it is"),
        [InputRequired(_l("Say what kind of document it is."))],
        choices=[SelectChoice(kind.value, words) for kind, words in KINDS.items()],
        default=DocumentKind.ACCOUNTABILITY.value,
    )
    title = StringField(
        _l("Title"),
        [Optional(), Length(max=200)],
        description=_l("Without a title it goes by the name of its file."),
    )
    for_candidate = BooleanField(
        _l("Candidates may read it beforehand"),
        description=_l(
            "From the day on which they may read what is asked. An explanation for the candidate always is."
        ),
    )

    @property
    def facts(self) -> DocumentFacts:
        """What was filled in."""
        return DocumentFacts(
            kind=DocumentKind(self.kind.data), title=self.title.data or "", for_candidate=bool(self.for_candidate.data)
        )
