"""What people send about themselves and others."""

from flask_wtf.file import FileField, FileRequired
from wtforms import (  # type: ignore[attr-defined]  # the stubs do not know SelectChoice yet
    BooleanField,
    EmailField,
    HiddenField,
    PasswordField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from foundation.web.forms import Form, WholeNumberField
from foundation.web.guard import LARGEST_NUMBER
from foundation.web.wording import lazy_gettext as _l
from foundation.web.words import said
from people.rules import LONGEST_PASSWORD, ROLE_NAMES, Role, clean, is_email, plain_email


def valid_email(_form: Form, field: EmailField) -> None:
    """An address that mail could reach."""
    if not is_email(field.data or ""):
        raise ValidationError(_l("This is not an e-mail address. It looks like name@school.example."))


def role_choices() -> list[SelectChoice]:
    """Every role in the reader's language."""
    return [SelectChoice(role.value, said(name)) for role, name in ROLE_NAMES.items()]


class SignInForm(Form):
    """E-mail and password."""

    email = EmailField(
        _l("E-mail address"),
        [InputRequired(_l("Fill in your e-mail address.")), Length(max=254)],
        render_kw={"autocomplete": "username", "autofocus": True},
    )
    password = PasswordField(
        _l("Password"),
        [InputRequired(_l("Fill in your password.")), Length(max=LONGEST_PASSWORD)],
        render_kw={"autocomplete": "current-password"},
    )


class ForgottenForm(Form):
    """Whose password is to be chosen anew."""

    email = EmailField(
        _l("E-mail address"),
        [InputRequired(_l("Fill in your e-mail address.")), Length(max=254), valid_email],
        render_kw={"autocomplete": "username", "autofocus": True},
    )


class NewPasswordForm(Form):
    """A password to begin with; what makes it good enough is decided by the rules."""

    password = PasswordField(
        _l("New password"),
        [InputRequired(_l("Fill in a new password."))],
        render_kw={"autocomplete": "new-password"},
    )


class ChangePasswordForm(NewPasswordForm):
    """The old password and the one that replaces it."""

    old_password = PasswordField(
        _l("Password you have now"),
        [InputRequired(_l("Fill in the password you have now.")), Length(max=LONGEST_PASSWORD)],
        render_kw={"autocomplete": "current-password"},
    )


class PhotoForm(Form):
    """A portrait."""

    photo = FileField(_l("Photo"), [FileRequired(_l("Choose a photo first."))])


class PersonForm(Form):
    """What is known of a person, and which version of it was looked at."""

    given_name = StringField(_l("Given name"), [Length(max=100)], filters=[lambda text: clean(text or "")])
    name_prefix = StringField(
        _l("Prefix"),
        [Length(max=40)],
        filters=[lambda text: clean(text or "")],
        description=_l("For instance “van der”. Lists are sorted without it."),
    )
    family_name = StringField(
        _l("Family name"),
        [DataRequired(_l("Fill in the family name.")), Length(max=100)],
        filters=[lambda text: clean(text or "")],
    )
    email = EmailField(
        _l("E-mail address"),
        [DataRequired(_l("Fill in the e-mail address.")), Length(max=254), valid_email],
        filters=[lambda text: plain_email(text or "")],
        description=_l("This is also the name to sign in with."),
    )
    number = StringField(_l("Student or staff number"), [Length(max=40)], filters=[lambda text: clean(text or "")])
    group_name = StringField(_l("Group"), [Length(max=100)], filters=[lambda text: clean(text or "")])
    language = SelectField(
        _l("Language"),
        [Optional()],
        choices=[
            SelectChoice("", _l("As the browser asks")),
            SelectChoice("en", "English"),
            SelectChoice("nl", "Nederlands"),
        ],
    )
    roles = SelectMultipleField(
        _l("Roles"),
        choices=role_choices,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=_l(
            "Several are possible. Someone without a role can sign in and sees nothing but their own account."
        ),
    )
    version = WholeNumberField(widget=HiddenInput(), default=0)

    @property
    def chosen_roles(self) -> frozenset[Role]:
        """The roles that are ticked."""
        return frozenset(Role(role) for role in self.roles.data or ())


class NewPersonForm(PersonForm):
    """A person, where in the organisation, and whether to mail an invitation at once."""

    part_id = SelectField(_l("Part of the organisation"), [Optional()])

    invite = BooleanField(_l("Mail an invitation to choose a password"), default=True)


class SupervisorForm(Form):
    """Which supervisor is meant."""

    supervisor_id = WholeNumberField(
        _l("Supervisor"),
        [InputRequired(_l("Choose a supervisor.")), NumberRange(0, LARGEST_NUMBER, _l("Choose a supervisor."))],
    )


class ImportForm(Form):
    """A spreadsheet."""

    file = FileField(_l("Spreadsheet"), [FileRequired(_l("Choose a file first."))])


class CarryOutForm(Form):
    """What was looked at, and how to go on."""

    seen = HiddenField(validators=[InputRequired()])
    leave_out_wrong = BooleanField()
    invite = BooleanField(_l("Mail the new people an invitation to choose a password"))
