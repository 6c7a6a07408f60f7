"""What is not finished, and what a form needs so that what is typed in it is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from flask import request, url_for
from flask_babel import format_timedelta

from foundation.work import Work
from portfolio import queries
from portfolio.models import EntryDraft
from portfolio.pages.kinds import KINDS, KindWords
from portfolio.queries import DraftRow


@dataclass(frozen=True)
class Unfinished:
    """A draft in a list."""

    row: DraftRow
    words: KindWords
    url: str
    ago: str

    @property
    def title(self) -> str:
        """What was typed as its name, else the name of what it changes."""
        return self.row.title.strip() or self.row.entry_title or ""


@dataclass(frozen=True)
class KeptForm:
    """What stands in a form beside its fields, for the module that keeps what is typed."""

    url: str  # that keeps it
    version: int  # of the draft; 0 while there is none
    by: str  # this page
    person: int
    since: datetime | None = None  # when what stands in it was typed, where it comes from a draft
    key: str = ""  # of that draft


def unfinished(work: Work) -> list[Unfinished]:
    """What whoever asks has not finished, newest first (1 statement)."""
    rows: Sequence[DraftRow] = queries.drafts_of(work, work.actor.id or 0)
    return [Unfinished(row, KINDS[row.kind], _url(row), ago(work, row.updated_at)) for row in rows]


def kept_form(work: Work, url: str, draft: EntryDraft | None) -> KeptForm:
    """For a form that opens, with what its draft holds or empty; one that is shown again goes on as it was sent."""
    person = work.actor.id or 0
    if request.method == "POST":
        return KeptForm(url, request.form.get("draft_version", 0, type=int), request.form.get("by", ""), person)
    if draft is None:
        return KeptForm(url, 0, str(uuid4()), person)
    return KeptForm(url, draft.version, str(uuid4()), person, since=draft.updated_at, key=draft.form_key)


def draft_url(form_key: str, entry_id: int | None) -> str:
    """Where one goes on with a draft."""
    if entry_id is not None:
        return url_for("portfolio.edit_entry", entry_id=entry_id)
    return url_for("portfolio.new_entry", draft=form_key)


def ago(work: Work, then: datetime) -> str:
    """How long ago that is, in words."""
    return str(format_timedelta(then - work.now, add_direction=True))


def _url(row: DraftRow) -> str:
    if row.frozen:  # it is no longer changed: its page offers a new version, into which this is taken along
        return url_for("portfolio.entry", entry_id=row.entry_id)
    return draft_url(row.form_key, row.entry_id)
