"""A portfolio to read from beginning to end: on a page from disk and on paper."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from foundation.messages import Message, say
from foundation.web.words import day, said
from portfolio.formats.values import (
    EntryInside,
    EvidenceInside,
    PortfolioFile,
    QualificationInside,
    SaidAs,
    WorkProcessInside,
)
from portfolio.pages.reviews import STATES
from portfolio.rules import FIELDS
from qualification_files.rules import natural_key

WAYS: Mapping[SaidAs, Message] = {
    SaidAs.COMMENT: say("Comment"),
    SaidAs.ACCEPTED: say("Accepted"),
    SaidAs.RETURNED: say("Sent back"),
    SaidAs.WITHDRAWN: say("Acceptance withdrawn"),
    SaidAs.WITNESS: say("Signed by a witness"),
}


@dataclass(frozen=True)
class ToldEntry:
    """An entry with its facts label by label."""

    facts: Sequence[tuple[str, str]]
    states: Sequence[str]


@dataclass(frozen=True)
class ShownProcess:
    """A work process with the entries that show it."""

    process: WorkProcessInside
    shown: Sequence[tuple[EntryInside, EvidenceInside]]


@dataclass(frozen=True)
class ShownQualification:
    """A qualification with its work processes for which there is evidence, by core task."""

    qualification: QualificationInside
    tasks: Mapping[str, Sequence[ShownProcess]]


@dataclass(frozen=True)
class Reading:
    """The portfolio by entry and by qualification."""

    entries: Mapping[str, ToldEntry]
    qualifications: Sequence[ShownQualification]


def reading(portfolio: PortfolioFile) -> Reading:
    """Everything that is read about these entries, in the reader's language."""
    return Reading(
        entries={entry.key: _told(entry) for entry in portfolio.entries},
        qualifications=_by_qualification(portfolio.entries),
    )


def _told(entry: EntryInside) -> ToldEntry:
    facts = []
    for field in FIELDS[entry.kind]:
        value = getattr(entry.facts, field.name)
        if field.name in ("title", "description") or value in (None, ""):
            continue
        facts.append((said(field.told_label), str(value) if isinstance(value, int | str) else day(value)))
    return ToldEntry(facts, sorted({said(STATES[shown.state][1]) for shown in entry.evidence}))


def _by_qualification(entries: Sequence[EntryInside]) -> list[ShownQualification]:
    processes: dict[WorkProcessInside, list[tuple[EntryInside, EvidenceInside]]] = {}
    for entry in entries:
        for shown in entry.evidence:
            processes.setdefault(shown.work_process, []).append((entry, shown))
    found: dict[QualificationInside, dict[str, list[ShownProcess]]] = {}
    for process in sorted(processes, key=_order):
        tasks = found.setdefault(process.qualification, {})
        tasks.setdefault(process.core_task, []).append(ShownProcess(process, processes[process]))
    return [ShownQualification(qualification, tasks) for qualification, tasks in found.items()]


def _order(process: WorkProcessInside) -> tuple[object, ...]:
    of = process.qualification
    return of.name, of.code, of.cohort, natural_key(process.core_task), natural_key(process.number)
