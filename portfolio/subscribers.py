"""What portfolios do when something happens to qualifications, and when guests look."""

from sqlalchemy import update

from foundation.work import Work
from portfolio.actions.moving import bring_along, take_evidence_back
from portfolio.actions.quality import take_rule_along
from portfolio.events.guests import GuestLooked, GuestTookFile
from portfolio.models import GuestPass
from qualification_files.events import PeopleMoved, PeopleMovedBack, VersionMade
from qualification_files.queries.moves import version_move


def move_along(work: Work, event: PeopleMoved) -> None:
    """Who moves to the next version takes the evidence along."""
    move = version_move(work, event.move_id)
    mapping = {old: new for old, new in move.mapping if new is not None}
    bring_along(
        work, event.person_ids, mapping=mapping, old_id=event.old_id, new_id=event.new_id, move_id=event.move_id
    )


def move_back(work: Work, event: PeopleMovedBack) -> None:
    """Who is moved back leaves behind what the move had brought along."""
    take_evidence_back(work, event.person_ids, old_id=event.old_id, new_id=event.new_id, move_id=event.move_id)


def note_guest_look(work: Work, event: GuestLooked | GuestTookFile) -> None:
    """The owner's list of guests says when each was there last."""
    work.db.execute(update(GuestPass).where(GuestPass.id == event.guest_pass_id).values(seen_at=work.now))


def ask_the_same(work: Work, event: VersionMade) -> None:
    """A new version asks of evidence what the earlier one asked."""
    take_rule_along(work, qualification_id=event.qualification_id, predecessor_id=event.predecessor_id)
