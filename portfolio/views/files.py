"""Files: more of them for an entry, looking at them, taking them, newer versions, removing and putting back."""

from datetime import timedelta

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.web.sending import send_drawn, send_original
from foundation.web.uploads import person_limit
from foundation.work import Work
from portfolio import actions, pages, queries
from portfolio.events import FileTaken
from portfolio.models import OpenedEntry, OpenedFile, OpenedPage
from portfolio.permissions import Permission
from portfolio.views.blueprint import ENTRY, FILE, FILE_PAGE, bp
from portfolio.views.entry_page import show_entry
from portfolio.views.intake import Intake, before_more_files, before_newer_version, tell

PLAYING = timedelta(hours=1)


def file_taken(work: Work, opened: OpenedFile) -> FileTaken | None:
    """Somebody opens a file of another; the parts that a player asks for after that belong to the same look."""
    if opened.owner_id == work.actor.id:
        return None
    taken = FileTaken(person_id=opened.owner_id, file_id=opened.file_id)
    is_part = g.get("sends_part", False)  # by what is sent, never by what was asked
    return None if is_part and queries.is_on_record(work, taken, since=work.now - PLAYING) else taken


def page_taken(work: Work, opened: OpenedFile) -> FileTaken | None:
    """The page of a file that somebody has open asks for its pictures: that is the same look."""
    if opened.owner_id == work.actor.id:
        return None
    taken = FileTaken(person_id=opened.owner_id, file_id=opened.file_id)
    return None if queries.is_on_record(work, taken, since=work.now - PLAYING) else taken


def face_taken(work: Work, opened: OpenedFile) -> FileTaken | None:
    """A page that was looked at shows its files small: that is the same look; asked for by itself it is one."""
    if opened.owner_id == work.actor.id:
        return None
    taken = FileTaken(person_id=opened.owner_id, file_id=opened.file_id)
    looked = queries.has_looked(work, taken, entry_id=opened.file.entry_id, since=work.now - PLAYING)
    return None if looked else taken


@bp.post(
    "/portfolio/entries/<int:entry_id>",
    needs=Permission.EDIT_ENTRY,
    load=ENTRY,
    before=before_more_files,
    takes_files=True,
)
def add_files(work: Work, opened: OpenedEntry, *, intake: Intake) -> ResponseReturnValue:
    """Put files with an entry: those that are fine, and for the others the reason why not."""
    if not intake.taken:
        words = intake.words or [_("Choose at least one file.")]
        return show_entry(work, opened, refused=words), intake.status
    tell(intake, len(actions.add_files(work, opened.entry, intake.taken, limit=person_limit())))
    return redirect(url_for(".entry", entry_id=opened.entry_id, _anchor="entry-files"), 303)


@bp.get("/portfolio/files/<int:file_id>", needs=Permission.SEE_FILE, load=FILE, records=file_taken)
def look(work: Work, opened: OpenedFile) -> ResponseReturnValue:
    """A file on a page of its own: drawn, played or read, with what is known of it and the files beside it."""
    return render_template("portfolio/file.html", shown=pages.shown_file(work, opened))


@bp.get("/portfolio/files/<int:file_id>/original", needs=Permission.TAKE_ORIGINAL, load=FILE, records=file_taken)
def original(work: Work, opened: OpenedFile) -> ResponseReturnValue:
    """The file as a download, for its owner as it came; also what a player on our page asks its pieces from."""
    file, own = opened.file, opened.owner_id == work.actor.id
    return send_original(work, file.original_key if own else file.given_key, name=file.name, media_type=file.media_type)


@bp.get("/portfolio/files/<int:file_id>/picture", needs=Permission.SEE_FILE, load=FILE, records=page_taken)
def picture(work: Work, opened: OpenedFile) -> ResponseReturnValue:
    """What is shown of a photo: drawn anew, without where and when it was taken."""
    return send_drawn(work, opened.file.picture_key, f"{opened.file.name}.jpg")


@bp.get(
    "/portfolio/files/<int:file_id>/pages/<int:number>", needs=Permission.SEE_FILE, load=FILE_PAGE, records=page_taken
)
def file_page(work: Work, opened: OpenedPage) -> ResponseReturnValue:
    """A page of a document, drawn by us."""
    return send_drawn(work, opened.key, f"{opened.file.name}.jpg")


@bp.get("/portfolio/files/<int:file_id>/thumbnail", needs=Permission.SEE_FILE, load=FILE, records=face_taken)
def thumbnail(work: Work, opened: OpenedFile) -> ResponseReturnValue:
    """The same, small."""
    return send_drawn(work, opened.file.thumbnail_key, f"{opened.file.name}.jpg")


@bp.post(
    "/portfolio/files/<int:file_id>/replace",
    needs=Permission.REPLACE_FILE,
    load=FILE,
    before=before_newer_version,
    takes_files=True,
)
def replace_file(work: Work, opened: OpenedFile, *, intake: Intake) -> ResponseReturnValue:
    """Put a newer version in its place; the earlier one stays to be read."""
    if len(intake.taken) != 1 or intake.refused:
        words = intake.words or [_("Choose one file: the newer version.")]
        return show_entry(work, queries.entry(work, opened.file.entry_id), refused=words), intake.status
    fresh = actions.replace_file(work, opened.file, intake.taken[0], limit=person_limit())
    flash(_("%(name)s is here. The earlier version can still be read.", name=fresh.name), "success")
    return redirect(url_for(".entry", entry_id=fresh.entry_id, _anchor="entry-files"), 303)


@bp.post("/portfolio/files/<int:file_id>/remove", needs=Permission.REMOVE_FILE, load=FILE)
def remove_file(work: Work, opened: OpenedFile) -> ResponseReturnValue:
    """Put it aside; the page of its entry offers to undo it."""
    actions.remove_file(work, opened.file)
    return redirect(url_for(".entry", entry_id=opened.file.entry_id, undo_file=opened.file_id), 303)


@bp.post("/portfolio/files/<int:file_id>/restore", needs=Permission.REMOVE_FILE, load=FILE)
def restore_file(work: Work, opened: OpenedFile) -> ResponseReturnValue:
    """Put it back."""
    actions.restore_file(work, opened.file)
    flash(_("%(name)s is back.", name=opened.file.name), "success")
    return redirect(url_for(".entry", entry_id=opened.file.entry_id, _anchor="entry-files"), 303)
