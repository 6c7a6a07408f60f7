"""How it stands with an examiner, in words, symbol and colour."""

from exams.rules.certificates import Standing
from foundation.web.wording import lazy_gettext as _l

STANDINGS = {
    Standing.VALID: ("ok", _l("Valid")),
    Standing.EXPIRING: ("wait", _l("Ends within 60 days")),
    Standing.OUT_OF_DATE: ("attention", _l("Out of date")),
    Standing.NONE: ("quiet", _l("None known")),
}


def standing_filter(chosen: Standing | None) -> dict[str, object]:
    """What the list of examiners can be narrowed by."""
    return {
        "name": "standing",
        "label": _l("Certificate"),
        "options": [(str(standing), words) for standing, (_kind, words) in STANDINGS.items()],
        "value": chosen,
    }
