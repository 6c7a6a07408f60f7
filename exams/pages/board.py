"""What the board's pages show: waiting results with what is unusual, and its decisions."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from exams.models import Sitting
from exams.permissions import Permission
from exams.queries import board as found
from exams.queries.objections import terms
from exams.rules.decisions import DecisionKind
from exams.rules.unusual import Remark, Unusual, unusual
from exams.rules.workdays import working_days_after, working_days_left
from foundation.messages import Message, say_many
from foundation.web.wording import lazy_gettext as _l
from foundation.work import Work

KINDS = {
    DecisionKind.RATIFICATION: _l("Ratification of results"),
    DecisionKind.EXEMPTION: _l("Exemption"),
    DecisionKind.CORRECTION: _l("Correction"),
    DecisionKind.OBJECTION: _l("Objection"),
    DecisionKind.APPEAL: _l("Appeal"),
    DecisionKind.ANNULMENT: _l("Annulment"),
}
UNUSUAL = {
    Unusual.SAMPLE: _l("A sample found it not in order"),
    Unusual.COACH: _l("An examiner guides the candidate"),
    Unusual.UNSIGNED: _l("A signature is missing"),
    Unusual.SHELVED: _l("A refused mark waits for a decision"),
    Unusual.CORRECTED: _l("Marks were changed after signing"),
    Unusual.THIRD: _l("A third examiner decided"),
    Unusual.DIFFERENCES: _l("The examiners differed much"),
    Unusual.MANY_POINTS: _l("Failed with many points"),
    Unusual.RECEIVED_LATE: _l("Marks came in late"),
    Unusual.CLOCK: _l("The clock of a tablet was wrong"),
    Unusual.CHANGED: _l("Many marks were given anew"),
    Unusual.OVERDUE: _l("Too late to be official in time"),
}


@dataclass(frozen=True, kw_only=True)
class WaitingResult:
    """A result that waits, what is unusual about it, and until when it should be official."""

    sitting: Sitting
    remarks: tuple[Remark, ...]
    official_by: date
    left: Message
    allowed: bool
    own: bool


def waiting_rows(work: Work, sittings: Sequence[Sitting]) -> list[WaitingResult]:
    """Each of these with what is unusual (9 statements); of one's own exam nothing is told."""
    if not sittings:
        return []
    known, limits, facts = terms(work), found.limits(work), found.unusual_facts(work, sittings)
    corrected = found.corrected_by(work, work.actor.id, sittings)
    rows = []
    for sitting in sittings:
        one, own = facts[sitting.id], sitting.candidate_id == work.actor.id
        official_by = working_days_after(one.signed_on, known.official_days, known.free)
        remarks = unusual(one, limits, today=work.today, official_by=official_by, free=known.free)
        rows.append(
            WaitingResult(
                sitting=sitting,
                remarks=() if own else remarks,
                official_by=official_by,
                left=_left(working_days_left(work.today, official_by, known.free)),
                allowed=work.allows(Permission.RATIFY, sitting) and sitting.id not in corrected,
                own=own,
            )
        )
    return rows


def _left(days: int) -> Message:
    if days < 0:
        return say_many("%(count)s working day late", "%(count)s working days late", -days)
    return say_many("%(count)s working day left", "%(count)s working days left", days)


@dataclass(frozen=True, kw_only=True)
class Overview:
    """What is unusual about a selection, before it is ratified."""

    rows: list[WaitingResult]
    kinds: list[tuple[str, int]]

    @property
    def unusual(self) -> list[WaitingResult]:
        """Those that can be ratified and have something unusual."""
        return [row for row in self.rows if row.remarks and row.allowed]

    @property
    def passed_over(self) -> list[WaitingResult]:
        """Those that somebody else has to ratify."""
        return [row for row in self.rows if not row.allowed]

    @property
    def allowed(self) -> list[WaitingResult]:
        """Those that will be final."""
        return [row for row in self.rows if row.allowed]

    @property
    def passed(self) -> int:
        """How many of them passed."""
        return sum(bool(row.sitting.passed) for row in self.allowed)


def overview(work: Work, sittings: Sequence[Sitting]) -> Overview:
    """The whole selection at a glance (9 statements)."""
    rows = waiting_rows(work, sittings)
    counts = Counter(remark.kind for row in rows if row.allowed for remark in row.remarks)
    kinds = [(str(UNUSUAL[kind]), counts[kind]) for kind in Unusual if counts[kind]]
    return Overview(rows=rows, kinds=kinds)
