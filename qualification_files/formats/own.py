"""Our own JSON: everything that is in a qualification, so that what goes out comes in again without any loss."""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Final, TypeVar
from uuid import UUID

from foundation.messages import Message, say
from qualification_files.formats.findings import Remarks, Unplaceable
from qualification_files.formats.json_text import Json, Node, names_key, read_json
from qualification_files.formats.sbb.texts import clipped
from qualification_files.formats.values import (
    Competence,
    CoreTask,
    Dossier,
    FileReport,
    Indicator,
    Instruction,
    Knowledge,
    Part,
    QualificationFile,
    Refused,
    UnreadableFile,
    WorkProcess,
)
from qualification_files.rules import QualificationKind
from qualification_files.rules.terms import OF_A_QUALIFICATION, read_terms

NAME: Final = "proefstuk-qualification"
VERSION: Final = 1
MOST_QUALIFICATIONS = 500
MOST_REMARKS = 200
_LANGUAGE = re.compile(r"[a-z]{2}(-[A-Z]{2})?")

_FILE = {"format", "version", "qualifications", "$schema"}
_QUALIFICATION = {
    "identifier",
    "code",
    "cohort",
    "edition",
    "name",
    "language",
    "kind",
    "level",
    "description",
    "link_by_default",
    "valid_from",
    "intake_ends",
    "programme_ends",
    "programme_type",
    "study_load_hours",
    "occupational_group",
    "legal_requirements",
    "profile",
    "dossier",
    "terms",
    "instruction",
    "competences",
    "core_tasks",
}
_LEGAL = {"asked", "explanation", "source"}
_PROFILE = {"chapter", "source_id"}
_DOSSIER = {
    "code",
    "name",
    "status",
    "valid_from",
    "adopted_on",
    "adopted_by",
    "sector_chamber",
    "domain_code",
    "domain_name",
    "legal_requirements",
    "group_context",
    "group_attitude",
    "group_result",
    "source_id",
}
_INSTRUCTION = {"title", "explanation", "text"}
_COMPETENCE = {"code", "name", "name_en"}
_CORE_TASK = {
    "identifier",
    "number",
    "part",
    "name",
    "complexity",
    "complexity_extra",
    "responsibility",
    "responsibility_extra",
    "knowledge",
    "work_processes",
    "source_id",
}
_KNOWLEDGE = {"text", "extra", "source_id"}
_WORK_PROCESS = {
    "identifier",
    "number",
    "name",
    "description",
    "description_extra",
    "result",
    "result_extra",
    "behaviour",
    "behaviour_extra",
    "competences",
    "competences_extra",
    "knowledge_and_skills",
    "indicators",
    "source_id",
}
_INDICATOR = {"identifier", "text", "extra"}
State = TypeVar("State", bound=StrEnum)


def recognises(data: bytes, _name: str) -> bool:
    """Whether the file says that it is ours."""
    return names_key(data, NAME)


def write(content: QualificationFile) -> bytes:
    """A file with this one qualification."""
    return write_many([content])


def write_many(contents: Iterable[QualificationFile]) -> bytes:
    """A file with all of these, always written the same way."""
    whole = {"format": NAME, "version": VERSION, "qualifications": [_written(content) for content in contents]}
    return (json.dumps(whole, ensure_ascii=False, indent=2) + "\n").encode()


def read(data: bytes) -> FileReport:
    """Every qualification in the file, or the reason and the place why it is left out."""
    root = read_json(data)
    found = _qualifications(root)
    reader = _Reader(Remarks(MOST_REMARKS))
    reader.remark_unknown(root, _FILE)
    outcomes = [reader.outcome(node) for node in found]
    return FileReport(
        qualifications=tuple(outcome for outcome in outcomes if isinstance(outcome, QualificationFile)),
        refused=tuple(outcome for outcome in outcomes if isinstance(outcome, Refused)),
        warnings=reader.remarks.all(),
    )


