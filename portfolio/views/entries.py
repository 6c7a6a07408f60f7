"""Entries: the list, making one, its page, changing it, removing it and putting it back."""

from collections.abc import Sequence
from dataclasses import asdict
from enum import StrEnum
from typing import TypeVar
from uuid import UUID, uuid4

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.web.uploads import person_limit, upload_limits
from foundation.web.words import said
from foundation.work import Work
from portfolio import actions, pages, queries
from portfolio.events import EntrySeen, PortfolioSeen
from portfolio.forms import EntryForm
from portfolio.models import EntryDraft, OpenedEntry, Portfolio
from portfolio.permissions import Permission
from portfolio.queries import Gap
from portfolio.rules import FIELDS, STARR, EntryKind, EntryOrder, EntryStanding, change_key, changed
from portfolio.views.blueprint import ENTRY, OWN, PORTFOLIO, bp
from portfolio.views.entry_page import show_entry
from portfolio.views.gaps import gap_of
from portfolio.views.intake import Intake, before_new_entry, kept_files, tell, tell_given_up, ticket, uploaded_files

Choice = TypeVar("Choice", bound=StrEnum)
LONGEST_NUMBER = 10


def portfolio_seen(work: Work, portfolio: Portfolio) -> PortfolioSeen | None:
    """A look at the portfolio of somebody else."""
    return None if portfolio.owner_id == work.actor.id else PortfolioSeen(person_id=portfolio.owner_id)


def entry_seen(work: Work, opened: OpenedEntry) -> EntrySeen | None:
    """A look at an entry of somebody else."""
    if opened.owner_id == work.actor.id:
        return None
    return EntrySeen(person_id=opened.owner_id, entry_id=opened.entry_id)


@bp.get("/portfolio/entries", needs=Permission.KEEP_PORTFOLIO, load=OWN)
def entries(work: Work, portfolio: Portfolio) -> ResponseReturnValue:
    """One's own entries, newest first."""
    return _list(work, portfolio, own=True)


@bp.get("/portfolios/<int:person_id>/entries", needs=Permission.SEE_PORTFOLIO, load=PORTFOLIO, records=portfolio_seen)
def entries_of(work: Work, portfolio: Portfolio) -> ResponseReturnValue:
    """The entries of somebody else, to read."""
    return _list(work, portfolio, own=False)


@bp.get("/portfolio/entries/new", needs=Permission.KEEP_PORTFOLIO)
def new_entry(work: Work) -> ResponseReturnValue:
    """Choose a kind, then fill in its fields."""
    if "draft" in request.args:
        return _go_on(work, request.args["draft"])
    kind, gap = _kind(), gap_of(work, request.args.get("work_process", type=int))
    if kind is None:
        unfinished = pages.unfinished(work)
        return render_template("portfolio/choose_kind.html", kinds=pages.KINDS, gap=gap, unfinished=unfinished)
    followed = queries.followed(work, work.actor.id or 0)
    chosen = [gap.qualification_id] if gap else [row.id for row in followed if len(followed) == 1]
    form = EntryForm.of(kind, followed=followed, reasons=gap is not None, start={"qualifications": chosen})
    form.form_key.data = str(uuid4())
    form.work_process.data = gap.work_process.id if gap else None
    return _show_new(work, form, kind, gap, Intake())


@bp.post("/portfolio/entries/new", needs=Permission.KEEP_PORTFOLIO, before=before_new_entry, takes_files=True)
def add_entry(work: Work, *, intake: Intake) -> ResponseReturnValue:
    """Add it, with its files and the work process it was made for."""
    kind = _kind()
    if kind is None:
        return redirect(url_for(".new_entry"), 303)
    form = EntryForm.of(kind, followed=queries.followed(work, work.actor.id or 0), reasons=True)
    gap = gap_of(work, form.work_process.data)
    intake = Intake(kept_files() + intake.taken, intake.refused)
    if not form.validate():
        return _show_new(work, form, kind, gap, intake), 422
    # Before the entry is there: with it the draft goes, and with the draft what waited for it.
    given_up, came_in = queries.given_up(work, f"draft:{form.key}"), uploaded_files(work, form.key)
    entry = actions.add_entry(work, kind, form.facts, qualification_ids=form.chosen, form_key=form.key)
    added = actions.add_files(work, entry, came_in)
    added += actions.add_files(work, entry, intake.taken, limit=person_limit())
    if gap:
        actions.add_evidence(work, entry, [gap.work_process.id], reasoning=form.reasoning.data or "")
    tell(intake, len(added))
    tell_given_up(given_up)
    flash(_("“%(title)s” is in your portfolio.", title=entry.title), "success")
    return redirect(url_for(".entry", entry_id=entry.id), 303)


