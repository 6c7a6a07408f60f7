"""X11: the bytes of photos and files are read and compared with what the chain vouches for."""

import io
import json

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from exams.cli import exams
from exams.models import MarkPhoto, Sheet
from exams.queries.chain import reports
from exams.queries.chain_files import with_files
from tests.conftest import NOON, actor_of
from tests.exams.chains import mark_and_sign, tamper
from tests.exams.conftest import counted
from tests.exams.used_tablets import PICTURE, with_photo


@pytest.fixture
def signed(school, visit):
    found = mark_and_sign(school, visit, school.planned(starts_at=NOON))
    with school.desk.writing(actor_of(school.examiner)) as work:
        with_photo(work, work.db.scalars(select(Sheet)).one(), school.form.steps[0].id)
    assert found.wrong == []
    return found


@pytest.fixture
def verify(app):
    return lambda *arguments: CliRunner().invoke(exams, ["verify", *map(str, arguments)], obj=lambda: app)


def photo(desk):
    with desk.reading() as work:
        found = work.db.scalars(select(MarkPhoto)).one()
        work.db.expunge(found)
        return found


def test_x11_bytes_that_are_whole_are_no_news(signed, verify):
    assert verify("--files").exit_code == 0


def test_x11_a_picture_that_is_gone_is_told_where_files_are_read(signed, desk, verify):
    with desk.reading() as work:
        work.storage.delete(photo(desk).file_key)
    assert verify().exit_code == 0
    done = verify("--files", "--json")
    assert done.exit_code == 1
    findings = json.loads(done.output)["exams"][0]["findings"]
    assert [(one["fault"], one["thing"]) for one in findings] == [("content_gone", f"photo:{photo(desk).id}")]


def test_x11_another_picture_in_its_place_is_told(signed, desk):
    key = photo(desk).file_key

    class Exchanged:
        """A storage on which somebody wrote something else in this place."""

        def open(self, wanted):
            assert wanted == key
            return io.BytesIO(PICTURE + b"!")

    with desk.reading() as work:
        work.storage = Exchanged()
        found = with_files(work, reports(work, [signed.sitting.id]))[0]
    assert [str(one.message) for one in found.findings] == [f"Photo {photo(desk).id} was changed outside the chain."]


def test_x11_the_page_says_so_too(signed, school, visit, desk):
    browser, url = visit(school.coordinator), f"/exams/sittings/{signed.sitting.id}/chain"
    assert "is gone, although" not in browser.get(url).text
    with desk.reading() as work:
        work.storage.delete(photo(desk).file_key)
    assert f"Photo {photo(desk).id} is gone, although the chain vouches for it." in browser.get(url).text


def test_x11_what_the_chain_tells_already_is_told_once(signed, desk, verify):
    tamper(desk, "UPDATE mark_photo SET file_key = 'aa/bb/cc'")
    findings = json.loads(verify("--files", "--json").output)["exams"][0]["findings"]
    assert [one["fault"] for one in findings] == ["content_changed"]


def test_x11_reading_files_costs_two_statements_however_many_there_are(signed, school, visit, desk, statements):
    browser, url, found = visit(school.coordinator), f"/exams/sittings/{signed.sitting.id}/chain", []
    for _ in range(2):
        browser.get(url)
        with statements() as seen:
            browser.get(url)
        found.append(counted(seen))
        with desk.writing(actor_of(school.examiner)) as work:
            with_photo(work, work.db.scalars(select(Sheet)).one(), content=b"one more")
    assert found[0] == found[1]