def _qualifications(root: Node) -> "Iterable[Node]":
    try:
        if root.text("format", limit=100) != NAME:
            raise UnreadableFile(say("This is not a file of Proefstuk: “format” must be “%(name)s”.", name=NAME))
        if root.number("version", low=1, high=VERSION) is None:
            raise root.child("version").wrong(say("“%(name)s” is missing or empty.", name="version"))
        found = root.child("qualifications").elements()
    except Unplaceable as defect:
        raise UnreadableFile(say("%(where)s: %(reason)s", where=defect.where, reason=defect.message)) from defect
    if not found:
        raise UnreadableFile(say("There is no qualification in this file."))
    if len(found) > MOST_QUALIFICATIONS:
        raise UnreadableFile(
            say("The file holds more than %(limit)s qualifications. Divide it.", limit=MOST_QUALIFICATIONS)
        )
    return found


class _Reader:
    """Reads one qualification after the other and remembers what deserves a look."""

    def __init__(self, remarks: Remarks) -> None:
        self.remarks = remarks
        self._code: str | None = None  # of the qualification that is being read

    def outcome(self, node: Node) -> QualificationFile | Refused:
        """The qualification, or why it is left out as a whole."""
        self._code = None
        try:
            return self._qualification(node)
        except Unplaceable as defect:
            return Refused(self._code, defect.message, defect.where or node.where)

    def remark_unknown(self, node: Node, known: set[str]) -> None:
        """Say which fields are not ours; they are left out."""
        for name in node.unknown(known):
            if self.remarks.is_full:
                self.remarks.count_one()
                continue
            self.remarks.add(
                self._code, say("“%(name)s” is not known here and was left out.", name=clipped(name)), node.where
            )

    def _qualification(self, node: Node) -> QualificationFile:
        self._code = node.text("code", limit=40) or None
        self.remark_unknown(node, _QUALIFICATION)
        legal, profile = self._part(node, "legal_requirements", _LEGAL), self._part(node, "profile", _PROFILE)
        return QualificationFile(
            code=node.needed("code", limit=40),
            name=node.needed("name", limit=400),
            level=node.number("level", low=1, high=8),
            language=_language(node),
            valid_from=node.day("valid_from"),
            intake_ends=node.day("intake_ends"),
            programme_ends=node.day("programme_ends"),
            programme_type=node.text("programme_type", limit=100),
            study_load_hours=node.number("study_load_hours", low=0, high=999_999),
            description=node.text("description"),
            occupational_group=node.text("occupational_group"),
            legal_requirements=legal.yes_or_no("asked"),
            legal_requirements_explanation=legal.text("explanation"),
            legal_requirements_source=legal.text("source"),
            profile_chapter=profile.number("chapter", low=0, high=999) or 0,
            profile_source_id=profile.text("source_id", limit=200),
            core_tasks=tuple(self._core_task(task) for task in _distinct(node.many("core_tasks"), "number")),
            competences=tuple(self._competence(one) for one in _distinct(node.many("competences"), "code")),
            dossier=self._dossier(node),
            cohort=node.text("cohort", limit=40),
            kind=_state(node, "kind", QualificationKind, QualificationKind.REGULAR),
            link_by_default=node.yes_or_no("link_by_default") or False,
            terms=self._terms(node),
            instruction=self._instruction(node),
            identifier=node.identifier("identifier"),
        )

    def _part(self, node: Node, name: str, known: set[str]) -> Node:
        found = node.child(name)
        if found.value is None:
            return Node({}, found.path)
        self.remark_unknown(found, known)
        return found

    def _dossier(self, qualification: Node) -> Dossier:
        node = self._part(qualification, "dossier", _DOSSIER)
        return Dossier(
            code=node.text("code", limit=40),
            name=node.text("name", limit=400),
            version=qualification.text("edition", limit=40),
            status=node.text("status"),
            valid_from=node.day("valid_from"),
            adopted_on=node.day("adopted_on"),
            adopted_by=node.text("adopted_by"),
            sector_chamber=node.text("sector_chamber"),
            domain_code=node.text("domain_code"),
            domain_name=node.text("domain_name"),
            legal_requirements=node.yes_or_no("legal_requirements"),
            group_context=node.text("group_context"),
            group_attitude=node.text("group_attitude"),
            group_result=node.text("group_result"),
            source_id=node.text("source_id", limit=200),
        )

    def _terms(self, node: Node) -> Mapping[str, object]:
        found = node.child("terms")
        kept: dict[str, dict[str, Json]] = {}
        for language in found.fields() if found.value is not None else ():
            of_language = found.child(language)
            for term, word in of_language.fields().items():
                if read_terms({language: {term: word}}, OF_A_QUALIFICATION):
                    kept.setdefault(language, {})[term] = word
                else:
                    words = say("This cannot be used as a term here and was left out.")
                    self.remarks.add(self._code, words, of_language.child(term).where)
        return kept

    def _instruction(self, node: Node) -> Instruction | None:
        if node.child("instruction").value is None:
            return None
        found = self._part(node, "instruction", _INSTRUCTION)
        return Instruction(found.text("title", limit=200), found.text("explanation"), found.text("text"))

    def _competence(self, node: Node) -> Competence:
        self.remark_unknown(node, _COMPETENCE)
        return Competence(
            node.needed("code", limit=5).strip(), node.text("name", limit=200), node.text("name_en", limit=200)
        )

    def _core_task(self, node: Node) -> CoreTask:
        self.remark_unknown(node, _CORE_TASK)
        return CoreTask(
            number=node.needed("number", limit=40),
            part=_state(node, "part", Part, Part.OWN),
            name=node.needed("name", limit=500),
            complexity=node.text("complexity"),
            complexity_extra=node.text("complexity_extra"),
            responsibility=node.text("responsibility"),
            responsibility_extra=node.text("responsibility_extra"),
            knowledge=tuple(self._knowledge(known) for known in node.many("knowledge")),
            work_processes=tuple(self._work_process(one) for one in _distinct(node.many("work_processes"), "number")),
            source_id=node.text("source_id", limit=200),
            identifier=node.identifier("identifier"),
        )

    def _knowledge(self, node: Node) -> Knowledge:
        self.remark_unknown(node, _KNOWLEDGE)
        return Knowledge(node.needed("text"), node.yes_or_no("extra") or False, node.text("source_id", limit=200))

    def _work_process(self, node: Node) -> WorkProcess:
        self.remark_unknown(node, _WORK_PROCESS)
        return WorkProcess(
            number=node.needed("number", limit=40),
            name=node.needed("name", limit=500),
            description=node.text("description"),
            description_extra=node.text("description_extra"),
            result=node.text("result"),
            result_extra=node.text("result_extra"),
            behaviour=node.text("behaviour"),
            behaviour_extra=node.text("behaviour_extra"),
            competences=tuple(letter.as_text(limit=5).strip() for letter in node.many("competences")),
            competences_extra=tuple(letter.as_text(limit=5).strip() for letter in node.many("competences_extra")),
            indicators=tuple(self._indicator(one) for one in node.many("indicators")),
            source_id=node.text("source_id", limit=200),
            knowledge_and_skills=node.text("knowledge_and_skills"),
            identifier=node.identifier("identifier"),
        )

    def _indicator(self, node: Node) -> Indicator:
        self.remark_unknown(node, _INDICATOR)
        return Indicator(node.needed("text"), node.yes_or_no("extra") or False, node.identifier("identifier"))


