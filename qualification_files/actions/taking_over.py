"""A file that comes again: a draft takes its changes over, and beside what is in use it becomes a new version (Q13)."""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import flag_modified

from foundation.messages import say
from foundation.refusals import Refusal
from foundation.work import Work
from qualification_files import queries
from qualification_files.actions.contents import build
from qualification_files.actions.qualifications import refuse_if_fixed
from qualification_files.actions.structure import StructurePart
from qualification_files.actions.structure_removals import kept_aside
from qualification_files.actions.versions import version_is_there
from qualification_files.events import ContentTakenOver, QualificationImported, SuccessorChosen
from qualification_files.formats import QualificationFile
from qualification_files.formats.differences import Differences, Edit, differences, task_pairs
from qualification_files.models import CoreTask, Indicator, Knowledge, Qualification, WorkProcess

Line = TypeVar("Line", Indicator, Knowledge)

# What the school decides itself, and what a draft is: a file does not change it.
KEPT = (
    *("id", "identifier", "code", "cohort", "edition", "version", "state", "kind", "link_by_default", "terms"),
    *("created_at", "activated_at", "public_since", "predecessor_id"),
)
INSTRUCTION = ("has_instruction", "instruction_title", "instruction_explanation", "instruction_text")


def take_over(
    work: Work,
    qualification: Qualification,
    content: QualificationFile,
    *,
    came_from: Mapping[str, object],
    seen: int | None = None,
) -> Differences:
    """The draft says what the content says, and what changed is given; what is the same stays the same row.

    Refused when the draft is no longer the version that somebody saw; what is taken out can be put back.
    """
    refuse_if_fixed(work, qualification)
    found = differences(queries.content_of(work, qualification.id), content)
    if not found:
        return found  # pressed twice
    if seen is not None and seen != qualification.version:
        raise Refusal(
            say(
                "Somebody changed this draft after you looked at what is different. Nothing was taken over. Look again."
            )
        )
    here = queries.structure(work, qualification.id)
    coming = build(work, content, letters=_known_letters(work, content), came_from=came_from)
    _keep_what_is_ours(here, coming, content)
    _give_numbers(here, coming)
    kept = [kept_aside(work, part) for part in _left_out(here, coming)]
    try:
        with work.db.begin_nested():
            _make_way(work, here, coming)
            # Whatever changed, and if it is one line: the version moves along, as with every other change of the tree.
            flag_modified(work.db.merge(coming), "state")
    except IntegrityError as error:
        raise _held() from error
    work.db.add_all(kept)
    work.emit(
        ContentTakenOver(
            qualification_id=qualification.id,
            sha256=str(came_from.get("sha256", "")),
            added=found.count(Edit.ADDED),
            changed=found.count(Edit.CHANGED),
            removed=found.count(Edit.REMOVED),
        )
    )
    return found


def version_from(
    work: Work,
    old: Qualification,
    content: QualificationFile,
    *,
    cohort: str,
    edition: str,
    came_from: Mapping[str, object],
) -> Qualification:
    """A draft of the content as the next version of what is in use; that one stays as it is."""
    content = replace(
        content, cohort=cohort, dossier=replace(content.dossier, version=edition), link_by_default=old.link_by_default
    )
    if queries.identified(work, code=content.code, cohort=cohort, edition=edition) is not None:
        raise version_is_there(content.code, edition)
    made = build(work, content, letters=_known_letters(work, content), came_from=came_from)
    made.predecessor_id, made.terms = old.id, dict(old.terms)
    try:
        with work.db.begin_nested():
            work.db.add(made)
    except IntegrityError as error:  # race: somebody else made the same one since we looked
        raise version_is_there(content.code, edition) from error
    work.emit(QualificationImported(qualification_id=made.id, import_id=None, sha256=str(came_from.get("sha256", ""))))
    work.emit(SuccessorChosen(qualification_id=made.id, predecessor_id=old.id))
    return made


