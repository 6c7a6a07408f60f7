"""Witnesses sign what they saw, for the text and the files that were before their eyes."""

from sqlalchemy.exc import IntegrityError

from foundation.messages import say
from foundation.refusals import NotAllowed, Refusal, TooMany, Unreadable
from foundation.work import Work
from portfolio.actions.entries import facts_of
from portfolio.events.guests import WitnessSigned
from portfolio.models import Entry, WitnessStatement
from portfolio.queries import guests as queries
from portfolio.queries.guests import SeenEntry
from portfolio.queries.subjects import locked_entry
from portfolio.rules.guests import MOST_STATEMENTS, Signing, signed_for

SEND_COPY = "portfolio.send-statement-copy"


class ReadAgain(Refusal):
    """The entry is no longer what the witness was looking at."""

    def __init__(self) -> None:
        super().__init__(
            say(
                "The entry was changed while you were writing. Look at it again and sign then; your text is still here."
            )
        )


def shown_now(work: Work, entry: Entry) -> str:
    """The fingerprint of what an entry tells and shows now: what a witness signs for."""
    files = [(file.sha256, file.name) for file in queries.standing_files(work, entry.id)]
    return signed_for(facts_of(entry), files=files)


def sign(work: Work, seen: SeenEntry, told: Signing, *, before_eyes: str, form_key: str) -> WitnessStatement:
    """Put it on record with what it was signed for; the one that is there already when the same form comes twice."""
    guest = seen.sight.guest
    if not seen.sight.signs:
        raise NotAllowed(say("You were asked to look, not to sign. Ask who invited you for another invitation."))
    earlier = _made_by(work, form_key, pass_id=guest.id)
    if earlier:
        return earlier
    queries.locked_pass(work, guest.id)  # race: many at once; each sees what the one before it signed
    refuse_many(work, guest.id)
    entry = locked_entry(work, seen.entry.id)  # race: what is signed for must not change before it is on record
    stands = shown_now(work, entry)
    if before_eyes != stands:
        raise ReadAgain
    statement = WitnessStatement(
        entry_id=entry.id,
        guest_pass_id=guest.id,
        name=told.name,
        organisation=told.organisation,
        function=told.function,
        relation=told.relation,
        statement=told.statement,
        fingerprint=stands,
        form_key=form_key,
        signed_at=work.now,
    )
    try:
        with work.db.begin_nested():  # race: the same form twice at once; the key is unique
            work.db.add(statement)
    except IntegrityError:
        return _made_by(work, form_key, pass_id=guest.id) or _unknown_form()
    work.emit(
        WitnessSigned(
            person_id=guest.owner_id,
            guest_pass_id=guest.id,
            entry_id=entry.id,
            statement_id=statement.id,
            fingerprint=stands,
        )
    )
    work.later(SEND_COPY, key=f"{SEND_COPY}:{statement.id}", once=True, statement_id=statement.id)
    return statement


def refuse_many(work: Work, pass_id: int) -> None:
    """Each statement stays for good and is mailed: a few of one guest, and no more."""
    if queries.count_statements(work, pass_id) >= MOST_STATEMENTS:
        raise TooMany(
            say("You signed %(count)s times, and more cannot be. Mail whoever invited you.", count=MOST_STATEMENTS)
        )


def _made_by(work: Work, form_key: str, *, pass_id: int) -> WitnessStatement | None:
    found = queries.statement_with_key(work, form_key)
    if found and found.guest_pass_id != pass_id:
        _unknown_form()
    return found


def _unknown_form() -> WitnessStatement:
    raise Unreadable(say("This form is no longer valid. Open it again."))
