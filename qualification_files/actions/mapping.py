"""Saying where the work processes of the earlier version went."""

from collections.abc import Mapping

from sqlalchemy.dialects import postgresql, sqlite

from foundation.messages import say
from foundation.refusals import Unreadable
from foundation.work import Work
from qualification_files.events import MappingDecided
from qualification_files.models import Qualification, WorkProcessMapping
from qualification_files.queries.mapping import decisions, pair
from qualification_files.rules import MappingOrigin
from qualification_files.rules.mapping import Proposal, propose, sure_proposals


def decide(work: Work, new: Qualification, chosen: Mapping[int, int | None]) -> None:
    """Old work process > new one, or none for "no counterpart"; what was decided otherwise before is replaced."""
    both = pair(work, new)
    before, after = {process.id for process in both.before}, {process.id for process in both.after}
    if not chosen.keys() <= before or not {number for number in chosen.values() if number is not None} <= after:
        raise Unreadable(say("These versions were changed meanwhile. Look again and choose once more."))
    known = decisions(work, new.id, both.old)
    fresh = {old: to for old, to in chosen.items() if old not in known or known[old].row.new_id != to}
    proposals = {proposal.old.id: proposal for proposal in propose(both.before, both.after)} if fresh else {}
    _keep(work, new, {old: (to, _origin(proposals[old], to)) for old, to in fresh.items()})


def accept_proposals(work: Work, new: Qualification, *, sure_only: bool = True) -> int:
    """Accept what is proposed and not decided yet, and say how many that were."""
    both = pair(work, new)
    known = decisions(work, new.id, both.old)
    proposed = (sure_proposals if sure_only else propose)(both.before, both.after)
    accepted = [proposal for proposal in proposed if proposal.old.id not in known]
    _keep(
        work,
        new,
        {proposal.old.id: (proposal.new.id if proposal.new else None, proposal.origin) for proposal in accepted},
    )
    return len(accepted)


def _origin(proposal: Proposal, chosen: int | None) -> MappingOrigin:
    proposed = proposal.new.id if proposal.new else None
    return proposal.origin if chosen is not None and chosen == proposed else MappingOrigin.BY_HAND


def _keep(work: Work, new: Qualification, decided: Mapping[int, tuple[int | None, MappingOrigin]]) -> None:
    if not decided:
        return
    dialect = postgresql if work.db.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(WorkProcessMapping)
    # Race: two coordinators decide about the same one at once. The later one stands, and both are in the audit.
    statement = statement.on_conflict_do_update(
        index_elements=["qualification_id", "old_id"],
        set_={name: statement.excluded[name] for name in ("new_id", "origin", "decided_at", "decided_by")},
    )
    work.db.execute(
        statement,
        [
            {
                "qualification_id": new.id,
                "old_id": old_id,
                "new_id": new_id,
                "origin": origin,
                "decided_at": work.now,
                "decided_by": work.actor.id,
            }
            for old_id, (new_id, origin) in decided.items()
        ],
    )
    work.emit(
        MappingDecided(
            qualification_id=new.id, decided=tuple((old_id, new_id) for old_id, (new_id, _) in decided.items())
        )
    )
