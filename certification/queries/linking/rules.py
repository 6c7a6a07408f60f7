"""Reading rules of linking."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from certification.models import LinkRule
from certification.rules.linking.states import RuleState
from foundation.jobs.models import Job, JobState
from foundation.refusals import NotFound
from foundation.work import Work
from qualification_files.models import LinkGround
from qualification_files.queries.lists import Page, contains, page_of
from qualification_files.rules import LinkOrigin

SORTS = {"name": LinkRule.name, "state": LinkRule.state}


@dataclass(frozen=True)
class WantedRules:
    """What somebody wants to see of the rules."""

    words: str = ""
    state: str = ""
    sort: str = "name"
    page: int = 1


def rule(work: Work, rule_id: int) -> LinkRule:
    """One rule."""
    found = work.db.get(LinkRule, rule_id)
    if found is None:
        raise NotFound
    return found


def rules(work: Work, wanted: WantedRules) -> Page[LinkRule]:
    """A page of them, in two statements."""
    found = select(LinkRule).where(contains(wanted.words, LinkRule.name))
    if wanted.state in tuple(RuleState):
        found = found.where(LinkRule.state == RuleState(wanted.state))
    column = SORTS.get(wanted.sort.removeprefix("-"), LinkRule.name)
    first = column.desc() if wanted.sort.startswith("-") else column.asc()
    return page_of(work.db, found, number=wanted.page, order=[first, LinkRule.id.asc()])


def names_of_rules(work: Work, ids: Collection[int]) -> dict[int, str]:
    """How these are called; in one statement."""
    rows = work.db.execute(select(LinkRule.id, LinkRule.name).where(LinkRule.id.in_(ids)))
    return {row.id: row.name for row in rows}


def held_by_rules(work: Work, ids: Sequence[int]) -> dict[int, int]:
    """How many links each of these rules holds now; in one statement."""
    rows = work.db.execute(
        select(LinkGround.source_id, func.count())
        .where(
            LinkGround.origin == LinkOrigin.BY_RULE,
            LinkGround.source_id.in_(ids),
            LinkGround.ended_at.is_(None),
        )
        .group_by(LinkGround.source_id)
    )
    return {row[0]: row[1] for row in rows}


def job_of(work: Work, job_id: int | None) -> Job | None:
    """The job that carries it out, while it has not been done."""
    job = work.db.get(Job, job_id) if job_id else None
    return None if job is None or job.state is JobState.DONE else job


def rules_asking(work: Work, qualification_id: int) -> list[LinkRule]:
    """The rules that are on and ask for this qualification, by name; in one statement."""
    rows = work.db.scalars(select(LinkRule).where(LinkRule.state == RuleState.ON).order_by(LinkRule.name))
    return [row for row in rows if row.in_force and qualification_id in row.in_force["qualification_ids"]]
