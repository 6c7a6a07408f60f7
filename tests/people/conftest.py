"""What the tests of people share: a school with an administrator, the audit, the mails that left."""

import email
import email.policy
import io
import re

import pytest
import xlsxwriter
from PIL import Image
from sqlalchemy import select

from foundation.audit import AuditLine
from people.rules import Role

PASSWORD = "correct horse battery"


@pytest.fixture
def admin(make):
    return make.person(Role.ADMINISTRATOR, given="Esra", family="Yıldız", email="admin@school.example")


@pytest.fixture
def coordinator(make):
    return make.person(Role.COORDINATOR, given="Marijke", family="Velde")


@pytest.fixture
def nurse(make, app):
    """A candidate with a password."""
    return make.person(
        Role.CANDIDATE,
        given="Fatima",
        prefix="el",
        family="Idrissi",
        email="nurse@school.example",
        number="100200",
        group_name="VZ2",
        password_hash=app.extensions["passwords"].hash(PASSWORD),
    )


@pytest.fixture
def audit(desk):
    """`audit("people.signed-in")`: the lines about that, oldest first."""

    def lines(event):
        with desk.reading() as work:
            found = list(work.db.scalars(select(AuditLine).where(AuditLine.event == event).order_by(AuditLine.id)))
            work.db.expunge_all()
        return found

    return lines


@pytest.fixture
def letters(app, run_jobs):
    """`letters()`: do all jobs, then the mails that left, oldest first."""

    def read():
        run_jobs()
        files = sorted(app.extensions["settings"].mailbox.glob("*.eml"))
        return [email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in files]

    return read


def link_in(letter):
    """The path of the link that a mail holds."""
    return re.search(r"https?://[^/\s]+(/password/choose/\S+)", letter.get_content())[1]


def photo_file(width=640, height=480, *, kind="JPEG"):
    target = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(target, kind)
    target.seek(0)
    return target


def workbook(*rows):
    """An Excel workbook with these rows; what is no text is written as what it is."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for place, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                sheet.write(place, column, cell)
    return target.getvalue()
