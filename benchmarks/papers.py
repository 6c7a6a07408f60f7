"""1,000 result letters, and records of 30 steps, as a job, as a multiple of bare reportlab drawing the same pages.

Ours is the whole job: everything is read from the database, each exam is checked against the rights of whoever asked,
the papers are drawn, packed, stored and synced, links are added to the chains, and a mail is queued. The bare side
lays the same paragraphs and tables out with reportlab alone, and packs them in a ZIP file. It is handed its texts.
"""

import io
import os
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from uuid import uuid4

from flask import Flask
from flask_babel import force_locale
from flask_migrate import upgrade
from reportlab.lib.pagesizes import A4
from reportlab.platypus import SimpleDocTemplate

from app.factory import create_app
from app.settings import Settings
from exams.actions.paper_runs import Wanted, ask_papers
from exams.actions.results import finish_sitting
from exams.documents import record as records
from exams.documents import result_letter as letters
from exams.models import Mark, Sheet, Sitting
from exams.pages.papers import record_page
from exams.queries.files_of import exam_files, sittings_by
from exams.queries.subjects import sitting
from exams.rules import AnswerKind, SittingState
from exams.rules.papers import PaperKind
from foundation.access import SYSTEM, Actor
from foundation.pdf import Ink
from foundation.pdf.paper import BOTTOM, MARGIN, TOP, Places
from people.rules import Role
from tests.factories import Make

COUNT = int(os.environ.get("BENCHMARK_PAPERS", "1000"))
ROUNDS = int(os.environ.get("BENCHMARK_ROUNDS", "3"))


def main() -> None:
    """Print the ratios: the median over the rounds, with the lowest and the highest."""
    with tempfile.TemporaryDirectory() as folder, _app(Path(folder)) as app:
        asker, ids = _school(app)
        print(f"{'':<58}{'median':>8}{'lowest':>8}{'highest':>8}")
        for kind, name in ((PaperKind.RESULT_LETTERS, "result letters"), (PaperKind.RECORDS, "records of 30 steps")):
            ratios = [_ours(app, asker, ids, kind) / _bare(app, ids, kind) for _ in range(ROUNDS)]
            words = f"{len(ids)} {name} as a job, against reportlab"
            print(f"{words:<58}{median(ratios):>8.2f}{min(ratios):>8.2f}{max(ratios):>8.2f}")


def _ours(app: Flask, asker: Actor, ids: list[int], kind: PaperKind) -> float:
    with app.app_context(), app.extensions["works"].writing(asker) as work:
        ask_papers(work, Wanted(kind=kind, sitting_ids=ids, language="en", form_key=str(uuid4())))
    begun = perf_counter()
    while app.extensions["runner"].run_one("benchmark"):
        pass
    return perf_counter() - begun


def _bare(app: Flask, ids: list[int], kind: PaperKind) -> float:
    """The same flowables, laid out by reportlab's own simplest document; making them counts, reading does not."""
    spent = 0.0
    archive = zipfile.ZipFile(io.BytesIO(), "w")
    with app.app_context(), force_locale("en"):
        for start in range(0, len(ids), 25):
            with app.extensions["works"].reading(SYSTEM) as work:
                pages = [record_page(file) for file in exam_files(work, sittings_by(work, ids[start : start + 25]))]
                begun = perf_counter()
                for page in pages:
                    archive.writestr(f"{page.sitting.id}.pdf", _drawn(page, kind))
                spent += perf_counter() - begun
    return spent


def _drawn(page: records.RecordPage, kind: PaperKind) -> bytes:
    buffer, ink = io.BytesIO(), Ink()
    if kind is PaperKind.RECORDS:
        story = records._story(ink, page)
    else:
        sender = letters.Sender(school="Bench", today=page.sitting.starts_at.date())
        story = [*letters._head(ink, page, sender, "Result"), *letters._result(ink, page), *letters._meaning(ink, page)]
    margins = {"leftMargin": MARGIN, "rightMargin": MARGIN, "topMargin": TOP, "bottomMargin": BOTTOM}
    SimpleDocTemplate(buffer, pagesize=A4, **margins).build(story, canvasmaker=Places)
    return buffer.getvalue()


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
