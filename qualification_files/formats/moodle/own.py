"""A framework that we wrote ourselves, read back to the letter."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from qualification_files.formats.moodle.markup import Section, exact, sections_in
from qualification_files.formats.values import (
    CoreTask,
    Dossier,
    Indicator,
    Knowledge,
    Part,
    QualificationFile,
    WorkProcess,
)
from qualification_files.rules import QualificationKind


@dataclass(frozen=True)
class Item:
    """One row: a competency."""

    row: int
    key: str
    parent: str
    name: str
    text: str


class _Foreign(Exception):
    """Something that we did not write; the file is read as anybody's then."""


def own_qualification(facts: Sequence[Section], name: str, items: Sequence[Item]) -> QualificationFile | None:
    """The qualification that was written to these rows; none when somebody changed them since."""
    texts = dict(facts)
    if "code" not in texts:
        return None
    try:
        return _qualification(texts, name, items)
    except (_Foreign, ValueError):
        return None


def _qualification(texts: Mapping[str, str], name: str, items: Sequence[Item]) -> QualificationFile:
    children: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        children[item.parent].append(item)
    return QualificationFile(
        code=texts["code"],
        name=texts.get("name", name),
        cohort=texts.get("cohort", ""),
        dossier=Dossier(version=texts.get("edition", "")),
        language=texts.get("language", "nl"),
        level=int(texts["level"]) if "level" in texts else None,
        kind=QualificationKind(texts.get("kind", QualificationKind.REGULAR)),
        valid_from=_day(texts, "valid-from"),
        intake_ends=_day(texts, "intake-ends"),
        programme_ends=_day(texts, "programme-ends"),
        description=texts.get("description", ""),
        core_tasks=tuple(_core_task(item, children) for item in children[""]),
    )


def _core_task(item: Item, children: Mapping[str, Sequence[Item]]) -> CoreTask:
    sections = _sections(item)
    texts = dict(sections)
    return CoreTask(
        number=texts.get("number", exact(item.key)),
        name=texts.get("name", exact(item.name)),
        part=Part(texts.get("part", Part.OWN)),
        complexity=texts.get("complexity", ""),
        complexity_extra=texts.get("complexity-extra", ""),
        responsibility=texts.get("responsibility", ""),
        responsibility_extra=texts.get("responsibility-extra", ""),
        knowledge=tuple(
            Knowledge(text, extra=name == "knowledge-extra")
            for name, text in sections
            if name in ("knowledge", "knowledge-extra")
        ),
        work_processes=tuple(_work_process(below, children) for below in children.get(item.key, ())),
    )


def _work_process(item: Item, children: Mapping[str, Sequence[Item]]) -> WorkProcess:
    texts = dict(_sections(item))
    return WorkProcess(
        number=texts.get("number", exact(item.key)),
        name=texts.get("name", exact(item.name)),
        description=texts.get("description", ""),
        description_extra=texts.get("description-extra", ""),
        result=texts.get("result", ""),
        result_extra=texts.get("result-extra", ""),
        behaviour=texts.get("behaviour", ""),
        behaviour_extra=texts.get("behaviour-extra", ""),
        knowledge_and_skills=texts.get("knowledge", ""),
        competences=tuple(texts.get("competences", "").split()),
        competences_extra=tuple(texts.get("competences-extra", "").split()),
        indicators=tuple(_indicator(below, children) for below in children.get(item.key, ())),
    )


def _indicator(item: Item, children: Mapping[str, Sequence[Item]]) -> Indicator:
    if item.key in children:
        raise _Foreign
    texts = dict(_sections(item))
    if "text-extra" in texts:
        return Indicator(texts["text-extra"], extra=True)
    return Indicator(texts.get("text", exact(item.name)))


def _sections(item: Item) -> Sequence[Section]:
    found = sections_in(item.text)
    if found is None:
        raise _Foreign
    return found


def _day(texts: Mapping[str, str], name: str) -> date | None:
    return date.fromisoformat(texts[name]) if name in texts else None
