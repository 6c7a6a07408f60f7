"""What the school sets for its exam board: terms, from where on something is unusual, and who may be on it."""

from typing import Any
from unicodedata import normalize

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from holidays import list_supported_countries
from wtforms import (  # type: ignore[attr-defined]  # the stubs do not know SelectChoice yet
    BooleanField,
    RadioField,
    SelectChoice,
    SelectField,
)
from wtforms.validators import InputRequired, NumberRange

from app.environment import settings_tabs
from app.events import BoardSettingsChanged
from app.permissions import Permission
from exams.queries.attempts import NO_SHOW_USES_ATTEMPT
from exams.queries.certificates import EXAMINER_CERTIFICATES
from exams.rules.certificates import CertificateDemand
from exams.rules.tablets import LEAST_HOURS, LIVE_NAMES, MOST_HOURS, TABLET_HOURS, USUAL_HOURS
from exams.rules.workdays import coming_holidays
from foundation.environment import choose, setting
from foundation.web.forms import Form, WholeNumberField
from foundation.web.guard import GuardedBlueprint
from foundation.web.wording import lazy_gettext as _l
from foundation.work import Work
from people.rules import BOARD_MAY_MANAGE

bp = GuardedBlueprint("board_settings", __name__)

NONE = ""
HOLIDAYS_SHOWN = 6
# The usual ones in front; every other country that the library knows follows by its name.
NEARBY = {
    NONE: _l("None: only weekends"),
    "NL": _l("Netherlands"),
    "BE": _l("Belgium"),
    "DE": _l("Germany"),
    "CW": _l("Curaçao"),
    "AW": _l("Aruba"),
    "SR": _l("Suriname"),
}
USUAL: dict[str, Any] = {
    "exams.objection_days": 10,
    "exams.appeal_days": 14,
    "exams.decision_weeks": 4,
    "exams.extension_weeks": 2,
    "exams.official_days": 10,
    "exams.holidays_country": "NL",
    "exams.remarks_to_candidate": True,
    BOARD_MAY_MANAGE: False,
    NO_SHOW_USES_ATTEMPT: False,
    EXAMINER_CERTIFICATES: CertificateDemand.IF_KNOWN.value,
    TABLET_HOURS: USUAL_HOURS,
    LIVE_NAMES: True,
    "exams.unusual_difference": 2,
    "exams.unusual_differences": 3,
    "exams.unusual_late_hours": 24,
    "exams.unusual_clock_minutes": 5,
    "exams.unusual_changes": 3,
    "exams.unusual_points": 75,
}


def _whole(label: str, least: int, most: int) -> WholeNumberField:
    wrong = _l("Fill in %(least)s to %(most)s.", least=least, most=most)
    return WholeNumberField(label, [InputRequired(wrong), NumberRange(least, most, wrong)])


class BoardSettingsForm(Form):
    """The settings of the board."""

    objection_days = _whole(_l("Working days for an objection to the board"), 1, 90)
    appeal_days = _whole(_l("Days for an appeal"), 1, 180)
    decision_weeks = _whole(_l("Weeks for the decision, after that term"), 1, 26)
    extension_weeks = _whole(_l("Weeks by which it can be extended, once"), 0, 26)
    official_days = _whole(_l("Working days until a signed result should be official"), 1, 90)
    holidays_country = SelectField(_l("Public holidays of"))
    remarks_to_candidate = BooleanField(
        _l("Candidates read the remarks of examiners"),
        description=_l(
            "Remarks about a candidate are the candidate’s own data. Think twice before you switch this off."
        ),
    )
    board_may_manage = BooleanField(
        _l("Managers may be on the exam board"),
        description=_l("Only where rules against conflicts of interest are in place."),
    )
    no_show_uses_attempt = BooleanField(
        _l("Not coming uses up an attempt"),
        description=_l(
            "Otherwise whoever does not come is planned anew for the same attempt. "
            "This holds at once, for earlier exams too."
        ),
    )
    examiner_certificates = RadioField(
        _l("What is asked of examiners?"),
        [InputRequired(_l("Choose what is asked of examiners."))],
        choices=[
            SelectChoice(
                CertificateDemand.IF_KNOWN.value,
                _l("A certificate that is recorded must be valid on the day of the exam"),
            ),
            SelectChoice(
                CertificateDemand.REQUIRED.value, _l("Everybody who examines has a recorded certificate that is valid")
            ),
        ],
    )
    tablet_hours = _whole(_l("Hours for which a prepared tablet shows names"), LEAST_HOURS, MOST_HOURS)
    live_names = BooleanField(
        _l("The live view of an exam day shows names"),
        description=_l("Switch this off where it stands on a screen that others see."),
    )
    unusual_difference = _whole(_l("Examiners differ on a step by this many levels"), 1, 100)
    unusual_differences = _whole(_l("Examiners differ on this many steps"), 1, 500)
    unusual_late_hours = _whole(_l("Marks come in so many hours after they were made"), 1, 1000)
    unusual_clock_minutes = _whole(_l("The clock of a tablet is wrong by more than so many minutes"), 1, 1440)
    unusual_changes = _whole(_l("So many marks are given anew before signing"), 1, 500)
    unusual_points = _whole(_l("Failed with at least this percentage of the points"), 1, 100)

    def offer(self) -> "BoardSettingsForm":
        """The form with the countries to choose from."""
        names = get_locale().territories
        others = set(list_supported_countries(include_aliases=False)) - set(NEARBY)
        listed = sorted(((code, names.get(code, code)) for code in others), key=lambda pair: sortable(pair[1]))
        self.holidays_country.choices = [*NEARBY.items(), *listed]
        return self


def sortable(name: str) -> str:
    """The name as it is put in order: accents and capitals make no difference."""
    return normalize("NFKD", name).encode("ascii", "ignore").decode().lower()


def _field(key: str) -> str:
    return key.partition(".")[2]


@bp.get("/environment/board", needs=Permission.SET_ENVIRONMENT)
def show(work: Work) -> ResponseReturnValue:
    """The settings of the board."""
    chosen = {_field(key): setting(work.db, key, usual) for key, usual in USUAL.items()}
    return _page(work, BoardSettingsForm(formdata=None, data=chosen).offer())


@bp.post("/environment/board", needs=Permission.SET_ENVIRONMENT)
def save(work: Work) -> ResponseReturnValue:
    """Keep them."""
    form = BoardSettingsForm().offer()
    if not form.validate():
        return _page(work, form), 422
    change_board_settings(work, {key: form[_field(key)].data for key in USUAL})
    flash(_("The settings were saved."), "success")
    return redirect(url_for(".show"), 303)


def change_board_settings(work: Work, values: dict[str, Any]) -> None:
    """These hold from now on; terms that run already keep their dates."""
    changed = [key for key, value in values.items() if setting(work.db, key, USUAL[key]) != value]
    for key in changed:
        choose(work.db, key, values[key])
    if changed:
        work.emit(BoardSettingsChanged(keys=tuple(changed)))


def _page(work: Work, form: BoardSettingsForm) -> str:
    country = str(setting(work.db, "exams.holidays_country", USUAL["exams.holidays_country"]))
    return render_template(
        "app/board_settings.html",
        form=form,
        tabs=settings_tabs("board_settings.show"),
        holidays=coming_holidays(country, work.today, HOLIDAYS_SHOWN, language=str(get_locale())),
    )
