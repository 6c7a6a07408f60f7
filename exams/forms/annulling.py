"""What the board sends to annul a result."""

from wtforms import RadioField, SelectChoice, TextAreaField  # type: ignore[attr-defined]  # not in the stubs yet
from wtforms.validators import DataRequired, Length

from exams.forms.board import GroundedForm
from exams.forms.parts import LONGEST_TEXT
from exams.rules.annulling import AnnulledFor, Annulling, AttemptAfter
from foundation.web.wording import lazy_gettext as _l

ACCOUNTS = {
    AnnulledFor.SCHOOL: _l("Something went wrong on the side of the school: the attempt is given back"),
    AnnulledFor.CANDIDATE: _l("Fraud, or another irregularity of the candidate: the attempt stays used up"),
}
ATTEMPTS = {
    AttemptAfter.AS_USUAL: _l("As it says above"),
    AttemptAfter.GIVEN_BACK: _l("It is given back"),
    AttemptAfter.USED_UP: _l("It stays used up"),
}


class AnnulForm(GroundedForm):
    """Why a result is void, by which decision, and what becomes of the attempt."""

    on_account_of = RadioField(
        _l("Why it is annulled"),
        coerce=AnnulledFor,
        choices=[SelectChoice(kind.value, words) for kind, words in ACCOUNTS.items()],
        default=AnnulledFor.SCHOOL,
    )
    attempt = RadioField(
        _l("What becomes of the attempt"),
        coerce=AttemptAfter,
        choices=[SelectChoice(kind.value, words) for kind, words in ATTEMPTS.items()],
        default=AttemptAfter.AS_USUAL,
    )
    grounds = TextAreaField(
        _l("Grounds"),
        [DataRequired(_l("Say why.")), Length(max=LONGEST_TEXT)],
        description=_l("If the candidate knew the result, they read this too: name nobody who need not be named."),
    )

    @property
    def annulling(self) -> Annulling:
        """What was chosen."""
        return Annulling(on_account_of=AnnulledFor(self.on_account_of.data), attempt=AttemptAfter(self.attempt.data))
