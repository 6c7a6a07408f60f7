"""The page of an entry, put together from its parts; each part prepares its own values and has its own template."""

from collections.abc import Sequence

from flask import render_template

from foundation.work import Work
from portfolio import pages, queries
from portfolio.forms.reviews import CommentForm
from portfolio.models import OpenedEntry
from portfolio.pages.entry_origin import origin_part
from portfolio.pages.entry_talk import talk_part
from portfolio.pages.entry_witnesses import witnesses_part
from portfolio.pages.reviews import reviews_part
from portfolio.permissions import Permission
from qualification_files.pages.terms import speak_of_all


def show_entry(
    work: Work, opened: OpenedEntry, *, refused: Sequence[str] = (), comment_form: CommentForm | None = None
) -> str:
    """The page of an entry; `refused` are the reasons why files were not taken in, `comment_form` a refused comment."""
    entry, own = opened.entry, opened.owner_id == work.actor.id
    relevant = queries.relevant_for(work, opened.entry_id)
    links = pages.links_part(work, opened)
    speak_of_all([*(link.terms for link in links.shown), *(row.qualification.terms for row in relevant)])
    return render_template(
        "portfolio/entry.html",
        entry=entry,
        owner=entry.owner,
        own=own,
        editable=work.allows(Permission.EDIT_ENTRY, opened),
        linkable=work.allows(Permission.LINK_ENTRY, opened),
        kind=pages.KINDS[entry.kind],
        told=pages.told(entry),
        origin=origin_part(entry),
        qualifications=[f"{row.qualification.name} {row.qualification.cohort}".strip() for row in relevant],
        files=pages.files_part(work, opened, refused=refused),
        links=links,
        witnesses=witnesses_part(work, opened),
        reviews=reviews_part(work, opened),
        talk=talk_part(work, opened),
        comment_form=comment_form,
        versions=pages.versions_part(work, opened),
    )
