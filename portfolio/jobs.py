"""What is done for portfolios outside requests."""

from collections.abc import Callable
from datetime import timedelta

from flask import current_app
from flask_babel import force_locale
from sqlalchemy import delete

from foundation import mail
from foundation.environment import NAME, setting
from foundation.files import MAY_TELL, DamagedDocument, DamagedPhoto, TooManyPixels, Unfathomable
from foundation.messages import say
from foundation.refusals import NotFound
from foundation.runner import Handlers, JobRun
from foundation.storage import Storage, TooLarge
from foundation.web.mail import Letter, public_url, render_mail
from foundation.web.uploads import person_limit, upload_limits
from foundation.web.words import said
from foundation.work import Work
from people.models import Person
from portfolio import actions, queries
from portfolio.actions import exports, guests, imports, places, witnesses
from portfolio.documents.making import PROGRAM, Asked, read_export
from portfolio.models import Entry, EntryFile, GuestCode, GuestPass, GuestVisit, PortfolioExport, PortfolioImport
from portfolio.pages.exports import EXPORTS
from portfolio.pages.guests import INVITATION, InvitationWords
from portfolio.pages.imports import kind_names
from portfolio.queries.exports import export_to_make, locked_export
from portfolio.queries.guests import standing_files, statement
from portfolio.queries.imports import locked_import, places_for
from portfolio.rules import ExportKind, PreviewState
from portfolio.rules.exports import export_name
from portfolio.rules.guests import CODE_TERM

TIDY_GUESTS = "portfolio.tidy-guests"
FORGET_EXPORTS = "portfolio.forget-exports"
LARGEST_EXPORT = 1 << 40  # bytes: films have limits of their own, a portfolio has none
TELLS_EVERY = 20  # files: each time costs a transaction
VISITS_KEPT = timedelta(days=30)


def register(handlers: Handlers) -> None:
    """Name the jobs of this package."""
    handlers.long(actions.MAKE_PREVIEW, make_derivatives, title=say("Making previews of your files"), needs_asker=False)
    handlers.short(guests.SEND_LINK, send_guest_link, title=say("Invite a guest"), needs_asker=False)
    handlers.short(guests.SEND_CODE, send_guest_code, title=say("Send a code to a guest"), needs_asker=False)
    handlers.short(
        witnesses.SEND_COPY, send_statement_copy, title=say("Send a witness what was signed"), needs_asker=False
    )
    handlers.short(TIDY_GUESTS, tidy_guests, title=say("Clear away old codes of guests"), needs_asker=False)
    handlers.schedule(TIDY_GUESTS, "35 3 * * *")
    handlers.long(exports.MAKE_EXPORT, make_export, title=say("Making a file of your portfolio"))
    handlers.short(FORGET_EXPORTS, exports.forget_expired_exports, title=say("Forget old exports"), needs_asker=False)
    handlers.long(imports.TAKE_IN_PORTFOLIO, take_in_portfolio, title=say("Taking in your entries"))
    handlers.schedule(FORGET_EXPORTS, "40 3 * * *")


def make_derivatives(run: JobRun, *, file_id: int) -> None:
    """Make what others are shown of a file. That takes long, and decoding much memory, so no lock is held then."""
    with run.reading() as work:
        file = _waiting(work, file_id)
        asked = (file.original_key, file.media_type) if file else None
        storage = work.storage
    if asked is None:
        return
    if asked[1] in MAY_TELL:
        _take_place_out(run, storage, file_id, *asked)
        return
    try:
        previews = actions.draw(storage, *asked)
    except (DamagedPhoto, DamagedDocument, TooManyPixels, TooLarge):
        previews = None
    with run.piece() as work:
        file = _waiting(work, file_id)
        if file:
            actions.note_previews(work, file, previews)


def _take_place_out(run: JobRun, storage: Storage, file_id: int, original_key: str, media_type: str) -> None:
    """Others are given a film or a sound without where it was made."""
    try:
        key = places.keep_without_place(storage, original_key, media_type)
    except Unfathomable:
        key = None
    with run.piece() as work:
        file = _waiting(work, file_id)
        if file:
            places.note_given(work, file, key)


def _waiting(work: Work, file_id: int) -> EntryFile | None:
    """The file, unless it is gone or was drawn by an earlier attempt."""
    try:
        file = queries.file(work, file_id).file
    except NotFound:
        return None
    return file if file.preview is PreviewState.WAITING else None


def send_guest_link(work: Work, *, pass_id: int) -> None:
    """Mail a guest the link, made here, so that it is written down nowhere else."""
    made = guests.make_link(work, pass_id)
    if made is None:
        return
    guest, token = made
    entry = work.db.get(Entry, guest.entry_id) if guest.entry_id else None
    words = InvitationWords(
        school=setting(work.db, NAME) or "Proefstuk",
        owner_name=guest.owner.name,
        guest_name=guest.name,
        kind=guest.kind,
        entry_title=entry.title if entry else "",
        message=guest.message,
        until=guest.expires_at,
        url=public_url("portfolio.guest", token=token),
    )
    letter = render_mail(INVITATION, guest.language, about=words)
    _mail_guest(work, guest, letter, reply_to=guest.owner.email)


