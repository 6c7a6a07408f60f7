"""The text of one mail."""

from flask_babel import gettext as _
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from foundation.mail import MailKind, MailText, MailWords
from foundation.mail.letters import LONGEST_SUBJECT
from foundation.mail.texts import LONGEST_BODY, faults
from foundation.web.forms import Form
from foundation.web.wording import lazy_gettext as _l
from foundation.web.words import said

NONE_YET = "0"


class MailTextForm(Form):
    """What a mail says; `seen` is the version that whoever writes had before them."""

    seen = HiddenField()
    subject = StringField(_l("Subject"), [InputRequired(_l("Give the mail a subject.")), Length(max=LONGEST_SUBJECT)])
    body = TextAreaField(_l("Text"), [InputRequired(_l("Write what the mail says.")), Length(max=LONGEST_BODY)])

    @property
    def words(self) -> MailWords:
        """What was filled in."""
        return MailWords(" ".join((self.subject.data or "").split()), (self.body.data or "").replace("\r\n", "\n"))

    def is_in_order(self, kind: MailKind) -> bool:
        """Whether it can be kept; what is wrong stands at its field."""
        if not self.validate():
            return False
        for fault in faults(self.words, kind):
            self[fault.field].errors = [*self[fault.field].errors, said(fault.message)]
        return not self.errors

    def is_outdated(self, stands: MailText | None) -> bool:
        """Whether somebody changed the text since the form was opened; the next attempt is made knowingly."""
        version = version_of(stands)
        outdated = self.seen.data != version
        if outdated:
            self.form_errors.append(
                _(
                    "Somebody changed this while you had it open. What you filled in is still here. "
                    "Look at how it stands now, and save again to replace it."
                )
            )
            self.seen.data, self.seen.raw_data = version, [version]
        return outdated


def version_of(text: MailText | None) -> str:
    """How a text stands now, in short."""
    return f"{text.version}:{text.changed_at.timestamp()}" if text else NONE_YET
