"""Work on qualification files that takes longer than a request should."""

from dataclasses import replace
from functools import partial
from io import BytesIO

from foundation.messages import say
from foundation.runner import Handlers, JobRun
from foundation.storage import Storage
from qualification_files import actions, queries
from qualification_files.actions import codes, sources
from qualification_files.actions.moves import MOVE_JOB, carry_out_move
from qualification_files.formats import FileReport, UnreadableFile, read_file
from qualification_files.permissions import Permission
from qualification_files.queries import codes as of_codes
from qualification_files.queries import sources as of_sources
from qualification_files.queries.moves import version_move_in_full
from qualification_files.rules.lookup import Held
from qualification_files.rules.states import SourceKind
from qualification_files.sources import LARGEST, KeptFile, Outside, held_in, look_up, open_shelf

LOOKED_UP_AT_ONCE = 10
IMPORTED_AT_ONCE = 5


def link_people(run: JobRun, *, run_id: int) -> None:
    """Link or unlink everybody of a run, piece by piece; one that starts again goes on where it was."""
    is_open = True
    while is_open:
        with run.piece() as work:
            work.require(Permission.LINK_PARTICIPANTS)  # whoever asked may have lost the role meanwhile
            row = queries.link_run_in_full(work, run_id, lock=True)
            is_open = row.finished_at is None
            if is_open:
                actions.carry_out_piece(work, row)
            run.progress(row.done, row.people)


def move_people(run: JobRun, *, move_id: int) -> None:
    """Move everybody of a move to the next version, piece by piece; one that starts again goes on where it was."""
    is_open = True
    while is_open:
        with run.piece() as work:
            work.require(Permission.LINK_PARTICIPANTS)  # whoever asked may have lost the role meanwhile
            row = version_move_in_full(work, move_id, lock=True)
            is_open = row.finished_at is None
            if is_open:
                carry_out_move(work, row)
            run.progress(row.done, row.people)


def read_source(run: JobRun, outside: Outside, *, source_id: int) -> None:
    """Look at what a source holds; nothing is locked while it is asked."""
    with run.reading() as work:
        work.require(Permission.MANAGE_SOURCES)
        facts, storage = of_sources.source_facts(work, source_id), work.storage
    if facts is None:
        return  # removed meanwhile
    if facts.kind is SourceKind.UPLOADED:
        facts = replace(facts, files=tuple(_read_anew(storage, file) for file in facts.files))
    shelf = open_shelf(facts, outside, keep=partial(_keep, storage), keeps_all=True)
    with run.piece() as work:
        sources.keep_reading(work, shelf)


def look_up_codes(run: JobRun, outside: Outside, *, run_id: int) -> None:
    """Look up all codes of a run, piece by piece; one that starts again goes on where it was."""
    with run.reading() as work:
        work.require(Permission.IMPORT_QUALIFICATIONS)
        facts, storage = of_sources.active_sources(work), work.storage
        row = of_codes.code_run_in_full(work, run_id)
        done, wanted, cohort = row.done, list(row.codes), row.cohort
        is_open = row.looked_up_at is None
    shelves = [open_shelf(one, outside, keep=partial(_keep, storage), known=one.known) for one in facts]
    while is_open:
        piece = [look_up(shelves, code, cohort=cohort) for code in wanted[done : done + LOOKED_UP_AT_ONCE]]
        with run.piece() as work:
            row = of_codes.code_run_in_full(work, run_id, lock=True)
            if row.looked_up_at is None and row.done == done:
                codes.keep_found(work, row, piece)
            done, is_open = row.done, row.looked_up_at is None
            run.progress(row.done, len(row.codes))


def import_codes(run: JobRun, *, run_id: int) -> None:
    """Import the chosen codes of a run, piece by piece; the files are read before anything is locked."""
    contents: dict[str, FileReport] = {}
    is_open = True
    while is_open:
        with run.reading() as work:
            work.require(Permission.IMPORT_QUALIFICATIONS)
            row = of_codes.code_run_in_full(work, run_id)
            piece = codes.next_to_import(row, limit=IMPORTED_AT_ONCE)
            contents = {one.key: contents.get(one.key) or _read(work.storage, one.key, one.file) for one in piece}
            done = row.done
        with run.piece() as work:
            row = of_codes.code_run_in_full(work, run_id, lock=True)
            if row.finished_at is None and row.done == done:
                codes.import_piece(work, row, piece, contents)
            is_open = row.finished_at is None
            run.progress(row.done, len(row.chosen))


def _keep(storage: Storage, content: bytes) -> str:
    return storage.put(BytesIO(content), limit=LARGEST).key


def _read(storage: Storage, key: str, name: str) -> FileReport:
    with storage.open(key) as stream:
        return read_file(stream.read(), name)


def _read_anew(storage: Storage, file: KeptFile) -> KeptFile:
    try:
        return replace(file, held=tuple(held_in(_read(storage, file.key, file.name))))
    except UnreadableFile as refusal:
        return replace(file, held=(Held(code="", refused=refusal.message),))


def register_lookups(handlers: Handlers, outside: Outside) -> None:
    """The jobs that ask the world outside."""
    reads = partial(read_source, outside=outside)
    handlers.long(of_sources.READ_JOB, reads, title=say("Read a source of qualification files"))
    handlers.long(codes.LOOK_UP_JOB, partial(look_up_codes, outside=outside), title=say("Look up codes"))
    handlers.long(codes.IMPORT_JOB, import_codes, title=say("Import qualifications by code"))


def register(handlers: Handlers) -> None:
    """The jobs of this package."""
    handlers.long(actions.LINK_JOB, link_people, title=say("Link or unlink participants"))
    handlers.long(MOVE_JOB, move_people, title=say("Move participants to the next version"))
