"""What candidates send about guests, and what guests send."""

from uuid import UUID, uuid4

from wtforms import (  # type: ignore[attr-defined]  # the stubs do not know SelectChoice yet
    BooleanField,
    EmailField,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length, NumberRange

from foundation.web.forms import Form, WholeNumberField
from foundation.web.wording import lazy_gettext as _l
from foundation.web.words import LANGUAGES, page_language
from people.rules import clean, is_email, plain_email
from portfolio.forms.fields import SHORT
from portfolio.rules import GuestKind
from portfolio.rules.guests import (
    LONGEST_MESSAGE,
    LONGEST_STATEMENT,
    MOST_DAYS,
    USUAL_DAYS,
    Invitation,
    Signing,
)

OWN_NAMES = {"en": "English", "nl": "Nederlands"}
LONGEST_COMMENT = 5_000


def one_line(text: str | None) -> str:
    """On one line, without what cannot be seen."""
    return clean(text or "")


def key_of(told: str | None) -> str:
    """Which form this is; one that came without a key of ours gets one."""
    try:
        return str(UUID(told or ""))
    except ValueError:
        return str(uuid4())


class InviteForm(Form):
    """Whom to invite, and what for."""

    form_key = HiddenField()
    kind = RadioField(
        _l("What do you ask?"),
        [InputRequired(_l("Choose what you ask."))],
        choices=[
            SelectChoice(
                GuestKind.WITNESS.value, _l("To sign as a witness: look, comment, and sign that this is my own work")
            ),
            SelectChoice(GuestKind.REVIEWER.value, _l("To look: look and comment, without signing")),
        ],
    )
    name = StringField(_l("Name of your guest"), [DataRequired(_l("Fill in the name.")), SHORT], filters=[one_line])
    email = EmailField(
        _l("E-mail address"),
        [InputRequired(_l("Fill in the e-mail address.")), Length(max=254)],
    )
    organisation = StringField(_l("Company or organisation"), [SHORT], filters=[one_line])
    function = StringField(_l("Function"), [SHORT], filters=[one_line])
    language = SelectField(
        _l("Language of the mail and the pages"), choices=[SelectChoice(code, name) for code, name in OWN_NAMES.items()]
    )
    days = WholeNumberField(
        _l("For how many days"),
        [
            InputRequired(_l("Fill in a number of days.")),
            NumberRange(min=1, max=MOST_DAYS, message=_l("Fill in 1 to 90 days.")),
        ],
        default=USUAL_DAYS,
    )
    message = TextAreaField(_l("Your message"), [Length(max=LONGEST_MESSAGE)])

    @classmethod
    def blank(cls, kind: str | None) -> "InviteForm":
        """To be filled in, for what was asked on the page before."""
        form = cls(formdata=None)
        form.form_key.data = str(uuid4())
        form.kind.data = kind if kind in set(GuestKind) else GuestKind.WITNESS.value
        form.language.data = page_language() if page_language() in LANGUAGES else LANGUAGES[0]
        return form

    @property
    def key(self) -> str:
        """Which form this is: the same one sent twice invites once."""
        return key_of(self.form_key.data)

    @property
    def asked(self) -> Invitation:
        """What was filled in."""
        return Invitation(
            kind=GuestKind(self.kind.data),
            name=self.name.data or "",
            email=plain_email(self.email.data or ""),
            organisation=self.organisation.data or "",
            function=self.function.data or "",
            language=self.language.data or LANGUAGES[0],
            message=self.message.data or "",
            days=self.days.data or USUAL_DAYS,
        )

    def validate_email(self, field: EmailField) -> None:
        """An address that mail could reach."""
        if not is_email(field.data or ""):
            raise ValidationError(_l("This is not an e-mail address. It looks like name@company.example."))


class ProlongForm(Form):
    """For how long from now."""

    days = WholeNumberField(
        _l("Days from today"),
        [
            InputRequired(_l("Fill in a number of days.")),
            NumberRange(min=1, max=MOST_DAYS, message=_l("Fill in 1 to 90 days.")),
        ],
        default=USUAL_DAYS,
    )


class CodeForm(Form):
    """The code from the mail."""

    code = StringField(
        _l("Code"),
        [InputRequired(_l("Fill in the six digits from the mail."))],
        filters=[lambda text: "".join((text or "").replace("-", "").split())],
    )

    def validate_code(self, field: StringField) -> None:
        """Six digits, however they were spaced."""
        told = field.data or ""
        if len(told) != 6 or not (told.isascii() and told.isdecimal()):
            raise ValidationError(_l("The code has six digits, for instance 012345."))


class CommentForm(Form):
    """What a guest says."""

    form_key = HiddenField()
    text = TextAreaField(_l("Your comment"), [DataRequired(_l("Write something first.")), Length(max=LONGEST_COMMENT)])

    @property
    def key(self) -> str:
        """Which form this is: the same one sent twice says it once."""
        return key_of(self.form_key.data)

    def refuse(self, words: str) -> None:
        """Say at the text why it was not taken."""
        self.text.errors = [*self.text.errors, words]


class StatementForm(Form):
    """What a witness signs."""

    form_key = HiddenField()
    before_eyes = HiddenField(validators=[Length(max=64)])
    statement = TextAreaField(
        _l("What did you see?"),
        [DataRequired(_l("Write what you saw.")), Length(max=LONGEST_STATEMENT)],
        description=_l(
            "For instance: when, where, what this person did alone and what with help, and how good it was."
        ),
    )
    relation = StringField(
        _l("How do you know this work?"),
        [DataRequired(_l("Say how you know this work.")), SHORT],
        filters=[one_line],
        description=_l("For instance: I was the foreman on this job."),
    )
    organisation = StringField(_l("Company or organisation"), [SHORT], filters=[one_line])
    function = StringField(_l("Your function"), [SHORT], filters=[one_line])
    seen_myself = BooleanField(
        _l("I have seen this myself"),
        validators=[AnyOf([True], message=_l("Tick this if it is so. If it is not, you cannot sign."))],
    )
    name = StringField(
        _l("Your full name, as your signature"),
        [DataRequired(_l("Type your name to sign.")), Length(min=2, max=200)],
        filters=[one_line],
    )

    @property
    def key(self) -> str:
        """Which form this is: the same one sent twice signs once."""
        return key_of(self.form_key.data)

    @property
    def told(self) -> Signing:
        """What is signed."""
        return Signing(
            statement=self.statement.data or "",
            relation=self.relation.data or "",
            name=self.name.data or "",
            organisation=self.organisation.data or "",
            function=self.function.data or "",
        )
