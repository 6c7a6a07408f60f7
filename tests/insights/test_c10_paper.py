"""C10: the overview on paper."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from foundation.audit import AuditLine
from people.models import Person
from people.rules import Role
from tests.conftest import NOON, Desk, Visit
from tests.factories import Make
from tests.insights.conftest import School
from tests.people.made import part

LATELY = NOON.date() - timedelta(days=30)
ADDRESS = "/insights/overview.pdf"
Enter = Callable[[Person | None], Visit]


@pytest.fixture
def administrator(make: Make) -> Person:
    return make.person(Role.ADMINISTRATOR, given="Ada", family="Bos")


def words_of(answer: bytes) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(answer)).pages)


def test_the_paper_holds_the_numbers_and_who_printed_it(visit: Enter, administrator: Person, school: School) -> None:
    school.holder(school.north, LATELY)
    words = words_of(visit(administrator).get(f"{ADDRESS}?part={school.north.id}").data)
    for told in ("De Brug › North", "First Aid", "Meets", "Printed by Ada Bos", "On Mon 23 Nov 2026"):
        assert told in words


def test_markup_in_a_name_is_printed_and_not_obeyed(
    visit: Enter, administrator: Person, make: Make, school: School
) -> None:
    school.holder(part(make, '<img src="/etc/hostname">', below=school.company), LATELY)
    assert '<img src="/etc/hostname">' in words_of(visit(administrator).get(ADDRESS).data)


def test_a_lead_prints_the_own_part_alone(visit: Enter, school: School) -> None:
    school.holder(school.south, LATELY)
    words = words_of(visit(school.leads_north).get(f"{ADDRESS}?part={school.south.id}").data)
    assert "South" not in words


def test_printing_is_on_record(visit: Enter, desk: Desk, administrator: Person, school: School) -> None:
    visit(administrator).get(f"{ADDRESS}?qualification={school.first_aid.id}")
    with desk.reading() as work:
        line = work.db.scalars(select(AuditLine).where(AuditLine.event == "insights.exported")).one()
        assert (line.facts["what"], line.facts["qualification_id"]) == ("overview.pdf", school.first_aid.id)
