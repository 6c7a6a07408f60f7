"""One portfolio with 60 files as ZIP, as a multiple of the bare `zipfile` on the same files.

Ours is the whole job: everything is read from the database, the pages are written, the file goes into storage and is
synced, the row is kept and a mail is queued. The bare side stores the same files in a ZIP file and syncs it.
"""

import io
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter
from uuid import UUID

from flask import Flask
from flask_migrate import upgrade

from app.factory import create_app
from app.settings import Settings
from foundation.access import SYSTEM, Actor
from foundation.files import UploadLimits
from people.models import Person, PersonRole
from people.rules import Role
from portfolio import actions
from portfolio.actions.exports import ask_export
from portfolio.models import EntryFile
from portfolio.rules import EntryFacts, EntryKind, ExportKind

ROUNDS = int(os.environ.get("BENCHMARK_ROUNDS", "7"))
FILES, ENTRIES = 60, 12
SIZE = 2_000_000  # bytes, as a photo of a phone has


def main() -> None:
    """Print the ratio: the median over the rounds, with the lowest and the highest."""
    with tempfile.TemporaryDirectory() as folder, _app(Path(folder)) as app:
        owner = _portfolio(app)
        _do_jobs(app)  # the previews, which are no part of an export
        paths = _paths(app)
        ratios = [
            _seconds(lambda: _ours(app, owner)) / _seconds(lambda: _bare(Path(folder), paths)) for _ in range(ROUNDS)
        ]
    print(f"{'':<58}{'median':>8}{'lowest':>8}{'highest':>8}")
    name = f"portfolio of {FILES} files of {SIZE // 1_000_000} MB as ZIP, against zipfile"
    print(f"{name:<58}{median(ratios):>8.2f}{min(ratios):>8.2f}{max(ratios):>8.2f}")


def _seconds(deed: Callable[[], object]) -> float:
    begun = perf_counter()
    deed()
    return perf_counter() - begun


def _ours(app: Flask, owner: Actor) -> None:
    with app.app_context(), app.extensions["works"].writing(owner) as work:
        ask_export(work, owner.id or 0, ExportKind.ZIP)
    _do_jobs(app)


def _do_jobs(app: Flask) -> None:
    while app.extensions["runner"].run_one("benchmark"):
        pass


def _bare(folder: Path, paths: list[Path]) -> None:
    with (folder / "bare.zip").open("wb") as target:
        with zipfile.ZipFile(target, "w") as archive:
            for path in paths:
                archive.write(path, path.name)
        target.flush()
        os.fsync(target.fileno())


@contextmanager
def _app(folder: Path) -> Iterator[Flask]:
    app = create_app(Settings(data=folder, language="en", secret="s" * 32))
    with app.app_context():
        upgrade()
    yield app


def _portfolio(app: Flask) -> Actor:
    with app.app_context():
        with app.extensions["works"].writing(SYSTEM) as work:
            person = Person(email="bench@school.example", created_at=work.now, roles=[PersonRole(role=Role.CANDIDATE)])
            person.call(given="Noor", prefix="", family="Heuvel")
            work.db.add(person)
            work.db.flush()
            owner = Actor(id=person.id, name=person.name, roles=frozenset({Role.CANDIDATE}))
        with app.extensions["works"].writing(owner) as work:
            for number in range(ENTRIES):
                facts = EntryFacts(title=f"Table {number}", description="How I made it. " * 40)
                key = str(UUID(int=number))
                entry = actions.add_entry(work, EntryKind.PRODUCT, facts, qualification_ids=(), form_key=key)
                taken = [
                    actions.take_in(
                        work.storage,
                        io.BytesIO(b"%PDF-1.7\n" + os.urandom(SIZE) + b"\n%%EOF\n"),
                        f"{number}-{place}.pdf",
                        limits=UploadLimits(),
                        scanner=work.scanner,
                    )
                    for place in range(FILES // ENTRIES)
                ]
                actions.add_files(work, entry, taken)
    return owner


def _paths(app: Flask) -> list[Path]:
    with app.app_context(), app.extensions["works"].reading(SYSTEM) as work:
        files: Path = app.extensions["settings"].files
        return [files / row.original_key for row in work.db.query(EntryFile)]


if __name__ == "__main__":
    main()
