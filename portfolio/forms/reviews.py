"""What reviewers decide and why, and what people say of an entry."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from flask_babel import gettext as _
from wtforms import (  # type: ignore[attr-defined]  # the stubs do not know SelectChoice yet
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from foundation.web.forms import Form, WholeNumberField
from foundation.web.wording import lazy_gettext as _l
from portfolio.forms.fields import VersionField, number
from portfolio.rules import Decision
from portfolio.rules.reviews import LONGEST_COMMENT, LONGEST_REASON, Shown, ShownLink

STAYS, RETURNED = "waiting", "returned"


class DecisionForm(Form):
    """Accept or send back, about what was shown."""

    decision = StringField()
    chosen = SelectMultipleField(_l("Decide about"), coerce=number, validate_choice=False)
    rest = RadioField(
        _l("And the others?"),
        choices=[
            SelectChoice(STAYS, _l("They stay waiting")),
            SelectChoice(RETURNED, _l("Send them back, for the same reason")),
        ],
        default=STAYS,
        validators=[Optional()],
    )
    reason = TextAreaField(_l("Your reason"), [Length(max=LONGEST_REASON)])
    version = VersionField(validators=[Optional()])
    text = HiddenField()
    files = HiddenField()
    links = SelectMultipleField(validate_choice=False)

    def stand_at(self, shown: Shown) -> None:
        """From now on it is about this, whatever was sent."""
        self.version.stand_at(shown.version)
        self.text.data = shown.text
        self.files.data = ",".join(map(str, shown.files))
        self.links.data = [f"{key}:{link.version}:{link.reasoning}" for key, link in shown.links.items()]

    @property
    def shown(self) -> Shown | None:
        """What was shown; nothing when the form does not say so readably."""
        try:
            links = [text.split(":") for text in self.links.data or ()]
            return Shown(
                version=int(self.version.data or ""),
                text=self.text.data or "",
                files=tuple(int(text) for text in (self.files.data or "").split(",") if text),
                links={int(key): ShownLink(int(version), reasoning) for key, version, reasoning in links},
            )
        except (TypeError, ValueError):
            return None

    @property
    def decided(self) -> Decision | None:
        """Which of the two buttons it was."""
        return {"accepted": Decision.ACCEPTED, "returned": Decision.RETURNED}.get(self.decision.data or "")

    @property
    def numbers(self) -> frozenset[int]:
        """The links that were chosen."""
        return frozenset(key for key in self.chosen.data or () if key)

    @property
    def returns_rest(self) -> bool:
        """Whether the others are sent back too."""
        return bool(self.rest.data == RETURNED)

    def validate(self, extra_validators: object = None) -> bool:
        """Readable, about something, and with a reason where one is asked for."""
        sound = bool(super().validate(extra_validators))
        if self.shown is None or self.decided is None:
            self.form_errors.append(_("This form is no longer valid. It was made anew: look again, and decide."))
            return False
        if not self.numbers:
            self.chosen.errors = [_("Choose at least one work process.")]
            return False
        if not self.reason.data and (self.decided is Decision.RETURNED or self.returns_rest):
            self.reason.errors = [_("Say what has to be done still: the candidate works with your reason.")]
            return False
        return sound


class WithdrawForm(Form):
    """Why an acceptance was a mistake."""

    version = VersionField(validators=[InputRequired()])
    reason = TextAreaField(
        _l("Why do you withdraw the acceptance?"),
        [DataRequired(_l("Say why the acceptance is withdrawn.")), Length(max=LONGEST_REASON)],
    )


class CommentForm(Form):
    """Something said about an entry, or an answer to it."""

    form_key = HiddenField()
    thread_id = WholeNumberField(widget=HiddenInput(), validators=[Optional()])
    evidence_id = SelectField(_l("About"), coerce=number, validators=[Optional()], validate_choice=False)
    text = TextAreaField(_l("Your comment"), [DataRequired(_l("Write something first.")), Length(max=LONGEST_COMMENT)])

    @property
    def key(self) -> str:
        """Which form this is: the same one sent twice says it once."""
        try:
            return str(UUID(self.form_key.data or ""))
        except ValueError:
            return str(uuid4())

    def refuse(self, words: Sequence[str]) -> None:
        """Say at the text why it was not taken."""
        self.text.errors = [*self.text.errors, *words]
