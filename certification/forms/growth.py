"""What somebody sends about the own qualifications, and staff about those of others."""

from collections.abc import Mapping

from wtforms import BooleanField, DateField, SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from certification.actions.proofs import ProofFacts
from certification.forms.parts import KeyedForm, in_our_time
from certification.rules.growth import LONGEST_REMARK, LONGEST_TEXT
from foundation.web.forms import Form
from foundation.web.wording import lazy_gettext as _l


class CompleteForm(KeyedForm):
    """Somebody says that an activity is completed."""

    confirmed = BooleanField(_l("I have completed this"), [InputRequired(_l("Tick this once you have completed it."))])


class HandInForm(KeyedForm):
    """What an assignment asks; files come beside it."""

    text = TextAreaField(_l("Your answer"), [Optional(), Length(max=LONGEST_TEXT)])


class ProofForm(KeyedForm):
    """What somebody says of a certificate from elsewhere; the file comes beside it."""

    achieved_on = DateField(
        _l("Achieved on"), [InputRequired(_l("Fill in the day on which you achieved it.")), in_our_time]
    )
    expires_on = DateField(
        _l("Ends on"),
        [Optional(), in_our_time],
        description=_l("The day from which it holds no more. Leave it empty where the certificate names none."),
    )
    remark = TextAreaField(_l("Remark"), [Optional(), Length(max=LONGEST_REMARK)])

    @property
    def facts(self) -> ProofFacts:
        """The certificate as it was told."""
        if self.achieved_on.data is None:
            raise ValueError("Ask only after validating.")
        return ProofFacts(
            achieved_on=self.achieved_on.data, expires_on=self.expires_on.data, remark=self.remark.data or ""
        )


class ByHandForm(KeyedForm):
    """Staff puts on record what somebody completed."""

    activity = SelectField(_l("Activity"), [InputRequired(_l("Choose an activity."))], coerce=int)
    on = DateField(_l("Completed on"), [InputRequired(_l("Choose a date.")), in_our_time])
    expires_on = DateField(_l("Ends on"), [Optional(), in_our_time])
    remark = TextAreaField(
        _l("Reason"), [DataRequired(_l("Say why it is recorded by hand.")), Length(max=LONGEST_REMARK)]
    )

    def offer(self, activities: Mapping[int, str]) -> None:
        """Let these be chosen."""
        self.activity.choices = [(number, title) for number, title in activities.items()]


class WithdrawalForm(Form):
    """Why a completion counts no more."""

    reason = TextAreaField(_l("Reason"), [DataRequired(_l("Say why.")), Length(max=LONGEST_REMARK)])
