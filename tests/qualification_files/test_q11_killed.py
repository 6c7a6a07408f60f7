"""A server that is really killed in the middle of an import."""

import io
import os
import subprocess
import sys
import time
from pathlib import Path

from sqlalchemy import select

from qualification_files.actions import codes, sources
from qualification_files.actions.sources import TakenFile
from qualification_files.models import CodeRun, Qualification
from qualification_files.rules.codes import pasted_codes
from qualification_files.rules.lookup import CodeState
from qualification_files.rules.states import SourceKind
from qualification_files.sources import read_held
from tests.qualification_files.formats.sbb.building import dossier, file_of, profile

ROOT = Path(__file__).resolve().parents[2]
CODES = [f"25{number:03}" for number in range(1, 13)]


def begin(desk):
    content = file_of(dossier(*(profile(code, f"7{place:02}", f"{place}") for place, code in enumerate(CODES, 1))))
    with desk.writing() as work:
        blob = work.storage.put(io.BytesIO(content), limit=20_000_000)
        file = TakenFile("dossier.xml", blob.key, blob.sha256, blob.size, read_held(content, "dossier.xml"))
        sources.add_source(work, name="Ours", kind=SourceKind.UPLOADED, files=[file])
        run = codes.begin_code_run(work, pasted_codes(" ".join(CODES)), cohort="2026")
        codes.start_code_import(work, run, [(code, CodeState.NEW) for code in CODES])


def counted(desk):
    with desk.reading() as work:
        run = work.db.scalars(select(CodeRun)).one()
        return run.done, len(work.db.scalars(select(Qualification)).all()), run.finished_at is not None


def test_q11_a_killed_import_is_taken_over_and_nothing_is_half_or_double(own_desk, own_database, tmp_path):
    begin(own_desk)
    command = [sys.executable, str(Path(__file__).with_name("import_process.py")), own_database, str(tmp_path / "data")]
    environ = {**os.environ, "PYTHONPATH": "."}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environ) as process:
        assert process.stdout.readline().strip() == "in the middle"
        process.kill()
    assert counted(own_desk) == (5, 5, False)
    end = time.monotonic() + 30
    while not own_desk.app.extensions["runner"].run_one():  # until the lease of the killed one is over
        assert time.monotonic() < end, "nobody took it over"
        time.sleep(0.2)
    assert counted(own_desk) == (12, 12, True)