def _distinct(nodes: Iterable[Node], name: str) -> Iterable[Node]:
    """The same nodes, as soon as no two of them have the same value under this name."""
    seen: set[str] = set()
    for node in nodes:
        written = node.text(name)
        if written in seen:
            raise node.child(name).wrong(say("“%(written)s” is there twice.", written=clipped(written)))
        seen.add(written)
        yield node


def _language(node: Node) -> str:
    written = node.text("language", limit=100) or "nl"
    if _LANGUAGE.fullmatch(written):
        return written
    raise node.child("language").wrong(say("“%(written)s” is not a language like nl or en.", written=clipped(written)))


def _one_of(node: Node, name: str, choices: Iterable[str], usual: str) -> str:
    written = node.text(name, limit=100) or usual
    if written in choices:
        return written
    raise node.child(name).wrong(_not_among(written, choices))


def _state(node: Node, name: str, states: type[State], usual: State) -> State:
    return states(_one_of(node, name, [str(state) for state in states], usual))


def _not_among(written: str, choices: Iterable[str]) -> Message:
    return say("“%(written)s” is not one of: %(choices)s.", written=clipped(written), choices=", ".join(choices))


def _written(content: QualificationFile) -> dict[str, object]:
    return {
        "identifier": _text_of(content.identifier),
        "code": content.code,
        "cohort": content.cohort,
        "edition": content.dossier.version,
        "name": content.name,
        "language": content.language,
        "kind": content.kind,
        "level": content.level,
        "description": content.description,
        "link_by_default": content.link_by_default,
        "valid_from": _text_of(content.valid_from),
        "intake_ends": _text_of(content.intake_ends),
        "programme_ends": _text_of(content.programme_ends),
        "programme_type": content.programme_type,
        "study_load_hours": content.study_load_hours,
        "occupational_group": content.occupational_group,
        "legal_requirements": {
            "asked": content.legal_requirements,
            "explanation": content.legal_requirements_explanation,
            "source": content.legal_requirements_source,
        },
        "profile": {"chapter": content.profile_chapter, "source_id": content.profile_source_id},
        "dossier": _dossier(content.dossier),
        "terms": dict(content.terms),
        "instruction": _instruction(content.instruction),
        "competences": [{"code": one.code, "name": one.name, "name_en": one.name_en} for one in content.competences],
        "core_tasks": [_core_task(task) for task in content.core_tasks],
    }


