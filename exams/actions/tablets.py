"""Tablets: taking exams along on one, and shutting one out that was lost."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from exams.events.tablets import TabletLetIn, TabletPrepared, TabletShutOut
from exams.models import Tablet
from exams.models.tablets import LOST
from exams.queries.tablets import is_shut_out, is_to_note, kept_for, live_tablets
from exams.rules.reading import JsonObject, id_at, text_at, unreadable
from exams.rules.tablets import LONGEST_BUILD, LONGEST_LABEL, MOST_SIGN_INS, MOST_TABLETS
from foundation.messages import say
from foundation.refusals import NotAllowed, Refusal
from foundation.work import Work
from people.actions import sign_ins
from people.models import SignIn

SECRET_BYTES = 32


class ShutOut(NotAllowed):
    """The tablet that asks was shut out; it hears so in a way that it understands."""

    def __init__(self) -> None:
        super().__init__(say("This tablet was shut out. Ask an administrator to let it in again."))


@dataclass(frozen=True, kw_only=True)
class Device:
    """A tablet as it tells of itself."""

    id: UUID
    label: str
    build: str


def device(raw: JsonObject) -> Device:
    """The tablet that wants to be prepared; refused by name where what it says is not what it should be."""
    return Device(
        id=id_at(raw, "tablet"),
        label=_short_at(raw, "label", LONGEST_LABEL),
        build=_short_at(raw, "build", LONGEST_BUILD),
    )


def _short_at(raw: JsonObject, key: str, most: int) -> str:
    found = text_at(raw, key).strip()
    if len(found) > most:
        raise unreadable(key)
    return found


def refuse_shut_out(work: Work, tablet_id: UUID | None) -> None:
    """Take nothing from a tablet that was shut out (1 statement; none where no tablet is named)."""
    if is_shut_out(work, tablet_id):
        raise ShutOut


def prepare(work: Work, told: Device, sheet_ids: Sequence[int]) -> Tablet:
    """These sheets go along on this tablet from now on; whose it was before, it is the actor's now."""
    row = _held(work, told.id)
    if row.is_shut_out_for(work.actor.id):
        raise ShutOut
    if live_tablets(work, besides=told.id) >= MOST_TABLETS:
        raise Refusal(
            say(
                "You have %(most)s tablets in use already. Shut out those that you do not use any more under "
                "Today › Your tablets, then prepare this one.",
                most=MOST_TABLETS,
            )
        )
    taken_over = row.person_id if row.person_id != work.actor.id else None
    row.person_id = work.actor.id or 0
    _note_hands(work, row)
    row.label, row.build = told.label, told.build
    row.prepared_at = row.seen_at = work.now
    row.ends_at = work.now + kept_for(work)
    work.emit(
        TabletPrepared(
            tablet_id=str(told.id),
            person_id=row.person_id,
            sheet_ids=tuple(sheet_ids),
            taken_over_from=taken_over,
        )
    )
    return row


def _held(work: Work, tablet_id: UUID) -> Tablet:
    """The tablet, held until this work is done; a new one where it is not known yet."""
    facts: dict[str, object] = {
        "id": tablet_id,
        "person_id": work.actor.id,
        "secret": secrets.token_bytes(SECRET_BYTES),
        "hands": {},
        "label": "",
        "build": "",
        **dict.fromkeys(("made_at", "prepared_at", "seen_at", "ends_at"), work.now),
    }
    insert = postgresql.insert if work.db.get_bind().dialect.name == "postgresql" else sqlite.insert
    # Race: two pages of one new tablet prepare it at once, or somebody shuts it out at this very moment.
    work.db.execute(insert(Tablet).values(facts).on_conflict_do_nothing(index_elements=["id"]))
    held = select(Tablet).where(Tablet.id == tablet_id).with_for_update(of=Tablet)
    return work.db.scalars(held.execution_options(populate_existing=True)).one()


def _note_hands(work: Work, tablet: Tablet) -> None:
    """The actor has this tablet in hands, signed in as now."""
    person, before = str(work.actor.id), tablet.hands.get(str(work.actor.id), [])
    now = [work.actor.sign_in_id] if work.actor.sign_in_id else []
    kept = [*(one for one in before if one not in (*now, LOST)), *now][-MOST_SIGN_INS:]
    tablet.hands = {**tablet.hands, person: [LOST, *kept] if LOST in before else kept}


def note_seen(work: Work, tablet_id: UUID, proof: str = "") -> None:
    """This tablet was here just now; nobody who never prepared it changes anything about it."""
    held = select(Tablet).where(Tablet.id == tablet_id).with_for_update(of=Tablet)
    tablet = work.db.scalars(held.execution_options(populate_existing=True)).one_or_none()
    if tablet is None or not is_to_note(work, tablet, proof):
        return
    tablet.seen_at = work.now
    if tablet.was_in_hands_of(work.actor.id):
        _note_hands(work, tablet)


def shut_out(work: Work, tablet: Tablet) -> None:
    """End the sign-ins on this tablet and take nothing from it any more; that it is shut out already is no harm."""
    by_own = tablet.is_lost_to(tablet.shut_out_by)
    if tablet.shut_out_at and (not by_own or tablet.is_lost_to(work.actor.id)):
        return
    if work.actor.id == tablet.person_id:
        person = str(work.actor.id)
        tablet.hands = {**tablet.hands, person: [LOST, *tablet.hands.get(person, [])]}
    tablet.shut_out_at, tablet.shut_out_by = work.now, work.actor.id
    ended = _end_sign_ins(work, tablet)
    work.emit(TabletShutOut(tablet_id=str(tablet.id), person_id=tablet.person_id, ended_sign_in_ids=tuple(ended)))


def _end_sign_ins(work: Work, tablet: Tablet) -> list[int]:
    """Of everybody who ever prepared it; whoever shuts out a tablet of their own ends their own alone."""
    own = tablet.shut_out_by == tablet.person_id
    ended = []
    for person, numbers in sorted(tablet.hands.items()):
        if own and int(person) != tablet.person_id:
            continue
        of_them = (SignIn.person_id == int(person), SignIn.id.in_(numbers), SignIn.ended_at.is_(None))
        found = work.db.scalars(select(SignIn).where(*of_them).order_by(SignIn.id)).all()
        sign_ins.end_sign_ins(work, int(person), found)
        ended += [row.id for row in found]
    return ended


def let_in(work: Work, tablet: Tablet) -> None:
    """It may be prepared and send again; that it was not shut out is no harm.

    One of its people lets it in for themselves; whoever else shut it out, it stays so for them.
    """
    if not tablet.shut_out_at:
        return
    own = tablet.is_lost_to(work.actor.id)
    still = [int(one) for one in tablet.hands if own and int(one) != work.actor.id and tablet.is_lost_to(int(one))]
    if (
        tablet.is_shut_out_for(tablet.person_id) and tablet.seen_at > tablet.shut_out_at
    ):  # it knew, so its names are gone until it is prepared again
        tablet.ends_at = min(tablet.ends_at, tablet.shut_out_at)
    tablet.hands = {
        person: [one for one in numbers if one != LOST or int(person) in still]
        for person, numbers in tablet.hands.items()
    }
    tablet.shut_out_at, tablet.shut_out_by = (tablet.shut_out_at, still[0]) if still else (None, None)
    work.emit(TabletLetIn(tablet_id=str(tablet.id), person_id=tablet.person_id))
