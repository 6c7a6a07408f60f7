"""The functions that people have."""

from sqlalchemy import func, select

from foundation.refusals import NotFound
from foundation.work import Work
from people.models import JobFunction, Membership
from people.queries.organisation.places import stands


def function(work: Work, function_id: int) -> JobFunction:
    """One function."""
    found = work.db.get(JobFunction, function_id)
    if found is None:
        raise NotFound
    return found


def functions(work: Work, *, retired: bool = False) -> list[JobFunction]:
    """The functions that can be given, by name; the retired ones too if asked."""
    statement = select(JobFunction).order_by(JobFunction.plain_name)
    return list(work.db.scalars(statement if retired else statement.where(JobFunction.retired_at.is_(None))))


def people_with_function(work: Work, function_id: int) -> list[int]:
    """The numbers of those who have this function now."""
    return sorted(
        set(work.db.scalars(select(Membership.person_id).where(Membership.function_id == function_id, stands())))
    )


def function_counts(work: Work) -> dict[int, int]:
    """How many people have each function now."""
    rows = (
        select(Membership.function_id, func.count(Membership.person_id.distinct()))
        .where(stands(), Membership.function_id.is_not(None))
        .group_by(Membership.function_id)
    )
    return {function_id: count for function_id, count in work.db.execute(rows) if function_id is not None}
