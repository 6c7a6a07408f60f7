"""The mapping of work processes, as it is decided about and as it is printed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from foundation.messages import Message, say, say_many
from qualification_files.queries.mapping import Decision, Pair
from qualification_files.rules import MappingOrigin
from qualification_files.rules.mapping import (
    Ground,
    Process,
    Proposal,
    indicators_alike,
    indicators_that_differ,
    likeness,
    propose,
    without_old,
)

NOWHERE = "none"  # as it is sent: no counterpart
ALL = 100  # per cent
AT_A_TIME = 25  # to choose for on one page: each offers every work process of the new version


@dataclass(frozen=True)
class MappingRow:
    """One work process of the earlier version, with what was decided or is proposed."""

    old: Process
    new: Process | None
    ground: Message
    kind: str
    indicators: Message | None
    pieces: int  # of evidence
    sure: bool
    decided: bool
    decided_by: str

    @property
    def is_left_open(self) -> bool:
        """Whether nothing is chosen yet: evidence is never left behind without somebody saying so."""
        return self.new is None and not self.decided and self.pieces > 0

    @property
    def value(self) -> str:
        """The choice as a form sends it."""
        return str(self.new.id) if self.new else NOWHERE


@dataclass(frozen=True)
class MappingPage:
    """Everything the page about the mapping shows."""

    doubtful: list[MappingRow]
    sure: list[MappingRow]
    decided: list[MappingRow]
    added: list[Process]
    choices: list[tuple[str, list[Process]]]  # the new work processes by core task

    @property
    def pages(self) -> int:
        """How many pages of doubtful ones there are."""
        return max(1, -(-len(self.doubtful) // AT_A_TIME))

    def doubtful_on(self, page: int) -> list[MappingRow]:
        """Those of this page."""
        return self.doubtful[(page - 1) * AT_A_TIME : page * AT_A_TIME]

    @property
    def total(self) -> int:
        """How many there are to decide about."""
        return len(self.doubtful) + len(self.sure) + len(self.decided)

    @property
    def words(self) -> Message:
        """How far it is."""
        return say("Decided: %(count)s of %(total)s work processes", count=len(self.decided), total=self.total)


@dataclass(frozen=True)
class ConversionRow:
    """One line of the conversion table."""

    old: Process | None  # none for what is new
    new: Process | None
    words: Message | None


def mapping_page(both: Pair, decided: Mapping[int, Decision], pieces: Mapping[int, int]) -> MappingPage:
    """Doubtful ones first, sure ones in one go, and what was decided; in the order of the earlier version."""
    after = {process.id: process for process in both.after}
    rows = [
        _decided_row(proposal.old, decided[proposal.old.id], after, pieces)
        if proposal.old.id in decided
        else _proposed_row(proposal, pieces)
        for proposal in propose(both.before, both.after)
    ]
    return MappingPage(
        doubtful=[row for row in rows if not row.decided and not row.sure],
        sure=[row for row in rows if not row.decided and row.sure],
        decided=[row for row in rows if row.decided],
        added=without_old(both.after, [row.new.id if row.new else None for row in rows]),
        choices=_choices(both.after),
    )


def conversion(both: Pair, decided: Mapping[int, Decision]) -> list[ConversionRow]:
    """The table from old to new, what has no counterpart and what is new included; made for screen, print and PDF."""
    after = {process.id: process for process in both.after}
    rows = [_conversion_row(process, decided.get(process.id), after) for process in both.before]
    known = [decision.row.new_id for decision in decided.values()]
    return [*rows, *(ConversionRow(None, process, say("new")) for process in without_old(both.after, known))]


def ground_words(ground: Ground, percentage: int) -> Message:
    """Why this one is proposed."""
    if ground is Ground.SAME:
        return say("same number, same name")
    if ground is Ground.SAME_NAME:
        return say("same name, another number")
    if ground is Ground.NUMBER:
        return say("same number, name alike %(percentage)s %%", percentage=percentage)
    if ground is Ground.NAME:
        return say("name alike %(percentage)s %%", percentage=percentage)
    if ground is Ground.INDICATORS and percentage == ALL:
        return say("another name, but the indicators are the same")
    if ground is Ground.INDICATORS:
        return say("another name, but %(percentage)s %% of the indicators are the same", percentage=percentage)
    return say("nothing alike was found")


def _proposed_row(proposal: Proposal, pieces: Mapping[int, int]) -> MappingRow:
    return MappingRow(
        old=proposal.old,
        new=proposal.new,
        ground=ground_words(proposal.ground, proposal.likeness),
        kind="open" if proposal.sure else "attention",
        indicators=None if proposal.ground is Ground.INDICATORS else _indicator_words(proposal.old, proposal.new),
        pieces=pieces.get(proposal.old.id, 0),
        sure=proposal.sure,
        decided=False,
        decided_by="",
    )


def _decided_row(
    old: Process, decision: Decision, after: Mapping[int, Process], pieces: Mapping[int, int]
) -> MappingRow:
    new = after.get(decision.row.new_id or 0)
    return MappingRow(
        old=old,
        new=new,
        ground=_decision_words(decision, old, new),
        kind="ok" if new else "quiet",
        indicators=None if decision.row.origin is MappingOrigin.INDICATORS else _indicator_words(old, new),
        pieces=pieces.get(old.id, 0),
        sure=True,
        decided=True,
        decided_by=decision.decided_by,
    )


def _decision_words(decision: Decision, old: Process, new: Process | None) -> Message:
    if new is None:
        return say("no counterpart")
    if decision.row.origin is MappingOrigin.BY_HAND:
        return say("chosen by hand")
    if decision.row.origin is MappingOrigin.INDICATORS:
        return ground_words(Ground.INDICATORS, indicators_alike(old, new))
    if old.name.casefold() == new.name.casefold():
        return ground_words(Ground.SAME if old.number == new.number else Ground.SAME_NAME, 100)
    ground = Ground.NUMBER if decision.row.origin is MappingOrigin.CODE else Ground.NAME
    return ground_words(ground, likeness(old.name, new.name))


def _indicator_words(old: Process, new: Process | None) -> Message | None:
    if new is None or not (old.indicators or new.indicators):
        return None
    differ = indicators_that_differ(old, new)
    if not differ:
        return say("the indicators are the same")
    return say_many("%(count)s indicator differs", "%(count)s indicators differ", differ)


def _conversion_row(old: Process, decision: Decision | None, after: Mapping[int, Process]) -> ConversionRow:
    if decision is None:
        return ConversionRow(old, None, say("not decided yet"))
    new = after.get(decision.row.new_id or 0)
    return ConversionRow(old, new, _indicator_words(old, new) if new else say("no counterpart"))


def _choices(processes: Sequence[Process]) -> list[tuple[str, list[Process]]]:
    found: dict[str, list[Process]] = {}
    for process in processes:
        found.setdefault(process.task, []).append(process)
    return list(found.items())
