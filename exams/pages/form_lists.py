"""What stands above the list of forms."""

from collections.abc import Sequence

from flask_babel import gettext as _

from exams.queries.form_lists import WantedForms
from exams.rules.colours import COLOURS
from foundation.web.words import said
from qualification_files.models import Qualification


def filters(wanted: WantedForms, qualifications: Sequence[Qualification]) -> list[dict[str, object]]:
    """The selects of the toolbar, with what is chosen."""
    kinds = {True: "formative", False: "summative"}
    return [
        {
            "name": "qualification",
            "label": _("Qualification"),
            "options": [(one.id, _named(one)) for one in qualifications],
            "value": wanted.qualification_id or "",
        },
        {
            "name": "kind",
            "label": _("Kind"),
            "options": [("summative", _("Summative")), ("formative", _("Formative"))],
            "value": "" if wanted.formative is None else kinds[wanted.formative],
        },
        {
            "name": "colour",
            "label": _("Colour"),
            "options": [(colour.value, said(name)) for colour, name in COLOURS.items()],
            "value": wanted.colour.value if wanted.colour else "",
        },
        {
            "name": "editions",
            "label": _("Editions"),
            "options": [("newest", _("The newest of each exam"))],
            "value": "newest" if wanted.newest else "",
        },
    ]


def _named(qualification: Qualification) -> str:
    return " · ".join(filter(None, (qualification.name, qualification.code, qualification.cohort)))
