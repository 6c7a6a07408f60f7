"""Guests: inviting them, letting them in by a code in the mail, and showing them out.

A link is worth nothing without a code, and a code nothing without the link. Both are only in the guest's mail: here are
their hashes. A guess is counted before it is judged, in work of its own, so many at once are not judged more often.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest
from secrets import randbelow

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.exc import IntegrityError

from foundation.messages import say
from foundation.refusals import NotFound, Refusal, TooMany, Unreadable
from foundation.secrets import keyed_hash, new_token, token_hash
from foundation.work import Work
from people.models import Person, SignInAttempt
from people.rules import plain_email
from portfolio.events.guests import (
    GuestCameIn,
    GuestCodeSent,
    GuestInvited,
    GuestLeft,
    GuestLinkSent,
    GuestProlonged,
    GuestWithdrawn,
)
from portfolio.models import GuestCode, GuestPass, GuestVisit
from portfolio.queries import guests as queries
from portfolio.queries.guests import GuestGone, OpenedPass, Sight
from portfolio.rules.guests import (
    CODE_TERM,
    MOST_CODES,
    MOST_CODES_A_DAY,
    MOST_DAYS,
    MOST_GUESSES,
    MOST_MAILS,
    MOST_PASSES,
    MOST_WRONG,
    VISIT_TERM,
    Invitation,
)

SEND_LINK, SEND_CODE = "portfolio.send-guest-link", "portfolio.send-guest-code"
HOUR, DAY, WINDOW = timedelta(hours=1), timedelta(days=1), timedelta(minutes=15)


@dataclass(frozen=True)
class Knock:
    """Somebody stands before the door: with which link, from where; `key` keys what is counted."""

    token: str
    address: str
    key: str

    @property
    def place(self) -> str:
        """Stands for where it comes from."""
        return keyed_hash(self.key, f"guest-address:{self.address}")


@dataclass(frozen=True)
class Guess:
    """A guess that was counted: which code it is held against, and how many more there may be."""

    code_id: int | None  # empty: there is no code that could be guessed any more
    left: int


def invite(work: Work, asked: Invitation, *, entry_id: int | None, form_key: str) -> GuestPass:
    """Let somebody from outside in, for a time; the pass that is there already when the same form comes twice."""
    earlier = _made_by(work, form_key)
    if earlier:
        return earlier
    owner = _locked_owner(work)
    if plain_email(asked.email) == plain_email(owner.email):
        raise Unreadable(say("This is your own address. Fill in the address of your guest."))
    _refuse_many(work, owner.id)
    guest = GuestPass(
        owner_id=owner.id,
        entry_id=entry_id,
        kind=asked.kind,
        name=asked.name,
        email=asked.email,
        organisation=asked.organisation,
        function=asked.function,
        message=asked.message,
        language=asked.language,
        token_hash=token_hash(new_token()),  # of a link that nobody has; the mail brings one
        form_key=form_key,
        created_by=owner.id,
        created_at=work.now,
        expires_at=work.now + timedelta(days=asked.days),
    )
    try:
        with work.db.begin_nested():  # race: the same form twice at once; the key is unique
            work.db.add(guest)
    except IntegrityError:
        return _made_by(work, form_key) or _unknown_form()
    work.emit(
        GuestInvited(
            person_id=owner.id, guest_pass_id=guest.id, entry_id=entry_id, kind=asked.kind, until=guest.expires_at
        )
    )
    _mail_link(work, guest)
    return guest


def prolong(work: Work, opened: OpenedPass, *, days: int) -> GuestPass:
    """From now on for so many days more; refused once it was withdrawn."""
    _locked_owner(work)
    guest = queries.locked_pass(work, opened.guest.id)
    _refuse_withdrawn(guest)
    if guest.expires_at <= work.now:
        _refuse_many(work, guest.owner_id)
    guest.expires_at = work.now + timedelta(days=max(1, min(days, MOST_DAYS)))
    work.emit(GuestProlonged(person_id=guest.owner_id, guest_pass_id=guest.id, until=guest.expires_at))
    return guest


def withdraw(work: Work, opened: OpenedPass) -> None:
    """Not any more, from this moment: link, codes and open pages are worth nothing."""
    guest = queries.locked_pass(work, opened.guest.id)
    if guest.revoked_at is not None:
        return
    guest.revoked_at = work.now
    still_on = (GuestVisit.guest_pass_id == guest.id) & GuestVisit.ended_at.is_(None)
    work.db.execute(update(GuestVisit).where(still_on).values(ended_at=work.now))
    work.emit(GuestWithdrawn(person_id=guest.owner_id, guest_pass_id=guest.id))


def mail_again(work: Work, opened: OpenedPass, *, key: str) -> None:
    """Send the mail once more, with a new link; the earlier one is worth nothing from then on."""
    guest = queries.locked_pass(work, opened.guest.id)
    _refuse_withdrawn(guest)
    if guest.expires_at <= work.now:
        raise Refusal(say("This invitation has expired. Prolong it first."))
    account = keyed_hash(key, f"guest-mail:{guest.id}")
    if queries.attempts(work, account=account, since=work.now - DAY) >= MOST_MAILS:
        raise TooMany(say("This guest was mailed several times today. Ask whether it ended up with unwanted mail."))
    work.db.add(SignInAttempt(at=work.now, account=account, address=account))
    _mail_link(work, guest)


def make_link(work: Work, pass_id: int) -> tuple[GuestPass, str] | None:
    """The pass and the token of its new link; nothing when it was withdrawn or has expired by now."""
    guest = queries.locked_pass(work, pass_id)
    if guest.revoked_at is not None or guest.expires_at <= work.now or not guest.owner.active:
        return None
    token = new_token()
    guest.token_hash = token_hash(token)
    work.emit(GuestLinkSent(person_id=guest.owner_id, guest_pass_id=guest.id))
    return guest, token


def open_link(work: Work, knock: Knock) -> GuestPass:
    """Whom this link invites. Looking at it uses nothing up: programs look at links in mail too.

    A right link works whatever else comes from the same address: a whole company or school may stand behind one.
    """
    try:
        return queries.linked_pass(work, token_hash(knock.token))
    except GuestGone:
        if queries.attempts(work, address=knock.place, since=work.now - WINDOW) >= MOST_WRONG:
            raise _closed() from None
        raise


def ask_for_code(work: Work, knock: Knock) -> GuestPass:
    """Mail a code to the guest's own address; asked for too often it is refused."""
    guest = _knock(work, knock)
    account = keyed_hash(knock.key, f"guest-code:{guest.id}")
    _one_at_a_time(work, guest.id)
    if _asked_too_often(work, account):
        raise TooMany(say("You asked for a code a few times just now. Look under spam too, or try again in an hour."))
    work.db.add(SignInAttempt(at=work.now, account=account, address=""))
    guest.seen_at = guest.seen_at or work.now
    work.later(SEND_CODE, key=f"{SEND_CODE}:{guest.id}", pass_id=guest.id)
    return guest


