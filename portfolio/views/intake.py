"""What comes in with a form that has files: bytes are kept before any lock is held, and outlast a form shown again."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, BinaryIO, cast

from flask import current_app, flash, request
from flask_babel import gettext as _
from flask_babel import ngettext
from itsdangerous import BadData, URLSafeTimedSerializer

from foundation.files import safe_name
from foundation.refusals import NotFound, Refusal
from foundation.scanning import ScannerSilent
from foundation.web.guard import current_actor, current_works
from foundation.web.uploads import person_limit, upload_limits
from foundation.web.words import said
from foundation.work import Work, WorkFactory
from portfolio import actions, queries
from portfolio.permissions import Permission
from portfolio.queries.notes import note
from portfolio.rules import Room

HOURS_KEPT = 6 * 3600  # as long a form shown again may wait before its files must be chosen once more
MOST_TOLD = 4  # refusals that fit in a cookie beside everything else
LONGEST_TOLD = 320


@dataclass(frozen=True)
class Intake:
    """The files of one request: those whose bytes are kept, and why the others are not."""

    taken: tuple[actions.TakenIn, ...] = ()
    refused: tuple[Refusal, ...] = ()

    @property
    def status(self) -> int:
        """What to answer when nothing of it could be taken in."""
        return self.refused[0].status if self.refused else 422

    @property
    def words(self) -> list[str]:
        """Why files were refused."""
        return [said(refusal.message) for refusal in self.refused]


def before_new_entry() -> Mapping[str, Any]:
    """Take in the files of somebody who may keep a portfolio."""
    with current_works().reading(current_actor()) as work:
        work.require(Permission.KEEP_PORTFOLIO)
        room = _room(work)
    return {"intake": _take_all(current_works(), room)}


def before_more_files(entry_id: int) -> Mapping[str, Any]:
    """Take in the files for an entry that may be edited; nothing is kept for one that may not."""
    with current_works().reading(current_actor()) as work:
        opened = queries.entry(work, entry_id)
        if not work.allows(Permission.SEE_ENTRY, opened):
            raise NotFound
        work.require(Permission.EDIT_ENTRY, opened)
        room = _room(work)
    return {"intake": _take_all(current_works(), room)}


def before_new_note(person_id: int) -> Mapping[str, Any]:
    """Take in the files for a note about somebody, from who may write one."""
    with current_works().reading(current_actor()) as work:
        portfolio = queries.portfolio(work, person_id)
        if not work.allows(Permission.SEE_NOTES, portfolio):
            raise NotFound
        work.require(Permission.ADD_NOTE, portfolio)
    return {"intake": _take_all(current_works())}


def before_note_change(note_id: int) -> Mapping[str, Any]:
    """Take in more files for a note, from who may change it."""
    with current_works().reading(current_actor()) as work:
        opened = note(work, note_id)
        if not work.allows(Permission.SEE_NOTE, opened):
            raise NotFound
        work.require(Permission.EDIT_NOTE, opened)
    return {"intake": _take_all(current_works())}


def before_newer_version(file_id: int) -> Mapping[str, Any]:
    """Take in the newer version of a file that may be replaced; nothing is kept for another."""
    with current_works().reading(current_actor()) as work:
        opened = queries.file(work, file_id)
        if not work.allows(Permission.SEE_FILE, opened):
            raise NotFound
        work.require(Permission.REPLACE_FILE, opened)
        room = _room(work)
    return {"intake": _take_all(current_works(), room)}


def tell(intake: Intake, added: int) -> None:
    """Say what was added and what was not, and why."""
    if added:
        flash(ngettext("%(num)s file was added.", "%(num)s files were added.", added), "success")
    if intake.taken and not added and not intake.refused:
        flash(_("These files were here already."), "info")
    for words in intake.words[:MOST_TOLD]:
        flash(words if len(words) <= LONGEST_TOLD else words[: LONGEST_TOLD - 1] + "…", "danger")
    more = len(intake.refused) - MOST_TOLD
    if more > 0:
        flash(ngettext("%(num)s more file was refused.", "%(num)s more files were refused.", more), "danger")


def tell_given_up(names: Sequence[str]) -> None:
    """Say which files are missing because they never came in whole."""
    for name in names[:MOST_TOLD]:
        flash(_("%(name)s was never sent completely, so it is not here. Add it again.", name=name), "danger")
    more = len(names) - MOST_TOLD
    if more > 0:
        flash(ngettext("%(num)s more file is missing.", "%(num)s more files are missing.", more), "danger")


def ticket(taken: actions.TakenIn) -> str:
    """Stands in a form shown again for a file whose bytes are kept; of use to its owner alone, for some hours."""
    return str(_tickets().dumps({"for": current_actor().id, **asdict(taken)}))


def kept_files() -> tuple[actions.TakenIn, ...]:
    """The files of an earlier attempt at the same form."""
    return tuple(found for text in request.form.getlist("kept")[:50] if (found := _redeemed(text)))


def _redeemed(text: str) -> actions.TakenIn | None:
    try:
        facts = _tickets().loads(text, max_age=HOURS_KEPT)
    except BadData:
        return None
    return actions.TakenIn(**facts) if facts.pop("for") == current_actor().id else None


def _tickets() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="portfolio-kept-file")


def uploaded_files(work: Work, form_key: str) -> tuple[actions.TakenIn, ...]:
    """The files that came in by themselves while the form was filled in; they belong to what it makes from now on."""
    return tuple(actions.use_uploads(work, form_key))


def _room(work: Work) -> Room:
    return queries.room_of(work, work.actor.id or 0, limit=person_limit())


def _take_all(works: WorkFactory, room: Room | None = None) -> Intake:
    taken, refused = [], []
    for upload in request.files.getlist("files"):
        if not upload.filename:
            continue  # browsers send an empty field along
        try:
            stream = cast(BinaryIO, upload.stream)
            room = _less(room, stream, upload.filename)
            taken.append(
                actions.take_in(works.storage, stream, upload.filename, limits=upload_limits(), scanner=works.scanner)
            )
        except ScannerSilent as silence:
            return Intake(refused=(silence,))  # asking about each of the others would only take longer
        except Refusal as refusal:
            refused.append(refusal)
    return Intake(tuple(taken), tuple(refused))


def _less(room: Room | None, stream: BinaryIO, name: str) -> Room | None:
    """The room that is left after this file, or a refusal of it."""
    if room is None:
        return None
    size = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    if not room.fits(size):
        raise actions.RefusedFile(safe_name(name), actions.NoRoomLeft(room))
    return replace(room, used=room.used + size)
