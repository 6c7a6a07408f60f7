"""Papers of many exams, made while no lock is held; and, at night, what is over."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import BinaryIO

from flask import current_app
from flask_babel import force_locale

from exams.actions import paper_runs, purging
from exams.documents.empty_form import empty_form
from exams.documents.exam_file import Packed, members
from exams.documents.naming import exam_name, untaken
from exams.documents.record import official_record
from exams.documents.result_letter import Sender, result_letter
from exams.models import PaperRun, Sitting
from exams.pages.paper_runs import KINDS
from exams.pages.papers import record_page
from exams.queries.chain import links_of, marks_of, things_of
from exams.queries.contents import design_file
from exams.queries.files_of import ExamFile, documents_of, exam_files, last_days, sittings_by
from exams.queries.paper_runs import KEPT, MAKE_PAPERS, locked_run
from exams.queries.retention import purges, terms_over
from exams.rules.papers import PaperKind, RunState
from foundation import mail
from foundation.archives import Member, zipped
from foundation.environment import NAME, setting
from foundation.messages import say
from foundation.runner import Handlers, JobRun
from foundation.web.mail import public_url, render_mail
from foundation.web.words import said
from foundation.work import Work
from people.models import Person

FORGET_PAPERS, PURGE_FILES = "exams.forget-papers", "exams.purge"
AT_ONCE = 25  # exams that are read and drawn before the next are
LARGEST = 1 << 36  # bytes


def register(handlers: Handlers) -> None:
    """Papers, and what goes at night."""
    handlers.long(MAKE_PAPERS, make_papers, title=say("Making papers of exams"))
    handlers.short(FORGET_PAPERS, paper_runs.forget_old_papers, title=say("Forget old papers"), needs_asker=False)
    handlers.schedule(FORGET_PAPERS, "50 3 * * *")
    handlers.long(PURGE_FILES, purge_files, title=say("Take away exam files whose term is over"), needs_asker=False)
    handlers.schedule(PURGE_FILES, "20 3 * * *")


@dataclass
class Making:
    """A run on its way: what is asked, and which exams have a paper in it by now."""

    run: JobRun
    kind: PaperKind
    wanted: list[int]
    run_id: int
    made: list[int] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)

    def name_of(self, sitting: Sitting) -> str:
        """What its paper or folder is called in the archive; no two are called alike."""
        return untaken(exam_name(sitting), self.taken)


def make_papers(run: JobRun, *, run_id: int) -> None:
    """Make them, keep them, and tell whoever asked; a second attempt begins anew."""
    with run.piece() as work:
        found = locked_run(work, run_id)
        if found is None or found.state in (RunState.READY, RunState.EXPIRED):
            return
        found.state = RunState.RUNNING
        making = Making(run=run, kind=found.kind, wanted=[int(number) for number in found.wanted], run_id=run_id)
        language, storage = found.language or current_app.config["BABEL_DEFAULT_LOCALE"], work.storage
    with force_locale(language), zipped(_members(making)) as stream:
        blob = storage.put(stream, limit=LARGEST)
    with run.piece() as work:
        found = locked_run(work, run_id)
        if found is None or found.state is not RunState.RUNNING:
            return  # thrown away meanwhile; the sweep takes the bytes
        paper_runs.keep_papers(work, found, blob, sitting_ids=making.made)
        _mail(work, found)


def _members(making: Making) -> Iterator[Member]:
    """The papers, drawn while the archive is read: only a few exams are in memory at a time."""
    total = len(making.wanted)
    for start in range(0, total, AT_ONCE):
        with making.run.reading() as work:
            if _is_thrown_away(work, making.run_id):
                return
            drawn = list(_drawn(work, making, making.wanted[start : start + AT_ONCE]))
        yield from drawn
        making.run.progress(min(start + AT_ONCE, total), total)


def _is_thrown_away(work: Work, run_id: int) -> bool:
    found = work.db.get(PaperRun, run_id)
    return found is None or found.state is RunState.EXPIRED


def _drawn(work: Work, making: Making, ids: list[int]) -> Iterator[Member]:
    """Whoever asked must still be allowed to read each of them; an own exam is never among them."""
    sittings = [one for one in sittings_by(work, ids) if paper_runs.may_have(work, making.kind, one)]
    making.made += [one.id for one in sittings]
    school = str(setting(work.db, NAME, "") or "Proefstuk")
    if making.kind is PaperKind.EMPTY_FORMS:
        for one in sittings:
            yield _member(
                work, f"{making.name_of(one)}.pdf", empty_form(one.session.form, school=school, sittings=[one])
            )
        return
    days, files = last_days(work, sittings), exam_files(work, sittings)
    senders = {one.id: Sender(school=school, today=work.today, objection_until=days.get(one.id)) for one in sittings}
    if making.kind is PaperKind.EXAM_FILES:
        yield from _whole_files(work, making, files, senders)
        return
    for file in files:
        page, sender = record_page(file), senders[file.sitting.id]
        draws = (
            official_record(page, school=school) if making.kind is PaperKind.RECORDS else result_letter(page, sender)
        )
        yield _member(work, f"{making.name_of(file.sitting)}.pdf", draws)


def _whole_files(work: Work, making: Making, files: list[ExamFile], senders: dict[int, Sender]) -> Iterator[Member]:
    ids = [file.sitting.id for file in files]
    links, marks, things = links_of(work, ids), marks_of(work, ids), things_of(work, ids)
    forms = {file.form.id: file.form for file in files}
    documents = {number: documents_of(work, number) for number in forms}
    designs = {number: design_file(work, form) for number, form in forms.items()}
    for file in files:
        number = file.sitting.id
        packed = Packed(
            file=file,
            design=designs[file.form.id],
            links=links.get(number, []),
            contents={**marks.get(number, {}), **things.get(number, {})},
            documents=documents[file.form.id],
            sender=senders[number],
            storage=work.storage,
            at=work.now,
        )
        yield from members(packed, folder=f"{making.name_of(file.sitting)}/")


def _member(work: Work, name: str, content: bytes) -> Member:
    return Member(name, _opening(content), len(content), work.now)


def _opening(content: bytes) -> Callable[[], BinaryIO]:
    return lambda: BytesIO(content)


def _mail(work: Work, run: PaperRun) -> None:
    asker = work.db.get_one(Person, run.asked_by)
    language = run.language or asker.language
    with force_locale(language or current_app.config["BABEL_DEFAULT_LOCALE"]):
        kind = said(KINDS[run.kind])
    letter = render_mail(
        "exams_papers_ready",
        language,
        person_name=asker.name,
        kind=kind,
        count=run.done,
        left_out=len(run.wanted) - run.done,
        url=public_url("exams.papers"),
        until=work.now + KEPT,
    )
    words = mail.Mail(to=asker.email, subject=letter.subject, text=letter.text, language=language or "")
    mail.queue(work, words, key=f"papers:{run.id}")


def purge_files(run: JobRun) -> dict[str, int]:
    """Take away what may go, only where the school chose that; each file in a piece of its own."""
    gone, after = 0, 0
    while True:
        with run.reading() as work:
            if not purges(work):
                return {"taken_away": gone}
            after, ready = terms_over(work, after=after)
        for number in ready:
            with run.piece() as work:
                gone += purging.purge_sitting(work, number)
        if not after:
            return {"taken_away": gone}
