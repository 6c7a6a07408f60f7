"""Staff notes about a candidate: reading, writing, changing and putting aside; never for that candidate."""

from uuid import uuid4

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.web.sending import send_original
from foundation.web.uploads import upload_limits
from foundation.web.words import said
from foundation.work import Work
from portfolio.actions import ChangedMeanwhile
from portfolio.actions import notes as deeds
from portfolio.events.notes import StaffNoteFileTaken, StaffNotesSeen
from portfolio.forms.notes import CATEGORIES, NoteForm
from portfolio.models import OpenedNote, OpenedNoteFile, Portfolio
from portfolio.permissions import Permission
from portfolio.queries import notes as found
from portfolio.queries import portfolio as portfolio_of
from portfolio.rules import NoteCategory
from portfolio.views.blueprint import NOTE, NOTE_FILE, NOTES, bp
from portfolio.views.intake import Intake, before_new_note, before_note_change, kept_files, tell, ticket


def notes_seen(_work: Work, opened: Portfolio | OpenedNote) -> StaffNotesSeen:
    """A look at the notes about somebody."""
    return StaffNotesSeen(person_id=opened.owner_id)


def note_file_taken(_work: Work, opened: OpenedNoteFile) -> StaffNoteFileTaken:
    """A file of a note was opened."""
    return StaffNoteFileTaken(person_id=opened.owner_id, file_id=opened.file.id)


@bp.get("/portfolios/<int:person_id>/notes", needs=Permission.SEE_NOTES, load=NOTES, records=notes_seen)
def notes(work: Work, portfolio: Portfolio) -> ResponseReturnValue:
    """The notes about a candidate, newest day first."""
    wanted = _wanted(work, portfolio)
    return render_template(
        "portfolio/notes/list.html",
        page=found.notes(work, wanted),
        wanted=wanted,
        portfolio=portfolio,
        categories=CATEGORIES,
        writes=work.allows(Permission.ADD_NOTE, portfolio),
        undo=request.args.get("undo", type=int),
    )


@bp.get("/portfolios/<int:person_id>/notes/new", needs=Permission.ADD_NOTE, load=NOTES)
def new_note(work: Work, portfolio: Portfolio) -> ResponseReturnValue:
    """Write something down."""
    form = NoteForm.of(work.today, noted_on=work.today)
    form.form_key.data = str(uuid4())
    return _show_new(portfolio, form, Intake())


@bp.post(
    "/portfolios/<int:person_id>/notes/new",
    needs=Permission.ADD_NOTE,
    load=NOTES,
    before=before_new_note,
    takes_files=True,
)
def add_note(work: Work, portfolio: Portfolio, *, intake: Intake) -> ResponseReturnValue:
    """Keep it, with its files."""
    form = NoteForm.of(work.today)
    intake = Intake(kept_files() + intake.taken, intake.refused)
    if not form.validate():
        return _show_new(portfolio, form, intake), 422
    note = deeds.add_note(work, portfolio.owner_id, _facts(work, form), form_key=form.key)
    added = deeds.add_note_files(work, note, intake.taken)
    tell(intake, added)
    flash(_("Your note is kept."), "success")
    return redirect(url_for(".notes", person_id=portfolio.owner_id, _anchor=f"note-{note.id}"), 303)


@bp.get("/portfolio/notes/<int:note_id>/edit", needs=Permission.EDIT_NOTE, load=NOTE, records=notes_seen)
def edit_note(work: Work, opened: OpenedNote) -> ResponseReturnValue:
    """Change what it says."""
    note = opened.note
    form = NoteForm.of(work.today, noted_on=note.noted_on, category=note.category.value, text=note.text)
    form.version.stand_at(note.version)
    return _show_edit(work, opened, form, Intake())


@bp.post(
    "/portfolio/notes/<int:note_id>/edit",
    needs=Permission.EDIT_NOTE,
    load=NOTE,
    before=before_note_change,
    records=notes_seen,
    takes_files=True,
)
def change_note(work: Work, opened: OpenedNote, *, intake: Intake) -> ResponseReturnValue:
    """Keep the change; when it was changed meanwhile, show both and keep nothing."""
    form = NoteForm.of(work.today)
    intake = Intake(kept_files() + intake.taken, intake.refused)
    if not form.validate():
        return _show_edit(work, opened, form, intake), 422
    try:
        deeds.change_note(work, opened.note_id, _facts(work, form), version=form.version.data or 0)
    except ChangedMeanwhile as conflict:
        form.form_errors.append(said(conflict.message))
        form.version.stand_at(opened.note.version)
        return _show_edit(work, opened, form, intake, standing=opened.note.text), 409
    tell(intake, deeds.add_note_files(work, opened.note, intake.taken))
    flash(_("Your note is kept."), "success")
    return redirect(url_for(".notes", person_id=opened.owner_id, _anchor=f"note-{opened.note_id}"), 303)


