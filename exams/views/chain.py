"""Doors for the proof that an exam is as it was, and for its whole file."""

from collections.abc import Iterator
from typing import BinaryIO

from flask import Response, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from exams.documents.exam_file import Packed, archive
from exams.documents.naming import exam_name
from exams.documents.result_letter import Sender, result_letter
from exams.events.records import ExamFileTaken, LetterTaken
from exams.models import Sitting
from exams.pages.chain_words import words_of
from exams.pages.papers import record_for
from exams.permissions import Permission
from exams.queries.chain import links_of, marks_of, people_of, reports, things_of
from exams.queries.chain_files import with_files
from exams.queries.contents import design_file
from exams.queries.files_of import documents_of, exam_file, last_days
from exams.views.blueprint import bp
from exams.views.planning import SITTING
from foundation.environment import NAME, setting
from foundation.files import disposition
from foundation.work import Work

PDF, ZIP = "application/pdf", "application/zip"
PIECE = 256 * 1024


def letter_taken(work: Work, sitting: Sitting) -> LetterTaken | None:
    """Taking somebody else's letter is put on record."""
    if sitting.candidate_id == work.actor.id:
        return None
    return LetterTaken(sitting_id=sitting.id, person_id=sitting.candidate_id)


def file_taken(_work: Work, sitting: Sitting) -> ExamFileTaken:
    """Somebody takes the whole file along."""
    return ExamFileTaken(sitting_id=sitting.id, person_id=sitting.candidate_id)


def sender_of(work: Work, sitting: Sitting) -> Sender:
    """Who writes the letter, and until when one can object."""
    school = str(setting(work.db, NAME, "") or "Proefstuk")
    return Sender(school=school, today=work.today, objection_until=last_days(work, [sitting]).get(sitting.id))


@bp.get("/sittings/<int:sitting_id>/chain", needs=Permission.VERIFY, load=SITTING)
def chain(work: Work, sitting: Sitting) -> ResponseReturnValue:
    """Whether what is kept of this exam is as it was, in words."""
    report = with_files(work, reports(work, [sitting.id]))[0]
    links = links_of(work, [sitting.id]).get(sitting.id, [])
    people = people_of(work, links)
    return render_template(
        "exams/records/chain.html", sitting=sitting, report=report, links=links, words_of=words_of, people=people
    )


@bp.get("/sittings/<int:sitting_id>/letter.pdf", needs=Permission.TAKE_LETTER, load=SITTING, records=letter_taken)
def letter(work: Work, sitting: Sitting) -> ResponseReturnValue:
    """The letter with the official result."""
    paper = result_letter(record_for(work, sitting), sender_of(work, sitting))
    name = _("letter %(name)s %(exam)s", name=sitting.candidate.name, exam=sitting.session.form.title)
    return as_download(paper, PDF, f"{name}.pdf")


@bp.get("/sittings/<int:sitting_id>/file.zip", needs=Permission.TAKE_EXAM_FILE, load=SITTING, records=file_taken)
def whole_file(work: Work, sitting: Sitting) -> ResponseReturnValue:
    """Everything about this exam as one archive with a manifest of digests."""
    return send_archive(work, sitting)


def packed_of(work: Work, sitting: Sitting) -> Packed:
    """All that goes into the archive of one exam, read now."""
    found, marks = things_of(work, [sitting.id]), marks_of(work, [sitting.id])
    return Packed(
        file=exam_file(work, sitting),
        design=design_file(work, sitting.session.form),
        links=links_of(work, [sitting.id]).get(sitting.id, []),
        contents={**marks.get(sitting.id, {}), **found.get(sitting.id, {})},
        documents=documents_of(work, sitting.session.form_id),
        sender=sender_of(work, sitting),
        storage=work.storage,
        at=work.now,
    )


def send_archive(work: Work, sitting: Sitting) -> Response:
    """The archive as a download, made while it is read."""
    packed = packed_of(work, sitting)
    stream = archive(packed)
    name = f"{exam_name(sitting)}.zip"
    answer = Response(_pieces(stream), mimetype=ZIP)
    answer.headers["Content-Disposition"] = disposition(name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    with stream:
        while piece := stream.read(PIECE):
            yield piece


def as_download(content: bytes, kind: str, name: str) -> Response:
    """A file to keep, under this name."""
    headers = {
        "Content-Disposition": disposition(name.replace("/", "-").replace("\\", "-")),
        "Cache-Control": "no-store",
    }
    return Response(content, mimetype=kind, headers=headers)