def make_code(work: Work, pass_id: int, *, key: str) -> tuple[GuestPass, str] | None:
    """The pass and a code for it, good for some minutes; earlier ones are worth nothing from now on."""
    guest = queries.locked_pass(work, pass_id)
    if guest.revoked_at is not None or guest.expires_at <= work.now or not guest.owner.active:
        return None
    work.db.execute(update(GuestCode).where(*_guessable(guest.id, work.now)).values(expires_at=work.now))
    code = f"{randbelow(1_000_000):06d}"
    hashed = _code_hash(key, guest.id, code)
    work.db.add(GuestCode(guest_pass_id=guest.id, code_hash=hashed, sent_at=work.now, expires_at=work.now + CODE_TERM))
    work.emit(GuestCodeSent(person_id=guest.owner_id, guest_pass_id=guest.id))
    return guest, code


def count_guess(work: Work, knock: Knock) -> Guess:
    """Count a guess, in work of its own, before it is judged."""
    guest = _knock(work, knock)
    # Race: many guesses at once. Each takes one of the few there are, by one UPDATE, before it is looked at.
    row = work.db.execute(
        update(GuestCode)
        .where(*_guessable(guest.id, work.now), GuestCode.attempts < MOST_GUESSES)
        .values(attempts=GuestCode.attempts + 1)
        .returning(GuestCode.id, GuestCode.attempts)
    ).first()
    return Guess(row[0], MOST_GUESSES - row[1]) if row else Guess(None, 0)


