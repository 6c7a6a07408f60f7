"""The one blueprint of qualification files, and the ways in that its doors share."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from flask import request

from foundation.web.guard import GuardedBlueprint, Subject
from qualification_files import queries
from qualification_files.models import Qualification
from qualification_files.pages.terms import speak_of
from qualification_files.permissions import Permission

bp = GuardedBlueprint("qualification_files", __name__)

Asked = ParamSpec("Asked")
Found = TypeVar("Found")


def in_its_words(
    load: Callable[Asked, Found], qualification_of: Callable[[Found], Qualification]
) -> Callable[Asked, Found]:
    """The same way in, for a page that speaks in the words of the qualification it is about."""

    def loaded(*asked: Asked.args, **named: Asked.kwargs) -> Found:
        found = load(*asked, **named)
        speak_of(qualification_of(found))
        return found

    return loaded


# Who may not manage qualifications does not learn from these addresses what exists.
QUALIFICATION = Subject(load=queries.qualification, sees=Permission.EDIT_QUALIFICATION)
CORE_TASK = Subject(load=queries.core_task, sees=Permission.EDIT_QUALIFICATION)
WORK_PROCESS = Subject(load=queries.work_process, sees=Permission.EDIT_QUALIFICATION)
INDICATOR = Subject(load=queries.indicator, sees=Permission.EDIT_QUALIFICATION)
REMOVAL = Subject(load=queries.removal, sees=Permission.EDIT_QUALIFICATION)
READING = Subject(load=queries.reading, sees=Permission.READ_QUALIFICATION)
DOCUMENTS = Subject(load=in_its_words(queries.qualification, lambda found: found), sees=Permission.SEE_DOCUMENTS)
DOCUMENT = Subject(load=queries.document, sees=Permission.SEE_DOCUMENTS)
DOCUMENT_FILE = Subject(load=queries.document_file, sees=Permission.SEE_DOCUMENTS)
COMPETENCE = Subject(load=queries.competence, sees=Permission.MANAGE_COMPETENCES)
IMPORT = Subject(load=queries.dossier_import, sees=Permission.IMPORT_QUALIFICATIONS)
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
