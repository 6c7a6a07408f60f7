"""Whether what a file gives fits in a qualification here: the lengths and numbers that every format has to keep to."""

from collections import Counter
from collections.abc import Iterable, Iterator

from foundation.messages import Message, say
from qualification_files.formats.findings import Unplaceable
from qualification_files.formats.sbb.texts import clipped
from qualification_files.formats.values import CoreTask, QualificationFile

LONGEST_CODE = 40
MOST_CORE_TASKS = 200
MOST_WORK_PROCESSES = 1_000
MOST_INDICATORS = 5_000
MOST_KNOWLEDGE = 5_000
MOST_COMPETENCES = 200


def why_it_does_not_fit(content: QualificationFile) -> Unplaceable | None:
    """The first thing that stands in the way, with its place; none when all of it fits."""
    return next(_defects(content), None)


def _defects(content: QualificationFile) -> Iterator[Unplaceable]:
    here = say("the qualification")
    yield from _too_long(content.code, LONGEST_CODE, here, say("the code"))
    yield from _too_long(content.cohort, LONGEST_CODE, here, say("the cohort"))
    # What identifies a qualification is never cut.
    yield from _too_long(content.dossier.version, LONGEST_CODE, here, say("the edition"))
    yield from _too_long(content.name, 400, here, say("the name"))
    yield from _too_long(content.language, 5, here, say("the language"))
    yield from _too_long(content.dossier.code, 40, here, say("the code of the dossier"))
    yield from _too_long(content.dossier.name, 400, here, say("the name of the dossier"))
    if content.instruction is not None:
        yield from _too_long(content.instruction.title, 200, here, say("the title of the instruction"))
    if not content.name.strip():
        yield Unplaceable(say("It has no name."), where=here)
    if content.level is not None and not 1 <= content.level <= 8:
        yield Unplaceable(say("The level is %(level)s, and must be from 1 to 8.", level=content.level), where=here)
    yield from _too_many(content)
    yield from _twice((task.number for task in content.core_tasks), here)
    for task in content.core_tasks:
        yield from _of_core_task(task)


def _too_many(content: QualificationFile) -> Iterator[Unplaceable]:
    processes = [process for task in content.core_tasks for process in task.work_processes]
    where = say("the qualification")
    if len(content.core_tasks) > MOST_CORE_TASKS:
        yield Unplaceable(say("There are more than %(limit)s core tasks.", limit=MOST_CORE_TASKS), where=where)
    if len(processes) > MOST_WORK_PROCESSES:
        yield Unplaceable(say("There are more than %(limit)s work processes.", limit=MOST_WORK_PROCESSES), where=where)
    if sum(len(process.indicators) for process in processes) > MOST_INDICATORS:
        yield Unplaceable(say("There are more than %(limit)s indicators.", limit=MOST_INDICATORS), where=where)
    if sum(len(task.knowledge) for task in content.core_tasks) > MOST_KNOWLEDGE:
        yield Unplaceable(
            say("There are more than %(limit)s pieces of knowledge and skills.", limit=MOST_KNOWLEDGE), where=where
        )
    if len(content.competences) > MOST_COMPETENCES:
        yield Unplaceable(say("There are more than %(limit)s competences.", limit=MOST_COMPETENCES), where=where)


def _of_core_task(task: CoreTask) -> Iterator[Unplaceable]:
    here = say("core task %(number)s", number=clipped(task.number))
    yield from _part(task.number, task.name, here)
    yield from _twice((process.number for process in task.work_processes), here)
    for process in task.work_processes:
        yield from _part(process.number, process.name, say("work process %(number)s", number=clipped(process.number)))


def _part(number: str, name: str, where: Message) -> Iterator[Unplaceable]:
    if not number.strip():
        yield Unplaceable(say("“%(name)s” has no number.", name=clipped(name)), where=where)
    if not name.strip():
        yield Unplaceable(say("It has no name."), where=where)
    yield from _too_long(number, LONGEST_CODE, where, say("the number"))
    yield from _too_long(name, 500, where, say("the name"))


def _too_long(text: str, limit: int, where: Message, what: Message) -> Iterator[Unplaceable]:
    if len(text) > limit:
        words = say(
            "What is written for %(what)s has more than %(limit)s characters: %(written)s",
            what=what,
            limit=limit,
            written=clipped(text),
        )
        yield Unplaceable(words, where=where)


def _twice(numbers: Iterable[str], where: Message) -> Iterator[Unplaceable]:
    for number, times in Counter(numbers).items():
        if times > 1:
            yield Unplaceable(
                say("Number %(number)s is there %(times)s times.", number=clipped(number), times=times), where=where
            )
