"""Tablets as lists show them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from exams.models import Tablet
from exams.queries.tablets import TabletRow
from exams.rules.tablets import gone_from
from foundation.web.words import moment


@dataclass(frozen=True, kw_only=True)
class TabletLine:
    """A tablet in a list: in which state it is, what that means, and what came from it."""

    tablet: Tablet
    device: str
    state: tuple[str, str]  # kind, words
    explained: str
    version: str
    marks_at: datetime | None


def tablet_lines(rows: Sequence[TabletRow], *, now: datetime, builds: Collection[str]) -> list[TabletLine]:
    """These tablets, as they are at this moment."""
    return [
        TabletLine(
            tablet=row.tablet,
            device=device_name(row.tablet),
            state=_state(row.tablet, now),
            explained=_explained(row, now),
            version=_version(row.tablet, builds),
            marks_at=row.marks_at,
        )
        for row in rows
    ]


def _version(tablet: Tablet, builds: Collection[str]) -> str:
    return str(_("Newest version")) if tablet.build in builds else str(_("Older version"))


def device_name(tablet: Tablet) -> str:
    """What kind of device it says it is."""
    return tablet.label or str(_("An unknown device"))


def _state(tablet: Tablet, now: datetime) -> tuple[str, str]:
    if tablet.is_shut_out_for(tablet.person_id):
        return "stop", str(_("Shut out"))
    if tablet.ends_at <= now:
        return "quiet", str(_("Names gone") if _is_gone(tablet) else _("Names hidden"))
    return "ok", str(_("In use"))


def _is_gone(tablet: Tablet) -> bool:
    """Whether it was told since its time ended what time it is."""
    return tablet.seen_at >= tablet.ends_at


def _ended(tablet: Tablet) -> str:
    """What became of the names, as far as anybody knows who is not holding it."""
    when, gone = moment(tablet.ends_at), moment(gone_from(tablet.prepared_at, tablet.ends_at))
    if _is_gone(tablet):
        return str(_("Its time ended on %(when)s. It was in touch since then: the names are gone from it.", when=when))
    return str(
        _(
            "Its time ended on %(when)s: it hides the names. Opened after %(gone)s it deletes them.",
            when=when,
            gone=gone,
        )
    )


def _explained(row: TabletRow, now: datetime) -> str:
    """Until when it shows names; of a tablet that was shut out: by whom, and whether it knows."""
    tablet = row.tablet
    if tablet.shut_out_at is None:
        return (
            _ended(tablet)
            if tablet.ends_at <= now
            else str(_("Shows names until %(when)s.", when=moment(tablet.ends_at)))
        )
    by, when = row.shut_out_by.name if row.shut_out_by else "", moment(tablet.shut_out_at)
    if not tablet.is_shut_out_for(tablet.person_id):
        return str(
            _(
                "By %(name)s on %(when)s, for %(name)s alone. %(other)s prepared it since then and goes on.",
                name=by,
                when=when,
                other=tablet.person.name,
            )
        )
    if tablet.seen_at > tablet.shut_out_at:
        return str(_("By %(name)s on %(when)s. The tablet was in touch since then and knows.", name=by, when=when))
    if tablet.ends_at <= now:
        return str(
            _(
                "By %(name)s on %(when)s. The tablet was not in touch since then, but its time is over: it hides the "
                "names. Opened after %(gone)s it deletes them.",
                name=by,
                when=when,
                gone=moment(gone_from(tablet.prepared_at, tablet.ends_at)),
            )
        )
    return str(_("By %(name)s on %(when)s. The tablet was not in touch since then.", name=by, when=when))
