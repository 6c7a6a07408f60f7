"""Reading competences."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select

from foundation.refusals import NotFound
from foundation.work import Work
from qualification_files.models import Competence, CoreTask, Qualification, WorkProcess, WorkProcessCompetence
from qualification_files.queries.lists import contains
from qualification_files.rules import natural_key

_USES = (
    select(func.count())
    .where(WorkProcessCompetence.competence_id == Competence.id)
    .correlate(Competence)
    .scalar_subquery()
)


@dataclass(frozen=True)
class UsedCompetence:
    """A competence, and how many work processes call on it."""

    competence: Competence
    uses: int


@dataclass(frozen=True)
class WantedCompetences:
    """What somebody wants to see of them."""

    words: str = ""
    kind: str = ""  # standard, own or retired
    sort: str = "letter"


@dataclass(frozen=True)
class Use:
    """A work process that calls on a competence, with what it stands in."""

    work_process: WorkProcess
    core_task: CoreTask
    qualification: Qualification


KINDS: Mapping[str, ColumnElement[bool]] = {
    "standard": Competence.standard.is_(True),
    "own": Competence.standard.is_(False),
    "retired": Competence.retired_at.is_not(None),
}
SORTS: Mapping[str, Callable[[UsedCompetence], tuple[object, ...]]] = {
    "letter": lambda row: (not row.competence.standard, natural_key(row.competence.letter)),
    "nl": lambda row: natural_key(row.competence.name_nl),
    "en": lambda row: natural_key(row.competence.name_en),
    "uses": lambda row: (row.uses,),
}


def competences(work: Work, wanted: WantedCompetences | None = None) -> list[UsedCompetence]:
    """All that match: the standard ones by letter and then the environment's own, unless another order is asked."""
    wanted = wanted or WantedCompetences()
    asked = [contains(wanted.words, Competence.letter, Competence.name_nl, Competence.name_en)]
    asked += [KINDS[wanted.kind]] if wanted.kind in KINDS else []
    found = [UsedCompetence(row, uses) for row, uses in work.db.execute(select(Competence, _USES).where(*asked))]
    in_order = sorted(found, key=SORTS["letter"])
    back = wanted.sort.startswith("-")
    return sorted(in_order, key=SORTS.get(wanted.sort.removeprefix("-"), SORTS["letter"]), reverse=back)


def uses_of(work: Work, competence: Competence) -> list[Use]:
    """Where this competence is called on, by qualification and number, in one statement."""
    rows = work.db.execute(
        select(WorkProcess, CoreTask, Qualification)
        .join(WorkProcess.core_task)
        .join(CoreTask.qualification)
        .join(WorkProcessCompetence, WorkProcessCompetence.work_process_id == WorkProcess.id)
        .where(WorkProcessCompetence.competence_id == competence.id)
        .order_by(Qualification.name, Qualification.id, CoreTask.position, WorkProcess.position)
    )
    return [Use(*row) for row in rows]


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
