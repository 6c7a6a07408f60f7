"""Puts evidence, rules, witnesses and assessors in place for the tests of quality."""

from sqlalchemy import select

from portfolio.actions import facts_of
from portfolio.models import (
    Entry,
    EntryFile,
    Evidence,
    EvidenceIndicator,
    EvidenceRule,
    GuestPass,
    PortfolioAssessor,
    WitnessStatement,
)
from portfolio.rules import EvidenceState, GuestKind
from portfolio.rules.guests import signed_for
from tests.portfolio.conftest import NUMBERS, uuid_of


def accepted(desk, keep, owner, work_process, title="Oak side table", *, state=EvidenceState.ACCEPTED, **facts):
    """An entry with evidence for a work process, as it stands once it was accepted."""
    entry = keep.entry(owner, title, **facts)
    keep.evidence(owner, entry, work_process)
    with desk.writing() as work:
        work.db.scalars(select(Evidence).where(Evidence.entry_id == entry.id)).one().state = state
    return entry


def shows(desk, entry, *indicators):
    """This evidence shows these indicators in particular."""
    with desk.writing() as work:
        evidence = work.db.scalars(select(Evidence).where(Evidence.entry_id == entry.id)).one()
        work.db.add_all(EvidenceIndicator(evidence_id=evidence.id, indicator_id=one.id) for one in indicators)


def ruled(desk, qualification, **asks):
    """The qualification asks this of evidence."""
    with desk.writing() as work:
        work.db.add(EvidenceRule(qualification_id=qualification.id, changed_at=work.now, **asks))


def witnessed(desk, entry):
    """A witness has signed for the entry as it is now."""
    with desk.writing() as work:
        found = work.db.get(Entry, entry.id)
        made = work.db.scalars(select(EntryFile).where(EntryFile.entry_id == entry.id))
        guest = GuestPass(
            owner_id=found.owner_id,
            entry_id=found.id,
            kind=GuestKind.WITNESS,
            name="Ina Boom",
            email="ina@bakery.example",
            language="en",
            token_hash=uuid_of(next(NUMBERS)),
            form_key=uuid_of(next(NUMBERS)),
            created_by=found.owner_id,
            created_at=work.now,
            expires_at=work.now,
        )
        work.db.add(guest)
        work.db.flush()
        statement = WitnessStatement(
            entry_id=found.id,
            guest_pass_id=guest.id,
            name=guest.name,
            statement="I saw it.",
            fingerprint=signed_for(facts_of(found), files=[(file.sha256, file.name) for file in made]),
            form_key=uuid_of(next(NUMBERS)),
            signed_at=work.now,
        )
        work.db.add(statement)


def assesses(desk, assessor, candidate):
    """The portfolio was given to this examiner."""
    with desk.writing() as work:
        work.db.add(PortfolioAssessor(candidate_id=candidate.id, assessor_id=assessor.id, assigned_at=work.now))
