"""The normalised JSON of official files: one qualification per file, with the names that its makers gave the parts.

Dutch sources without a complete file (an exam plan, a list of codes and names) are written in it too. What such a
source does not give is null; nothing is made up for it.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from foundation.messages import Message, say
from qualification_files.formats.findings import Remarks, Unplaceable
from qualification_files.formats.json_text import Node, names_key, read_json
from qualification_files.formats.sbb.elements import date_of
from qualification_files.formats.sbb.texts import clipped, one_line, plain
from qualification_files.formats.values import (
    Competence,
    CoreTask,
    Dossier,
    FileReport,
    Indicator,
    Knowledge,
    Part,
    QualificationFile,
    Refused,
    UnreadableFile,
    WorkProcess,
)

MOST_REMARKS = 200
PARTS = {"basis": Part.BASE, "profile": Part.PROFILE}
YES_OR_NO = {"ja": True, "nee": False, "": None}


def recognises(data: bytes, _name: str) -> bool:
    """Whether the file has the parts of one, or is the list of such files."""
    return names_key(data, "code", "core_tasks", "completeness") or _is_index(data)


def read(data: bytes) -> FileReport:
    """The qualification in the file, or why it is left out; what its makers noticed in the source as remarks."""
    root = read_json(data)
    if _is_index(data) and isinstance(root.value, dict) and "core_tasks" not in root.value:
        raise UnreadableFile(say("This is the list of the files. Choose the files that it names."))
    remarks = Remarks(MOST_REMARKS)
    try:
        found = _qualification(root, remarks)
    except Unplaceable as defect:
        return FileReport(refused=(Refused(_code(root), defect.message, defect.where or root.where),))
    return FileReport(dossiers=(found.dossier,), qualifications=(found,), warnings=remarks.all())


def _is_index(data: bytes) -> bool:
    return names_key(data, "qualifications", "completeness", "performance_indicators", "file")


def _code(root: Node) -> str | None:
    found = root.value.get("code") if isinstance(root.value, dict) else None
    return clipped(found, 40) if isinstance(found, str) else None


def _qualification(node: Node, remarks: Remarks) -> QualificationFile:
    profile = _part(node, "profile")
    found = QualificationFile(
        code=one_line(node.text("code", limit=40)),
        name=_name(node, 400),
        level=node.number("level", low=1, high=8),
        language=one_line(node.text("language", limit=5)) or "nl",
        valid_from=node.day("valid_from"),
        intake_ends=node.day("valid_until_intake"),
        programme_ends=node.day("valid_until_programme"),
        programme_type=clipped(node.text("program_type"), 100),
        study_load_hours=node.number("study_load_hours", low=0, high=999_999),
        description=plain(node.text("description")),
        occupational_group=one_line(node.text("occupational_group")),
        legal_requirements=_yes_or_no(node, "legal_professional_requirements"),
        profile_chapter=_chapter(profile),
        profile_source_id=one_line(profile.text("sbb_id")),
        core_tasks=tuple(_core_task(task) for task in _distinct(node.many("core_tasks"))),
        competences=tuple(sorted(_competences(node), key=lambda one: one.code)),
        dossier=_dossier(node),
        cohort=one_line(node.text("cohort", limit=40)),
    )
    for remark in _remarks(node):
        remarks.add(found.code or None, remark, node.where)
    return found


def _remarks(node: Node) -> Iterator[Message]:
    completeness = one_line(node.text("completeness"))
    if completeness not in ("", "complete"):
        yield say("The source of this file is not complete: %(what)s.", what=clipped(completeness, 200))
    for one in node.many("known_inconsistencies"):
        yield say("Known inconsistency of the source: %(what)s", what=clipped(one.as_text(), 300))


def _dossier(qualification: Node) -> Dossier:
    node, version = _part(qualification, "dossier"), one_line(qualification.text("version", limit=40))
    domain = _part(node, "domain")
    return Dossier(
        code=one_line(node.text("code", limit=40)),
        name=one_line(node.text("name", limit=400)),
        version=version,
        status=one_line(node.text("status")),
        valid_from=node.day("valid_from"),
        adopted_on=_printed_day(node, "adopted_on"),
        adopted_by=one_line(node.text("adopted_by")),
        sector_chamber=one_line(node.text("sector_chamber")),
        domain_code=one_line(domain.text("code")),
        domain_name=one_line(domain.text("name")),
        legal_requirements=_yes_or_no(node, "legal_professional_requirements"),
        group_context=plain(node.text("occupational_group_context")),
        group_attitude=plain(node.text("occupational_attitude")),
        group_result=plain(node.text("occupational_result")),
        source_id=one_line(node.text("sbb_id")),
    )


def _core_task(node: Node) -> CoreTask:
    part = node.text("part") or "basis"
    if part not in PARTS:
        raise node.child("part").wrong(say("“%(part)s” is not basis or profile.", part=clipped(part)))
    return CoreTask(
        number=one_line(node.needed("code", limit=40)),
        part=PARTS[part],
        name=_name(node, 500),
        complexity=plain(node.text("complexity")),
        complexity_extra=plain(node.text("complexity_extra")),
        responsibility=plain(node.text("responsibility")),
        responsibility_extra=plain(node.text("responsibility_extra")),
        knowledge=tuple(
            Knowledge(one_line(known.needed("text")), known.yes_or_no("extra") or False)
            for known in node.many("knowledge_and_skills")
        ),
        work_processes=tuple(_work_process(process) for process in _distinct(node.many("work_processes"))),
        source_id=one_line(node.text("sbb_id")),
    )


def _work_process(node: Node) -> WorkProcess:
    return WorkProcess(
        number=one_line(node.needed("code", limit=40)),
        name=_name(node, 500),
        description=plain(node.text("description")),
        description_extra=plain(node.text("description_extra")),
        result=plain(node.text("result")),
        result_extra=plain(node.text("result_extra")),
        behaviour=plain(node.text("behaviour_raw")),
        behaviour_extra=plain(node.text("behaviour_extra_raw")),
        competences=_letters(node, "competences"),
        competences_extra=_letters(node, "competences_extra"),
        indicators=tuple(
            Indicator(one_line(one.needed("text")), one.yes_or_no("extra") or False)
            for one in node.many("performance_indicators")
        ),
        source_id=one_line(node.text("sbb_id")),
    )


def _competences(node: Node) -> Iterator[Competence]:
    for one in node.many("competences"):
        yield Competence(one.needed("code", limit=5), one_line(one.text("name", limit=200)))


def _letters(node: Node, name: str) -> tuple[str, ...]:
    return tuple(letter.as_text(limit=5) for letter in node.many(name))


def _name(node: Node, limit: int) -> str:
    return one_line(node.needed("name", limit=limit))


def _part(node: Node, name: str) -> Node:
    found = node.child(name)
    return found if found.value is not None else Node({}, found.path)


def _chapter(profile: Node) -> int:
    written = profile.text("chapter").strip()
    return int(written) if written.isascii() and written.isdecimal() and len(written) <= 3 else 0


def _yes_or_no(node: Node, name: str) -> bool | None:
    written = node.text(name).strip().casefold()
    if written not in YES_OR_NO:
        raise node.child(name).wrong(say("“%(written)s” is not Ja or Nee.", written=clipped(written)))
    return YES_OR_NO[written]


def _printed_day(node: Node, name: str) -> date | None:
    try:
        return date_of(node.text(name, limit=100), name)
    except Unplaceable as defect:
        raise node.child(name).wrong(defect.message) from defect


def _distinct(nodes: Iterable[Node]) -> Iterator[Node]:
    """The same nodes, as soon as no two of them have the same code."""
    seen: set[str] = set()
    for node in nodes:
        code = one_line(node.needed("code"))
        if code in seen:
            raise node.child("code").wrong(say("“%(written)s” is there twice.", written=clipped(code)))
        seen.add(code)
        yield node