def _known_letters(work: Work, content: QualificationFile) -> dict[str, int]:
    known = queries.competence_numbers(work)
    processes = [process for task in content.core_tasks for process in task.work_processes]
    called = {letter for process in processes for letter in (*process.competences, *process.competences_extra)}
    if missing := sorted(called - known.keys()):
        raise Refusal(
            say(
                "It calls on competences that are not in your list: %(letters)s. Add them under Competences first.",
                letters=", ".join(missing),
            )
        )
    return known


def _keep_what_is_ours(here: Qualification, coming: Qualification, content: QualificationFile) -> None:
    for name in KEPT if content.instruction else (*KEPT, *INSTRUCTION):
        setattr(coming, name, getattr(here, name))


def _give_numbers(here: Qualification, coming: Qualification) -> None:
    """What belongs to a row that is here becomes that row, so that exams and evidence keep what they hold on to."""
    for both in task_pairs(here.core_tasks, coming.core_tasks, lambda task: task.work_processes):
        if both.tasks.old and both.tasks.new:
            _same_row(both.tasks.old, both.tasks.new)
            _number_lines(both.tasks.old.knowledge, both.tasks.new.knowledge)
        for pair in both.processes:
            if pair.old and pair.new:
                _number_process(pair.old, pair.new)


def _number_process(here: WorkProcess, coming: WorkProcess) -> None:
    _same_row(here, coming)
    for link in coming.competences:
        link.work_process_id = here.id
    _number_lines(here.indicators, coming.indicators)


def _number_lines(here: Sequence[Line], coming: Sequence[Line]) -> None:
    """Lines that say the same stay; of the others, what comes at the place of one that goes is that one, changed."""
    waiting: dict[str, deque[Line]] = defaultdict(deque)
    for line in here:
        waiting[line.text].append(line)
    new = []
    for line in coming:
        if waiting[line.text]:
            _same_row(waiting[line.text].popleft(), line)
        else:
            new.append(line)
    going = {line.position: line for lines in waiting.values() for line in lines}
    for line in new:
        if line.position in going:
            _same_row(going.pop(line.position), line)


def _same_row(
    here: CoreTask | WorkProcess | Indicator | Knowledge, coming: CoreTask | WorkProcess | Indicator | Knowledge
) -> None:
    coming.id = here.id
    if not isinstance(here, Knowledge) and not isinstance(coming, Knowledge):
        coming.identifier = here.identifier


def _left_out(here: Qualification, coming: Qualification) -> Iterable[StructurePart]:
    """The parts that go; what stands under one of them is kept with it."""
    stays = {(type(part), part.id) for part in _parts(coming)}
    for task in here.core_tasks:
        if (CoreTask, task.id) not in stays:
            yield task
            continue
        for process in task.work_processes:
            if (WorkProcess, process.id) not in stays:
                yield process
                continue
            yield from (one for one in process.indicators if (Indicator, one.id) not in stays)


def _parts(qualification: Qualification) -> Iterable[StructurePart]:
    for part in _numbered(qualification):
        yield part
        if isinstance(part, WorkProcess):
            yield from part.indicators


def _make_way(work: Work, here: Qualification, coming: Qualification) -> None:
    """Numbers that go elsewhere are set free first: no two parts may have one number, not even for a moment."""
    kept = {(type(part), part.id): part.number for part in _numbered(coming) if part.id}
    for part in _numbered(here):
        if kept.get((type(part), part.id)) != part.number:
            part.number = f"~{part.id}"
    work.db.flush()


def _numbered(qualification: Qualification) -> Iterable[CoreTask | WorkProcess]:
    for task in qualification.core_tasks:
        yield task
        yield from task.work_processes


def _held() -> Refusal:
    return Refusal(
        say(
            "Evidence or an exam holds on to a part that is not in this file any more, so nothing was changed. "
            "Make a new version from this file instead."
        )
    )
