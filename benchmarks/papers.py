"""1,000 result letters, and records of 30 steps, as a job, as a multiple of bare reportlab drawing the same pages.

Ours is the whole job: everything is read from the database, each exam is checked against the rights of whoever asked,
the papers are drawn, packed, stored and synced, links are added to the chains, and a mail is queued. The bare side
makes paragraphs and tables of the same words with reportlab's platypus alone, with the same letters and a head and foot
on each page, and packs them in a ZIP file in memory. It is handed its words as plain values; nothing of ours draws.
"""

import io
import os
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any
from uuid import uuid4
from xml.sax.saxutils import escape

from flask import Flask
from flask_babel import force_locale
from flask_migrate import upgrade
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, KeepTogether, Paragraph, SimpleDocTemplate, Spacer, Table

from app.factory import create_app
from app.settings import Settings
from exams.actions.paper_runs import Wanted, ask_papers
from exams.actions.results import finish_sitting
from exams.documents import record as records
from exams.documents import result_letter as letters
from exams.models import Mark, Sheet, Sitting
from exams.pages.papers import RecordPage, record_page
from exams.queries.files_of import exam_files, sittings_by
from exams.queries.subjects import sitting
from exams.rules import AnswerKind, SittingState
from exams.rules.papers import PaperKind
from foundation.access import SYSTEM, Actor
from foundation.pdf import Ink
from foundation.pdf.paper import BOTTOM, MARGIN, TOP
from foundation.pdf.parts import LABELLED
from people.rules import Role
from tests.factories import Make

COUNT = int(os.environ.get("BENCHMARK_PAPERS", "1000"))  # letters; records are a fifth of them
ROUNDS = int(os.environ.get("BENCHMARK_ROUNDS", "3"))

# A height; the name of a style and words; or the widths of columns and rows of cells.
Words = float | tuple[str, str] | tuple[list[float], list[list[Any]]]
CELLS, WIDTHS = "_cellvalues", "_argW"  # where reportlab keeps those of a table
STYLES = Ink().styles
TABLES = {1: records.VERDICT, 2: LABELLED, 3: records.STEP}  # by the number of columns


