"""What is in a file, in short; and what a list of files says."""

from hashlib import sha256

from foundation.messages import say
from qualification_files.formats import FileReport, QualificationFile, UnreadableFile, read_file
from qualification_files.formats.findings import Unplaceable
from qualification_files.formats.json_text import Node, looks_like_json, names_key, read_json
from qualification_files.rules.lookup import Held

MOST_LISTED = 20_000


def held_in(report: FileReport) -> list[Held]:
    """Every qualification with a code, read or refused."""
    held = [_held(content) for content in report.qualifications if content.code]
    return held + [Held(code=refused.code, refused=refused.reason) for refused in report.refused if refused.code]


def read_held(content: bytes, name: str) -> list[Held]:
    """The same from the bytes of a file; `UnreadableFile` where nothing of it can be read."""
    return held_in(read_file(content, name))


def is_list(content: bytes) -> bool:
    """Whether this is a list of files rather than a file with qualifications."""
    return names_key(content, "qualifications", "file") and not names_key(content, "format")


def listed_in(content: bytes) -> list[Held]:
    """What a list says that there is, each with the file that holds it; `UnreadableFile` where it is no such list."""
    if not looks_like_json(content):
        raise _no_list()
    try:
        rows = read_json(content).child("qualifications").elements()
    except Unplaceable as error:
        raise _no_list() from error
    if len(rows) > MOST_LISTED:
        raise UnreadableFile(say("This list holds more than %(limit)s qualifications.", limit=MOST_LISTED))
    listed = [held for row in rows if (held := _listed(row))]
    if rows and not listed:
        raise _no_list()
    return listed


def digest(content: bytes) -> str:
    """What tells this content from any other."""
    return sha256(content).hexdigest()


def _held(content: QualificationFile) -> Held:
    processes = [process for task in content.core_tasks for process in task.work_processes]
    return Held(
        code=content.code,
        name=content.name,
        level=content.level,
        cohort=content.cohort,
        edition=content.dossier.version,
        valid_from=content.valid_from,
        intake_ends=content.intake_ends,
        programme_ends=content.programme_ends,
        core_tasks=len(content.core_tasks),
        work_processes=len(processes),
        indicators=sum(len(process.indicators) for process in processes),
        competences=tuple(sorted({competence.code for competence in content.competences})),
    )


def _listed(row: Node) -> Held | None:
    """One line of a list; None where it does not name both a code and a file."""
    facts = row.value if isinstance(row.value, dict) else {}
    texts = {name: _text(facts.get(name)) for name in ("code", "name", "cohort", "version", "file")}
    if not texts["code"] or not texts["file"]:
        return None
    level = facts.get("level")
    try:
        valid_from = row.day("valid_from")
    except Unplaceable:
        valid_from = None
    return Held(
        code=texts["code"][:40],
        name=texts["name"][:400],
        level=level if isinstance(level, int) else None,
        cohort=texts["cohort"][:40],
        edition=texts["version"][:200],
        valid_from=valid_from,
        file=texts["file"][:1000],
    )


def _text(value: object) -> str:
    return str(value).strip() if isinstance(value, str | int) else ""


def _no_list() -> UnreadableFile:
    return UnreadableFile(
        say("The list (index.json) is not written as expected: for each qualification at least its code and its file.")
    )