def come_in(work: Work, knock: Knock, guess: Guess, code: str, *, browser: str) -> tuple[GuestPass, str] | None:
    """The pass and the token of a visit if the code is right; it is good once."""
    guest = queries.linked_pass(work, token_hash(knock.token))
    stored = work.db.scalar(
        select(GuestCode.code_hash).where(GuestCode.id == guess.code_id, GuestCode.guest_pass_id == guest.id)
    )
    if not compare_digest(stored or "", _code_hash(knock.key, guest.id, code)):
        return None
    used = work.db.execute(  # race: the right code sent twice; one UPDATE finds it unused
        update(GuestCode)
        .where(GuestCode.id == guess.code_id, GuestCode.used_at.is_(None))
        .values(used_at=work.now)
        .returning(GuestCode.id)
    ).first()
    if used is None:
        return None
    token = new_token()
    visit = GuestVisit(
        guest_pass_id=guest.id,
        token_hash=token_hash(token),
        browser=browser[:200],
        started_at=work.now,
        expires_at=work.now + VISIT_TERM,
    )
    work.db.add(visit)
    work.db.flush()  # the event needs the number
    seen = {"confirmed_at": guest.confirmed_at or work.now, "seen_at": work.now}
    work.db.execute(update(GuestPass).where(GuestPass.id == guest.id).values(**seen))
    work.emit(GuestCameIn(person_id=guest.owner_id, guest_pass_id=guest.id, visit_id=visit.id))
    return guest, token


def leave(work: Work, found: Sight) -> None:
    """The visit ends in this browser; the link opens another one."""
    found.visit.ended_at = work.now
    work.emit(GuestLeft(person_id=found.guest.owner_id, guest_pass_id=found.pass_id, visit_id=found.visit.id))


def _made_by(work: Work, form_key: str) -> GuestPass | None:
    found = queries.pass_with_key(work, form_key)
    if found and found.owner_id != work.actor.id:
        _unknown_form()
    return found


def _unknown_form() -> GuestPass:
    raise Unreadable(say("This form is no longer valid. Open it again."))


def _locked_owner(work: Work) -> Person:
    # Race: two invitations at once would both find room for one more; the second waits for the first.
    owner = work.db.scalars(
        select(Person).where(Person.id == work.actor.id).with_for_update(key_share=True, of=Person)
    ).one_or_none()
    if owner is None:
        raise NotFound
    return owner


def _refuse_many(work: Work, owner_id: int) -> None:
    is_open, made = queries.count_passes(work, owner_id, made_since=work.now - DAY)
    if is_open >= MOST_PASSES:
        raise Refusal(
            say("You have %(count)s guests at this moment, and more cannot be. Withdraw one first.", count=is_open)
        )
    if made >= MOST_PASSES:
        raise TooMany(say("You invited %(count)s guests today. Invite more of them tomorrow.", count=made))


def _refuse_withdrawn(guest: GuestPass) -> None:
    if guest.revoked_at is not None:
        raise Refusal(say("This invitation was withdrawn. Invite your guest anew."))


def _mail_link(work: Work, guest: GuestPass) -> None:
    work.later(SEND_LINK, key=f"{SEND_LINK}:{guest.id}", pass_id=guest.id)


def _knock(work: Work, knock: Knock) -> GuestPass:
    """Whom the link invites; a link that is none is counted by where it comes from."""
    try:
        return open_link(work, knock)
    except GuestGone:
        work.remember(SignInAttempt(at=work.now, account="", address=knock.place))
        raise


def _closed() -> TooMany:
    return TooMany(say("There were too many attempts from here. Wait 15 minutes and try again."))


def _asked_too_often(work: Work, account: str) -> bool:
    within_hour = queries.attempts(work, account=account, since=work.now - HOUR)
    return (
        within_hour >= MOST_CODES or queries.attempts(work, account=account, since=work.now - DAY) >= MOST_CODES_A_DAY
    )


def _one_at_a_time(work: Work, pass_id: int) -> None:
    """Race: codes asked for many times at once; the next sees what the one before it counted."""
    queries.locked_pass(work, pass_id)


def _guessable(pass_id: int, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return GuestCode.guest_pass_id == pass_id, GuestCode.used_at.is_(None), GuestCode.expires_at > now


def _code_hash(key: str, pass_id: int, code: str) -> str:
    return keyed_hash(key, f"guest-code:{pass_id}:{code}")