@bp.get("/portfolio/entries/<int:entry_id>", needs=Permission.SEE_ENTRY, load=ENTRY, records=entry_seen)
def entry(work: Work, opened: OpenedEntry) -> ResponseReturnValue:
    """An entry with its files and what it is evidence for."""
    return show_entry(work, opened)


@bp.get("/portfolio/entries/<int:entry_id>/edit", needs=Permission.EDIT_ENTRY, load=ENTRY)
def edit_entry(work: Work, opened: OpenedEntry) -> ResponseReturnValue:
    """Change what it tells."""
    entry, followed = opened.entry, queries.followed(work, opened.owner_id)
    draft = queries.own_draft(work, change_key(entry.id))
    if draft:
        form = EntryForm.of(entry.kind, followed=followed, typed=draft.told)
        standing = _standing(form, opened) if form.version.data != entry.version else ()
        form.version.stand_at(entry.version)
        return _show_edit(work, form, opened, standing=standing, draft=draft)
    chosen = [row.qualification_id for row in queries.relevant_for(work, entry.id)]
    start = {**asdict(actions.facts_of(entry)), "qualifications": chosen}
    form = EntryForm.of(entry.kind, followed=followed, start=start)
    form.version.stand_at(entry.version)
    return _show_edit(work, form, opened, standing=())


@bp.post("/portfolio/entries/<int:entry_id>/edit", needs=Permission.EDIT_ENTRY, load=ENTRY)
def change_entry(work: Work, opened: OpenedEntry) -> ResponseReturnValue:
    """Keep the change; when it was changed meanwhile, show both and keep nothing."""
    entry = opened.entry
    form = EntryForm.of(entry.kind, followed=queries.followed(work, opened.owner_id))
    if not form.validate():
        return _show_edit(work, form, opened, standing=()), 422
    version = form.version.data or 0
    try:
        actions.change_entry(work, entry.id, form.facts, qualification_ids=form.chosen, version=version)
    except actions.ChangedMeanwhile as conflict:
        form.form_errors.append(said(conflict.message))
        form.version.stand_at(entry.version)
        return _show_edit(work, form, opened, standing=_standing(form, opened)), 409
    flash(_("“%(title)s” is saved.", title=entry.title), "success")
    return redirect(url_for(".entry", entry_id=entry.id), 303)


@bp.post("/portfolio/entries/<int:entry_id>/remove", needs=Permission.REMOVE_ENTRY, load=ENTRY)
def remove_entry(work: Work, opened: OpenedEntry) -> ResponseReturnValue:
    """Put it aside; the next page offers to undo it."""
    actions.remove_entry(work, opened.entry_id)
    return redirect(url_for(".entries", undo=opened.entry_id), 303)


@bp.post("/portfolio/entries/<int:entry_id>/restore", needs=Permission.REMOVE_ENTRY, load=ENTRY)
def restore_entry(work: Work, opened: OpenedEntry) -> ResponseReturnValue:
    """Put it back."""
    actions.restore_entry(work, opened.entry_id)
    flash(_("“%(title)s” is back in your portfolio.", title=opened.entry.title), "success")
    return redirect(url_for(".entry", entry_id=opened.entry_id), 303)


@bp.get("/portfolio/entries/<int:entry_id>/previews", needs=Permission.SEE_ENTRY, load=ENTRY)
def previews(work: Work, opened: OpenedEntry) -> ResponseReturnValue:
    """For the page itself: whether the pictures it waits for are there."""
    waiting = queries.previews_waiting(work, opened.entry_id)
    return {"state": "running" if waiting else "done", "message": _("Previews are being made…")}


