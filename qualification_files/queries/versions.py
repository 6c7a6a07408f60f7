"""Reading versions: the line a qualification stands in, and what may come next in it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from foundation.work import Work
from qualification_files.models import Qualification
from qualification_files.queries.qualifications import followers_of
from qualification_files.rules import QualificationState
from qualification_files.rules.versions import Standing

CAN_SUCCEED = (QualificationState.DRAFT, QualificationState.ACTIVE, QualificationState.DEACTIVATED)


@dataclass(frozen=True)
class Version:
    """One version in a line of them."""

    qualification: Qualification
    followers: int


def versions(work: Work, qualification_id: int) -> list[Version]:
    """The whole line this qualification stands in, the earliest first; in two statements however long it is."""
    start = select(Qualification.id, Qualification.predecessor_id).where(Qualification.id == qualification_id)
    line = start.cte("line", recursive=True)
    beside = aliased(Qualification)
    line = line.union(  # without doubles, so that it ends
        select(beside.id, beside.predecessor_id).join(
            line, or_(beside.id == line.c.predecessor_id, beside.predecessor_id == line.c.id)
        )
    )
    rows = {
        row.id: row for row in work.db.scalars(select(Qualification).where(Qualification.id.in_(select(line.c.id))))
    }
    followers = followers_of(work, list(rows))
    return [Version(row, followers.get(row.id, 0)) for row in _in_order(rows)]


def successors(work: Work, qualification_id: int) -> Sequence[Qualification]:
    """What comes directly after it."""
    return work.db.scalars(
        select(Qualification).where(Qualification.predecessor_id == qualification_id).order_by(Qualification.id)
    ).all()


def standing(work: Work, found: Qualification) -> Standing:
    """What decides about its next state."""
    later = successors(work, found.id)
    return Standing(
        state=found.state,
        followers=followers_of(work, [found.id]).get(found.id, 0),
        active_successor=any(row.state is QualificationState.ACTIVE for row in later),
    )


def has_earlier_in_use(work: Work, found: Qualification) -> bool:
    """Whether it would be activated beside an earlier version that is active."""
    if found.predecessor_id is None or found.state not in (QualificationState.DRAFT, QualificationState.DEACTIVATED):
        return False
    earlier = work.db.get(Qualification, found.predecessor_id)
    return earlier is not None and earlier.state is QualificationState.ACTIVE


def possible_successors(work: Work, found: Qualification, *, limit: int = 200) -> Sequence[Qualification]:
    """Drafts, and what is in use under the same code or dossier, that follow on nothing yet; the likeliest first."""
    alike = Qualification.code == found.code
    if found.dossier_code:
        alike = or_(alike, Qualification.dossier_code == found.dossier_code)
    offered = or_(Qualification.state == QualificationState.DRAFT, Qualification.state.in_(CAN_SUCCEED) & alike)
    return work.db.scalars(
        select(Qualification)
        .where(offered, Qualification.predecessor_id.is_(None), Qualification.id != found.id)
        .order_by(alike.desc(), (Qualification.name == found.name).desc(), Qualification.name, Qualification.id)
        .limit(limit)
    ).all()


def lock_lines(work: Work, *qualification_ids: int) -> None:
    """Hold the lines that these stand in until the end of this work, and read them anew."""
    numbers = {version.qualification.id for one in qualification_ids for version in versions(work, one)}
    work.db.scalars(
        select(Qualification)
        .where(Qualification.id.in_(numbers))
        .order_by(Qualification.id)  # in one order, so that two never wait for each other
        .with_for_update()  # race: two coordinators put the same qualifications after each other both ways
        .execution_options(populate_existing=True)
    ).all()


def _in_order(rows: dict[int, Qualification]) -> list[Qualification]:
    ordered: list[Qualification] = []
    waiting = sorted((row for row in rows.values() if row.predecessor_id not in rows), key=lambda row: row.id)
    while waiting:
        row = waiting.pop(0)
        ordered.append(row)
        waiting = (
            sorted((one for one in rows.values() if one.predecessor_id == row.id), key=lambda one: one.id) + waiting
        )
    return ordered
