"""The pages about one qualification, side by side."""

from flask import url_for

from foundation.web.wording import lazy_gettext as _l
from qualification_files.models import Qualification

TABS = (
    ("structure", _l("Core tasks and work processes")),
    ("qualification_facts", _l("Facts")),
    ("terms", _l("Terms")),
    ("instruction", _l("Instruction")),
    ("versions", _l("Versions")),
    ("sharing", _l("Export and share")),
    ("documents", _l("Accountability documents")),
)


def tabs(qualification: Qualification, current: str) -> list[tuple[str, str, bool, int | None]]:
    """The tabs as the macro `tabs` of `_parts/heading.html` takes them: words, address, whether it is this one."""
    return [
        (str(words), url_for(f"qualification_files.{name}", qualification_id=qualification.id), name == current, None)
        for name, words in TABS
    ]
