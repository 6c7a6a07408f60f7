"""The pages about one qualification, side by side; those of packages above stand right after the facts, or last."""

from flask import current_app, url_for

from foundation.web.wording import lazy_gettext as _l
from qualification_files.models import Qualification
from qualification_files.pages.moves import Elsewhere

FIRST = (
    ("qualification_files.structure", _l("Core tasks and work processes")),
    ("qualification_files.qualification_facts", _l("Facts")),
)
TABS = (
    ("qualification_files.terms", _l("Terms")),
    ("qualification_files.instruction", _l("Instruction")),
    ("qualification_files.versions", _l("Versions")),
    ("qualification_files.sharing", _l("Export and share")),
    ("qualification_files.documents", _l("Accountability documents")),
)


def tabs(qualification: Qualification, current: str) -> list[tuple[str, str, bool, int | None]]:
    """The tabs as the macro `tabs` of `_parts/heading.html` takes them: words, address, whether it is this one.

    `current` is an endpoint; one of this package needs no more than its own name.
    """
    elsewhere: Elsewhere = current_app.extensions["elsewhere"]
    here = current if "." in current else f"qualification_files.{current}"
    return [
        (str(words), url_for(endpoint, qualification_id=qualification.id), endpoint == here, None)
        for endpoint, words in (*FIRST, *elsewhere.first_tabs, *TABS, *elsewhere.tabs)
    ]
