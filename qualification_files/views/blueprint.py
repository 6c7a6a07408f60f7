"""The one blueprint of qualification files, and the ways in that its doors share."""

from flask import request

from foundation.web.guard import GuardedBlueprint, Subject
from foundation.work import Work
from qualification_files import queries
from qualification_files.models import StructureRemoval
from qualification_files.pages.terms import in_its_words, speak_of
from qualification_files.permissions import Permission

bp = GuardedBlueprint("qualification_files", __name__)


def _removal(work: Work, removal_id: int) -> StructureRemoval:
    found = queries.removal(work, removal_id)
    speak_of(queries.qualification(work, found.qualification_id))
    return found


# Who may not manage qualifications does not learn from these addresses what exists.
QUALIFICATION = Subject(
    load=in_its_words(queries.qualification, lambda found: found.terms), sees=Permission.EDIT_QUALIFICATION
)
CORE_TASK = Subject(
    load=in_its_words(queries.core_task, lambda task: task.qualification.terms), sees=Permission.EDIT_QUALIFICATION
)
WORK_PROCESS = Subject(
    load=in_its_words(queries.work_process, lambda process: process.core_task.qualification.terms),
    sees=Permission.EDIT_QUALIFICATION,
)
INDICATOR = Subject(
    load=in_its_words(queries.indicator, lambda indicator: indicator.work_process.core_task.qualification.terms),
    sees=Permission.EDIT_QUALIFICATION,
)
REMOVAL = Subject(load=_removal, sees=Permission.EDIT_QUALIFICATION)
READING = Subject(
    load=in_its_words(queries.reading, lambda reading: reading.qualification.terms), sees=Permission.READ_QUALIFICATION
)
DOCUMENTS = Subject(load=in_its_words(queries.qualification, lambda found: found.terms), sees=Permission.SEE_DOCUMENTS)
DOCUMENT = Subject(
    load=in_its_words(queries.document, lambda document: document.qualification.terms), sees=Permission.SEE_DOCUMENTS
)
DOCUMENT_FILE = Subject(load=queries.document_file, sees=Permission.SEE_DOCUMENTS)
COMPETENCE = Subject(load=queries.competence, sees=Permission.MANAGE_COMPETENCES)
IMPORT = Subject(load=queries.dossier_import, sees=Permission.IMPORT_QUALIFICATIONS)
IMPORT_PLACE = Subject(load=queries.place_in_import, sees=Permission.IMPORT_QUALIFICATIONS)
LINK_RUN = Subject(load=queries.link_run, sees=Permission.LINK_PARTICIPANTS)


def asked(name: str) -> str:
    """What the address asks for under this name."""
    return request.args.get(name, "").strip()[:200]


def number_asked(name: str) -> int | None:
    """The same as a number; anything else is as if it was not asked."""
    return whole_number(asked(name))


def whole_number(text: str) -> int | None:
    """A number that can be one of ours, or None."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 9 else None


def page_asked() -> int:
    """Which page of a list."""
    return max(1, number_asked("page") or 1)