@bp.post("/portfolio/notes/<int:note_id>/remove", needs=Permission.REMOVE_NOTE, load=NOTE)
def remove_note(work: Work, opened: OpenedNote) -> ResponseReturnValue:
    """Put it aside; the next page offers to undo it."""
    deeds.remove_note(work, opened.note_id)
    return redirect(url_for(".notes", person_id=opened.owner_id, undo=opened.note_id), 303)


@bp.post("/portfolio/notes/<int:note_id>/restore", needs=Permission.REMOVE_NOTE, load=NOTE)
def restore_note(work: Work, opened: OpenedNote) -> ResponseReturnValue:
    """Put it back."""
    deeds.restore_note(work, opened.note_id)
    flash(_("The note is back."), "success")
    return redirect(url_for(".notes", person_id=opened.owner_id, _anchor=f"note-{opened.note_id}"), 303)


@bp.get("/portfolio/notes/files/<int:file_id>", needs=Permission.SEE_NOTE_FILE, load=NOTE_FILE, records=note_file_taken)
def note_file(work: Work, opened: OpenedNoteFile) -> ResponseReturnValue:
    """A file of a note, as a download."""
    file = opened.file
    return send_original(work, file.key, name=file.name, media_type=file.media_type, etag=file.sha256)


@bp.post("/portfolio/notes/files/<int:file_id>/remove", needs=Permission.REMOVE_NOTE_FILE, load=NOTE_FILE)
def remove_note_file(work: Work, opened: OpenedNoteFile) -> ResponseReturnValue:
    """Put it aside."""
    deeds.remove_note_file(work, opened)
    return redirect(url_for(".edit_note", note_id=opened.file.note_id, _anchor="note-files"), 303)


@bp.post("/portfolio/notes/files/<int:file_id>/restore", needs=Permission.REMOVE_NOTE_FILE, load=NOTE_FILE)
def restore_note_file(work: Work, opened: OpenedNoteFile) -> ResponseReturnValue:
    """Put it back."""
    deeds.restore_note_file(work, opened)
    return redirect(url_for(".edit_note", note_id=opened.file.note_id, _anchor="note-files"), 303)


def _wanted(work: Work, portfolio: Portfolio) -> found.WantedNotes:
    asked, removed = request.args.get("category", ""), "removed" in request.args
    own_alone = removed or not _reads_all(work, portfolio)
    return found.WantedNotes(
        portfolio.owner_id,
        words=request.args.get("q", "").strip(),
        category=NoteCategory(asked) if asked in set(NoteCategory) else None,
        author_id=work.actor.id if own_alone else None,
        removed=removed,
        page=request.args.get("page", 1, type=int),
    )


def _reads_all(work: Work, portfolio: Portfolio) -> bool:
    return work.allows(Permission.SEE_ALL_NOTES, portfolio)


def _facts(work: Work, form: NoteForm) -> deeds.NoteFacts:
    return deeds.NoteFacts(form.noted_on.data or work.today, NoteCategory(form.category.data), form.text.data or "")


def _show_new(portfolio: Portfolio, form: NoteForm, intake: Intake) -> str:
    return render_template(
        "portfolio/notes/edit.html",
        form=form,
        portfolio=portfolio,
        note=None,
        limits=upload_limits(),
        kept=[(file, ticket(file)) for file in intake.taken],
        refused=intake.words,
    )


def _show_edit(work: Work, opened: OpenedNote, form: NoteForm, intake: Intake, *, standing: str | None = None) -> str:
    return render_template(
        "portfolio/notes/edit.html",
        form=form,
        portfolio=portfolio_of(work, opened.owner_id),
        note=opened.note,
        limits=upload_limits(),
        kept=[(file, ticket(file)) for file in intake.taken],
        refused=intake.words,
        standing=standing,
    )
