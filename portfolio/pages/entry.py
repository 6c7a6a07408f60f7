"""What an entry tells, label by label."""

from flask_babel import gettext as _

from foundation.web.words import day, said
from portfolio.models import Entry
from portfolio.rules import FIELDS, goes_on


def told(entry: Entry) -> list[tuple[str, str]]:
    """What an entry tells, label by label, without its name and its long text."""
    pairs = []
    for field in FIELDS[entry.kind]:
        value = getattr(entry, field.name)
        if field.name == "ended_on" and goes_on(entry.kind, entry.started_on, entry.ended_on):
            pairs.append((said(field.told_label), _("Still going on")))
        if field.name in ("title", "description") or value in (None, ""):
            continue
        pairs.append((said(field.told_label), str(value) if isinstance(value, int | str) else day(value)))
    return pairs