def _list(work: Work, portfolio: Portfolio, *, own: bool) -> str:
    followed = queries.followed(work, portfolio.owner_id)
    wanted = queries.WantedEntries(
        portfolio.owner_id,
        words=request.args.get("q", "").strip(),
        kind=_kind(),
        qualification_id=_number(request.args.get("qualification")),
        standing=_one_of(EntryStanding, request.args.get("state")),
        order=_one_of(EntryOrder, request.args.get("sort")) or EntryOrder.ADDED,
        by_time=request.args.get("view") == "timeline",
        removed=own and "removed" in request.args,
        page=request.args.get("page", 1, type=int),
    )
    return render_template(
        "portfolio/entries.html",
        list=pages.entry_list(work, wanted, followed),
        wanted=wanted,
        portfolio=portfolio,
        own=own,
        unfinished=pages.unfinished(work) if own and not wanted.removed else (),
        undo=request.args.get("undo", type=int) if own else None,
        undo_draft=_key(request.args.get("undo_draft", "")) if own else None,
    )


def _go_on(work: Work, form_key: str) -> ResponseReturnValue:
    """Open the form with what was typed in it."""
    key = _key(form_key)
    draft = queries.own_draft(work, key) if key else None
    if draft is None:
        return redirect(url_for(".entries"), 303)
    if draft.entry_id is not None:
        return redirect(url_for(".edit_entry", entry_id=draft.entry_id), 303)
    gap = gap_of(work, draft.work_process_id)
    followed = queries.followed(work, work.actor.id or 0)
    form = EntryForm.of(draft.kind, followed=followed, reasons=gap is not None, typed=draft.told)
    form.form_key.data = draft.form_key
    form.work_process.data = gap.work_process.id if gap else None
    return _show_new(work, form, draft.kind, gap, Intake(), draft=draft)


def _show_new(
    work: Work, form: EntryForm, kind: EntryKind, gap: Gap | None, intake: Intake, *, draft: EntryDraft | None = None
) -> str:
    if gap is None and "reasoning" in form:
        del form.reasoning
    return render_template(
        "portfolio/new_entry.html",
        kept_form=pages.kept_form(work, url_for(".save_draft", form_key=form.key), draft),
        form=form,
        kind=kind,
        words=pages.KINDS[kind],
        gap=gap,
        starr=STARR,
        limits=upload_limits(),
        kept=[(file, ticket(file)) for file in intake.taken],
        refused=intake.words,
        given_up=queries.given_up(work, f"draft:{form.key}"),
        upload_to=pages.upload_place(work, f"draft:{form.key}"),
    )


def _show_edit(
    work: Work,
    form: EntryForm,
    opened: OpenedEntry,
    *,
    standing: Sequence[tuple[str, object]],
    draft: EntryDraft | None = None,
) -> str:
    return render_template(
        "portfolio/edit_entry.html",
        kept_form=pages.kept_form(work, url_for(".save_change", entry_id=opened.entry_id), draft),
        form=form,
        entry=opened.entry,
        words=pages.KINDS[opened.entry.kind],
        standing=standing,
    )


def _standing(form: EntryForm, opened: OpenedEntry) -> list[tuple[str, object]]:
    """What stands now where it differs from what was typed, label by label."""
    now = actions.facts_of(opened.entry)
    differing = changed(now, form.facts)
    labels = {field.name: said(field.label) for field in FIELDS[opened.entry.kind]}
    return [(labels[name], getattr(now, name)) for name in differing if name in labels]


def _kind() -> EntryKind | None:
    return _one_of(EntryKind, request.args.get("kind"))


def _one_of(choices: type[Choice], value: str | None) -> Choice | None:
    return choices(value) if value in {choice.value for choice in choices} else None


def _number(value: str | None) -> int | None:
    return int(value) if value and value.isdecimal() and len(value) < LONGEST_NUMBER else None


def _key(text: str) -> str | None:
    try:
        return str(UUID(text))
    except ValueError:
        return None
