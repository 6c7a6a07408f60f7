"""Reading competences."""

from dataclasses import dataclass

from sqlalchemy import func, select

from foundation.refusals import NotFound
from foundation.work import Work
from qualification_files.models import Competence, WorkProcessCompetence


@dataclass(frozen=True)
class UsedCompetence:
    """A competence, and how many work processes call on it."""

    competence: Competence
    uses: int


def competences(work: Work) -> list[UsedCompetence]:
    """All of them: the standard ones by letter, then the environment's own."""
    uses = (
        select(func.count())
        .where(WorkProcessCompetence.competence_id == Competence.id)
        .correlate(Competence)
        .scalar_subquery()
    )
    rows = work.db.execute(select(Competence, uses).order_by(Competence.standard.desc(), Competence.letter))
    return [UsedCompetence(row, count) for row, count in rows]


def competences_to_choose(work: Work) -> list[Competence]:
    """Those that are not retired."""
    return list(
        work.db.scalars(
            select(Competence)
            .where(Competence.retired_at.is_(None))
            .order_by(Competence.standard.desc(), Competence.letter)
        )
    )


def competence(work: Work, competence_id: int) -> Competence:
    """This competence."""
    found = work.db.get(Competence, competence_id)
    if found is None:
        raise NotFound
    return found


def competence_numbers(work: Work) -> dict[str, int]:
    """Letter -> number, retired ones too: an official file may still call on them."""
    rows = work.db.execute(select(Competence.letter, Competence.id))
    return {row.letter: row.id for row in rows}


def competences_by_letter(work: Work) -> dict[str, Competence]:
    """Every one by its letter, retired ones too."""
    return {row.letter: row for row in work.db.scalars(select(Competence))}


def letter_taken(work: Work, letter: str, *, but: int | None = None) -> bool:
    """Whether another competence has this letter, in whatever case."""
    found = select(Competence.id).where(func.lower(Competence.letter) == letter.lower(), Competence.id != (but or 0))
    return work.db.scalar(found.limit(1)) is not None