def send_guest_code(work: Work, *, pass_id: int) -> None:
    """Mail a guest a code, made here."""
    made = guests.make_code(work, pass_id, key=str(current_app.secret_key))
    if made is None:
        return
    guest, code = made
    minutes = int(CODE_TERM.total_seconds() // 60)
    letter = render_mail(
        "portfolio_guest_code",
        guest.language,
        guest_name=guest.name,
        owner_name=guest.owner.name,
        code=f"{code[:3]} {code[3:]}",
        minutes=minutes,
    )
    _mail_guest(work, guest, letter)


def send_statement_copy(work: Work, *, statement_id: int) -> None:
    """Mail a witness what was signed, and what it was about."""
    signed = statement(work, statement_id)
    guest = work.db.get_one(GuestPass, signed.guest_pass_id)
    entry = work.db.get_one(Entry, signed.entry_id)
    files = standing_files(work, entry.id)
    as_signed = witnesses.shown_now(work, entry) == signed.fingerprint
    letter = render_mail(
        "portfolio_guest_statement",
        guest.language,
        owner_name=guest.owner.name,
        signed=signed,
        entry=entry if as_signed else None,  # changed since? Then the words it has now are not those that were signed
        files=[file.name for file in files],
    )
    _mail_guest(work, guest, letter, reply_to=guest.owner.email)


def tidy_guests(work: Work) -> None:
    """Forget codes and visits that are over; what guests did stays on record."""
    over = work.now - VISITS_KEPT
    for rows in (
        delete(GuestCode).where(GuestCode.expires_at < over),
        delete(GuestVisit).where(GuestVisit.expires_at < over),
    ):
        work.db.execute(rows.execution_options(synchronize_session=False))


def make_export(run: JobRun, *, export_id: int) -> None:
    """Make the file while no lock is held, keep it, and tell whoever asked; a second attempt begins anew."""
    with run.reading() as work:
        found = export_to_make(work, export_id)
        if found is None:
            return
        asked = Asked(export_id, setting(work.db, NAME) or PROGRAM, work.today)
        storage, made = work.storage, read_export(work, found.owner_id, found.kind, asked)
    language = found.language or current_app.config["BABEL_DEFAULT_LOCALE"]
    with force_locale(language), made.write(_teller(run, made.count)) as stream:
        blob = storage.put(stream, limit=LARGEST_EXPORT)
    with run.piece() as work:
        export = locked_export(work, export_id)
        if export is None or export.finished_at is not None:
            return  # thrown away meanwhile; the sweep takes the bytes
        name = export_name(export.kind, made.owner, work.today)
        exports.keep_export(work, export, blob, name=name, left_out=made.left_out)
        _mail_export(work, export, owner=made.owner)


def take_in_portfolio(run: JobRun, *, import_id: int) -> None:
    """Take in an uploaded portfolio, an entry at a time; a second attempt goes on after the last one that is in."""
    with run.reading() as work:
        row = work.db.get_one(PortfolioImport, import_id)
        key, chosen = row.file_key, set((row.chosen or {}).get("keys", ()))
        language = work.db.get_one(Person, row.owner_id).language
        storage, scanner, places = work.storage, work.scanner, places_for(work, row.owner_id)
    limits = upload_limits()
    with storage.open(key) as stream, imports.opened_portfolio(stream) as packed:
        with force_locale(language or current_app.config["BABEL_DEFAULT_LOCALE"]):
            portfolio = packed.titled(kind_names()).read.portfolio
        wanted = [entry for entry in portfolio.entries if entry.key in chosen]
        for place, entry in enumerate(wanted[run.done :], run.done + 1):
            files = imports.take_files(storage, scanner, packed, entry, limits=limits)
            with run.piece() as work:
                row = locked_import(work, import_id)
                imports.take_in_entry(work, row, portfolio, entry, files, places, room=person_limit())
                run.progress(place, len(wanted))
    with run.piece() as work:
        imports.finish_import(work, locked_import(work, import_id))


def _teller(run: JobRun, total: int) -> Callable[[int], None]:
    def tell(count: int) -> None:
        if count == total or count % TELLS_EVERY == 0:
            run.progress(min(count, total), total)

    return tell


def _mail_export(work: Work, export: PortfolioExport, *, owner: str) -> None:
    asker = work.db.get_one(Person, export.asked_by)
    language = export.options.get("language") or asker.language
    letter = (
        _letter_for_data_access(asker, export, owner, language)
        if export.kind is ExportKind.DATA_ACCESS
        else _letter_for_export(asker, export, language)
    )
    words = mail.Mail(to=asker.email, subject=letter.subject, text=letter.text, language=language or "")
    mail.queue(work, words, key=f"export:{export.id}")


def _letter_for_export(asker: Person, export: PortfolioExport, language: str | None) -> Letter:
    with force_locale(language or current_app.config["BABEL_DEFAULT_LOCALE"]):
        kind = said(EXPORTS[export.kind].label)
    return render_mail(
        "portfolio_export_ready",
        language,
        person_name=asker.name,
        kind=kind,
        url=public_url("portfolio.exports"),
        until=export.expires_at,
    )


def _letter_for_data_access(asker: Person, export: PortfolioExport, owner: str, language: str | None) -> Letter:
    return render_mail(
        "portfolio_data_access_ready",
        language,
        person_name=asker.name,
        owner_name=owner,
        url=public_url("portfolio.data_access", person_id=export.owner_id),
        until=export.expires_at,
    )


def _mail_guest(work: Work, guest: GuestPass, letter: Letter, *, reply_to: str = "") -> None:
    to, language = guest.email, guest.language
    words = mail.Mail(to=to, subject=letter.subject, text=letter.text, language=language, reply_to=reply_to)
    mail.queue(work, words)
