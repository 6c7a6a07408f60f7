"""A candidate with a qualification, entries and files, and everybody who may or may not look."""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from people.rules import Role
from portfolio import actions
from portfolio.models import Entry, EntryFile, Evidence, GuestPass
from portfolio.rules import EntryFacts, EntryKind
from tests.conftest import actor_of

NUMBERS = iter(range(1, 10**9))


def photo(size: tuple[int, int] = (640, 480), *, gps: bool = True) -> bytes:
    """A JPEG as a phone makes it: with the place where it was taken, inside."""
    image, target = Image.new("RGB", size, "teal"), io.BytesIO()
    exif = Image.Exif()
    if gps:
        exif[0x010F] = "Phonemaker"
        place = exif.get_ifd(0x8825)
        place.update({1: "N", 2: (52.0, 5.0, 7.5), 3: "E", 4: (5.0, 7.0, 11.0)})
    image.save(target, "JPEG", exif=exif)
    return target.getvalue()


def uuid_of(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012d}"


@dataclass
class Keep:
    """Puts things in a portfolio, committed, by the actions themselves."""

    desk: Any

    def entry(self, owner, title="Oak side table", kind=EntryKind.PRODUCT, qualifications=(), **facts) -> Entry:
        with self.desk.writing(actor_of(owner)) as work:
            return actions.add_entry(
                work,
                kind,
                EntryFacts(title=title, **facts),
                qualification_ids=[row.id for row in qualifications],
                form_key=uuid_of(next(NUMBERS)),
            )

    def file(self, owner, entry, content, name="IMG_0001.jpg", *, drawn=True) -> EntryFile:
        from foundation.files import UploadLimits

        with self.desk.writing(actor_of(owner)) as work:
            taken = actions.take_in(
                work.storage, io.BytesIO(content), name, limits=UploadLimits(), scanner=work.scanner
            )
            (row,) = actions.add_files(work, work.db.merge(entry, load=False), [taken])
        if drawn:
            run_jobs(self.desk.app)
        return row

    def evidence(self, owner, entry, *work_processes, reasoning="I made it.") -> None:
        with self.desk.writing(actor_of(owner)) as work:
            found = work.db.get(Entry, entry.id)
            actions.add_evidence(work, found, [process.id for process in work_processes], reasoning=reasoning)


def run_jobs(app) -> int:
    """Do everything that waits; says how many jobs there were."""
    done = 0
    while app.extensions["runner"].run_one("test"):
        done += 1
    return done


@pytest.fixture
def keep(desk: Any) -> Keep:
    return Keep(desk)


@pytest.fixture
def qualification(make):
    return make.qualification(core_tasks=2, work_processes=2, indicators=3)


@pytest.fixture
def noor(make, qualification):
    """A candidate who follows the qualification."""
    person = make.person(Role.CANDIDATE, given="Noor", family="Heuvel")
    make.link(person, qualification)
    return person


@pytest.fixture
def other(make, qualification):
    """Another candidate of the same qualification."""
    person = make.person(Role.CANDIDATE, given="Sem")
    make.link(person, qualification)
    return person


@pytest.fixture
def guide(make, noor):
    """The supervisor of Noor."""
    person = make.person(Role.SUPERVISOR)
    make.supervision(noor, person)
    return person


@pytest.fixture
def processes(qualification):
    return [process for task in qualification.core_tasks for process in task.work_processes]


@pytest.fixture
def entry(keep, noor) -> Entry:
    return keep.entry(noor)


@pytest.fixture
def evidence(desk, keep, noor, entry, processes) -> Evidence:
    keep.evidence(noor, entry, processes[0])
    with desk.reading() as work:
        found = work.db.query(Evidence).filter_by(entry_id=entry.id).one()
        work.db.expunge_all()
        return found


