"""A whole qualification as it is read: on screen, in public and on paper the same."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from foundation.messages import Message
from foundation.web.words import day, number, page_language
from qualification_files.models import CoreTask, Qualification, WorkProcess, WorkProcessCompetence
from qualification_files.pages.instruction import Instruction, instruction_of
from qualification_files.pages.structure import parts
from qualification_files.pages.words import KINDS, LANGUAGE_NAMES, Block, Sign, blocks, identity, state_sign
from qualification_files.rules import natural_key


@dataclass(frozen=True)
class Told:
    """A text under its heading, with what the profile adds to it."""

    heading: str
    own: list[Block]
    added: list[Block]


@dataclass(frozen=True)
class Item:
    """One of a list; `added` when the profile asks it on top of the base."""

    words: str
    added: bool


@dataclass(frozen=True)
class CalledOn:
    """A competence that a work process calls on."""

    letter: str
    name: str
    added: bool


@dataclass(frozen=True)
class ReadProcess:
    """A work process."""

    id: int
    number: str
    name: str
    texts: list[Told]
    lead: list[str]  # what the source says before its list of indicators
    indicators: list[Item]
    competences: list[CalledOn]


@dataclass(frozen=True)
class ReadTask:
    """A core task."""

    id: int
    number: str
    name: str
    texts: list[Told]
    knowledge: list[Item]
    processes: list[ReadProcess]


@dataclass(frozen=True)
class ReadingPage:
    """Everything there is to read."""

    name: str
    language: str
    draft: bool
    state: Sign
    identity: Message
    facts: list[tuple[str, str]]
    description: list[Block]
    instruction: Instruction | None
    parts: list[tuple[str, list[ReadTask]]]


def reading_page(row: Qualification, *, inside: bool = True) -> ReadingPage:
    """A qualification whose structure was read; the portfolio instruction is for who is inside the school."""
    return ReadingPage(
        name=row.name,
        language=row.language,
        draft=row.state == "draft",
        state=state_sign(row.state),
        identity=identity(row),
        facts=_facts(row),
        description=blocks(row.description),
        instruction=instruction_of(row) if inside else None,
        parts=[(heading, [_task(task) for task in tasks]) for heading, tasks in parts(row)],
    )


def _facts(row: Qualification) -> list[tuple[str, str]]:
    hours = _("%(hours)s hours", hours=number(row.study_load_hours)) if row.study_load_hours else ""
    pairs = (
        (_("Code"), row.code),
        (_("Cohort"), row.cohort),
        (_("Edition"), row.edition),
        (_("Level"), str(row.level or "")),
        (_("Kind"), str(KINDS[row.kind])),
        (_("Language"), str(LANGUAGE_NAMES.get(row.language, row.language))),
        (_("Valid from"), day(row.valid_from)),
        (_("End of intake"), day(row.intake_ends)),
        (_("End of the programme"), day(row.programme_ends)),
        (_("Type of programme"), row.programme_type),
        (_("Study load"), hours),
        (_("Dossier"), row.dossier_name),
    )
    return [(label, value) for label, value in pairs if value]


def _task(row: CoreTask) -> ReadTask:
    return ReadTask(
        id=row.id,
        number=row.number,
        name=row.name,
        texts=_told(
            (_("Complexity"), row.complexity, row.complexity_extra),
            (_("Responsibility and autonomy"), row.responsibility, row.responsibility_extra),
        ),
        knowledge=[Item(known.text, known.extra) for known in row.knowledge],
        processes=[_process(process) for process in row.work_processes],
    )


def _process(row: WorkProcess) -> ReadProcess:
    known = {_bare(indicator.text) for indicator in row.indicators}
    behaviour, lead = _apart(_beside(row.behaviour, known))
    added, _lead = _apart(_beside(row.behaviour_extra, known))
    return ReadProcess(
        id=row.id,
        number=row.number,
        name=row.name,
        texts=_told(
            (_("Description"), row.description, row.description_extra),
            (_("Desired result"), row.result, row.result_extra),
            (_("Behaviour"), "\n".join(behaviour), "\n".join(added)),
            (_("Professional knowledge and skills"), row.knowledge_and_skills, ""),
        ),
        lead=lead,
        indicators=[Item(indicator.text, indicator.extra) for indicator in row.indicators],
        competences=_called_on(row.competences),
    )


def _told(*texts: tuple[str, str, str]) -> list[Told]:
    return [Told(heading, blocks(own), blocks(added)) for heading, own, added in texts if own.strip() or added.strip()]


def _beside(behaviour: str, known: set[str]) -> list[str]:
    """The lines of the behaviour that are not among the indicators: nobody reads the same twice."""
    return [line for line in map(str.strip, behaviour.splitlines()) if line and _bare(line) not in known]


def _apart(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """What stands by itself, and what only leads to the list after it."""
    return [line for line in lines if not line.endswith(":")], [line for line in lines if line.endswith(":")]


def _bare(line: str) -> str:
    return line.removeprefix("- ").strip().rstrip(";.").rstrip()


def _called_on(links: Iterable[WorkProcessCompetence]) -> list[CalledOn]:
    dutch = page_language() == "nl"
    return [
        CalledOn(
            link.competence.letter, link.competence.name_nl if dutch else link.competence.name_en, added=link.extra
        )
        for link in sorted(links, key=lambda link: natural_key(link.competence.letter))
    ]