def _dossier(dossier: Dossier) -> dict[str, object]:
    return {
        "code": dossier.code,
        "name": dossier.name,
        "status": dossier.status,
        "valid_from": _text_of(dossier.valid_from),
        "adopted_on": _text_of(dossier.adopted_on),
        "adopted_by": dossier.adopted_by,
        "sector_chamber": dossier.sector_chamber,
        "domain_code": dossier.domain_code,
        "domain_name": dossier.domain_name,
        "legal_requirements": dossier.legal_requirements,
        "group_context": dossier.group_context,
        "group_attitude": dossier.group_attitude,
        "group_result": dossier.group_result,
        "source_id": dossier.source_id,
    }


def _instruction(instruction: Instruction | None) -> dict[str, str] | None:
    if instruction is None:
        return None
    return {"title": instruction.title, "explanation": instruction.explanation, "text": instruction.text}


def _core_task(task: CoreTask) -> dict[str, object]:
    return {
        "identifier": _text_of(task.identifier),
        "number": task.number,
        "part": task.part,
        "name": task.name,
        "complexity": task.complexity,
        "complexity_extra": task.complexity_extra,
        "responsibility": task.responsibility,
        "responsibility_extra": task.responsibility_extra,
        "source_id": task.source_id,
        "knowledge": [{"text": one.text, "extra": one.extra, "source_id": one.source_id} for one in task.knowledge],
        "work_processes": [_work_process(process) for process in task.work_processes],
    }


def _work_process(process: WorkProcess) -> dict[str, object]:
    return {
        "identifier": _text_of(process.identifier),
        "number": process.number,
        "name": process.name,
        "description": process.description,
        "description_extra": process.description_extra,
        "result": process.result,
        "result_extra": process.result_extra,
        "behaviour": process.behaviour,
        "behaviour_extra": process.behaviour_extra,
        "competences": list(process.competences),
        "competences_extra": list(process.competences_extra),
        "knowledge_and_skills": process.knowledge_and_skills,
        "source_id": process.source_id,
        "indicators": [
            {"identifier": _text_of(one.identifier), "text": one.text, "extra": one.extra} for one in process.indicators
        ],
    }


def _text_of(value: date | UUID | None) -> str | None:
    return str(value) if value is not None else None