@pytest.fixture
def audit(desk) -> Callable[[], list[tuple[str, int | None, int | None]]]:
    """The audit lines of portfolios: event, actor, person."""
    from foundation.audit import AuditLine

    def lines():
        with desk.reading() as work:
            rows = work.db.query(AuditLine).order_by(AuditLine.id)
            return [(row.event.removeprefix("portfolio."), row.actor_id, row.person_id) for row in rows]

    return lines


@pytest.fixture
def count(desk) -> Callable[..., int]:
    """How many rows of a model there are."""

    def rows(model, **where) -> int:
        with desk.reading() as work:
            return work.db.query(model).filter_by(**where).count()

    return rows


@pytest.fixture
def kept_bytes(app) -> Callable[[], list[str]]:
    """The keys that storage holds."""
    from datetime import UTC, datetime

    def keys():
        return list(app.extensions["works"].storage.iterate_keys(older_than=datetime(2100, 1, 1, tzinfo=UTC)))

    return keys


def outsiders(make) -> Iterator[Any]:
    """Everybody who has no business in a portfolio that is not theirs."""
    yield make.person(Role.CANDIDATE)
    yield make.person(Role.EXAMINER)
    yield make.person(Role.SUPERVISOR)  # of others
    yield make.person(Role.MANAGER)
    yield make.person(Role.AUDITOR)


ASKED = {
    "kind": "witness",
    "name": "Jan de Boer",
    "email": "jan@bouw.example",
    "organisation": "Bouw BV",
    "function": "Foreman",
    "language": "en",
    "days": "14",
    "message": "You saw me build it.",
    "step": "send",
}


def asked_of_guest(**changes):
    """The form with which a guest is invited."""
    return {**ASKED, "form_key": uuid_of(next(NUMBERS)), **changes}


@dataclass
class Post:
    """The mails that were sent, newest last."""

    folder: Path

    def mails(self, to="jan@bouw.example"):
        found = [message_from_bytes(file.read_bytes(), policy=default) for file in sorted(self.folder.glob("*.eml"))]
        return sorted((mail for mail in found if mail["To"] == to), key=lambda mail: mail["Date"].datetime)

    def texts(self, to="jan@bouw.example"):
        return [mail.get_content().replace("\r\n", "\n") for mail in self.mails(to)]

    def links(self, to="jan@bouw.example"):
        return [re.search(r"/guests/[\w-]{43}", text)[0] for text in self.texts(to) if "/guests/" in text]

    def codes(self, to="jan@bouw.example"):
        found = [re.search(r"^(\d{3}) (\d{3})$", text, re.MULTILINE) for text in self.texts(to)]
        return [hit[1] + hit[2] for hit in found if hit]


@pytest.fixture
def post(app):
    return Post(Path(app.extensions["settings"].mailbox))


@pytest.fixture
def invite(visit, noor, entry, run_jobs, desk, clock):
    """`invite()` sends an invitation to an entry (or with `whole` to all of it), and gives the pass."""

    def send(*, whole=False, by=None, **changes):
        clock.move(seconds=1)  # so that the newest mail is known by its date
        url = "/portfolio/guests/new" if whole else f"/portfolio/entries/{entry.id}/guests/new"
        answer = visit(by or noor).post(url, asked_of_guest(**changes))
        assert answer.status_code == 303, answer.text
        run_jobs()
        with desk.reading() as work:
            found = work.db.query(GuestPass).order_by(GuestPass.id.desc()).first()
            work.db.expunge_all()
            return found

    return send


@pytest.fixture
def come(visit, post, run_jobs, clock):
    """`come(to)` is the browser of a guest who followed the newest link and typed the code."""

    def enter(to="jan@bouw.example"):
        guest, link = visit(None), post.links(to)[-1]
        clock.move(seconds=1)
        assert guest.post(link).status_code == 303
        run_jobs()
        answer = guest.post(f"{link}/code", {"code": post.codes(to)[-1]})
        assert answer.status_code == 303, answer.text
        guest.home = answer.location
        return guest

    return enter


@pytest.fixture
def guest_at(invite, come):
    """A guest of the entry, come in, and the pass."""
    guest = invite()
    return come(), guest