def main() -> None:
    """Print the ratios: the median over the rounds, with the lowest and the highest."""
    with tempfile.TemporaryDirectory() as folder, _app(Path(folder)) as app:
        asker, ids = _school(app)
        print(f"{'':<58}{'median':>8}{'lowest':>8}{'highest':>8}")
        asked = ((PaperKind.RESULT_LETTERS, "result letters", 1), (PaperKind.RECORDS, "records of 30 steps", 5))
        for kind, name, part in asked:
            some = ids[: len(ids) // part]
            ratios = [_ours(app, asker, some, kind) / _bare(app, some, kind) for _ in range(ROUNDS)]
            words = f"{len(some)} {name} as a job, against reportlab"
            print(f"{words:<58}{median(ratios):>8.2f}{min(ratios):>8.2f}{max(ratios):>8.2f}")


def _ours(app: Flask, asker: Actor, ids: list[int], kind: PaperKind) -> float:
    with app.app_context(), app.extensions["works"].writing(asker) as work:
        ask_papers(work, Wanted(kind=kind, sitting_ids=ids, language="en", form_key=str(uuid4())))
    begun = perf_counter()
    while app.extensions["runner"].run_one("benchmark"):
        pass
    return perf_counter() - begun


def _bare(app: Flask, ids: list[int], kind: PaperKind) -> float:
    """The same words in paragraphs and tables, by reportlab's own simplest document; reading them does not count."""
    spent, archive = 0.0, zipfile.ZipFile(io.BytesIO(), "w")
    with app.app_context(), force_locale("en"):
        for start in range(0, len(ids), 25):
            with app.extensions["works"].reading(SYSTEM) as work:
                files = exam_files(work, sittings_by(work, ids[start : start + 25]))
                told = [(file.sitting.id, _words(_story(record_page(file), kind))) for file in files]
            begun = perf_counter()
            for number, words in told:
                archive.writestr(f"{number}.pdf", _drawn(words))
            spent += perf_counter() - begun
    return spent


def _story(page: RecordPage, kind: PaperKind) -> list[Flowable]:
    ink = Ink()
    if kind is PaperKind.RECORDS:
        return records._story(ink, page)
    return letters._story(ink, page, letters.Sender(school="Bench", today=page.sitting.starts_at.date()))


def _words(parts: Sequence[object]) -> list[Words]:
    """What stands on the paper, as plain values: nothing that our side made is drawn by the other."""
    found = list[Words]()
    for part in parts:
        match part:
            case Paragraph():
                found.append((part.style.name, part.getPlainText()))
            case Table():
                cells, widths = getattr(part, CELLS), getattr(part, WIDTHS)
                rows = [[_words(cell if isinstance(cell, list) else [cell]) for cell in row] for row in cells]
                found.append((list(widths), rows))
            case KeepTogether():
                found += _words(part._content)  # type: ignore[attr-defined]  # likewise
            case Spacer():
                found.append(part.height)
    return found


def _drawn(words: Sequence[Words]) -> bytes:
    buffer = io.BytesIO()
    document = SimpleDocTemplate(
        buffer, pagesize=A4, leftMargin=MARGIN, rightMargin=MARGIN, topMargin=TOP, bottomMargin=BOTTOM
    )
    document.build(_flowables(words), onFirstPage=_edges, onLaterPages=_edges)
    return buffer.getvalue()


def _flowables(words: Sequence[Words]) -> list[Flowable]:
    return [_flowable(one) for one in words]


def _flowable(one: Words) -> Flowable:
    if not isinstance(one, tuple):
        return Spacer(1, one)
    if isinstance(one[1], str):
        return Paragraph(escape(one[1]), STYLES[str(one[0])])
    rows = [[_flowables(cell) for cell in row] for row in one[1]]
    return Table(rows, colWidths=one[0], style=TABLES[len(one[0])], splitInRow=1)


def _edges(canvas: Canvas, _document: object) -> None:
    canvas.setFont(STYLES["small"].fontName, 8)
    for line in (A4[1] - 21 * mm, 21 * mm):
        canvas.line(MARGIN, line, A4[0] - MARGIN, line)
    canvas.drawString(MARGIN, A4[1] - 17 * mm, "Bench")
    canvas.drawString(MARGIN, 16 * mm, "Result")
    canvas.drawString(MARGIN, 12 * mm, "0" * 64)
    canvas.drawRightString(A4[0] - MARGIN, 16 * mm, f"page {canvas.getPageNumber()}")


@contextmanager
def _app(folder: Path) -> Iterator[Flask]:
    app = create_app(Settings(data=folder, language="en", secret="s" * 32))
    with app.app_context():
        upgrade()
    yield app


def _school(app: Flask) -> tuple[Actor, list[int]]:
    works = app.extensions["works"]

    @contextmanager
    def writing() -> Iterator[object]:
        with app.app_context(), works.writing(SYSTEM) as work:
            yield work

    make = Make(writing)  # type: ignore[arg-type]  # it opens the same unit of work
    board, examiner = make.person(Role.BOARD_MEMBER), make.person(Role.EXAMINER)
    form = make.exam_form(groups=5, steps=6, critical=(1,))
    steps = [step.id for step in form.steps]
    ids = []
    for _ in range(COUNT):
        one = make.sitting(form, make.person(Role.CANDIDATE), examiner, state=SittingState.IN_PROGRESS)
        _mark(app, one, steps, examiner.id)
        ids.append(one.id)
    return Actor(id=board.id, name=board.name, roles=frozenset({Role.BOARD_MEMBER})), ids


def _mark(app: Flask, one: Sitting, steps: list[int], examiner_id: int) -> None:
    with app.app_context(), app.extensions["works"].writing(SYSTEM) as work:
        sheet = work.db.get_one(Sheet, one.sheets[0].id)
        work.db.add_all(
            Mark(
                op=uuid4(),
                sheet_id=sheet.id,
                step_id=step,
                examiner_id=examiner_id,
                value=2,
                remark="Works calmly, checks the measures, and says what is done next." if number % 3 == 0 else "",
                sequence=number,
                made_at=work.now - timedelta(minutes=40 - number),
                received_at=work.now,
                answer=AnswerKind.STORED,
            )
            for number, step in enumerate(steps)
        )
        sheet.signed_at, sheet.signed_name = work.now, "Examiner"
        work.db.flush()
        finish_sitting(work, sitting(work, one.id))


if __name__ == "__main__":
    main()
