"""What a browser writes on the disk in plain, history and fields it fills in again, says nothing of a candidate."""

import re
from html import unescape
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).parents[3] / "templates" / "exams"
FIELD = re.compile(r"<(?:input|textarea|select)\b[^>]*>")
NO_FIELD = re.compile(r'type="(?:hidden|submit|button)"')
OF_THE_SCREEN = sorted([*TEMPLATES.glob("_marking_*.html"), *(TEMPLATES / "tablet").glob("*.html")])


@pytest.fixture
def pages(bench, send, visit):
    """The pages about one candidate, before the exam began and after."""
    visitor = visit(bench.examiner)
    no_show = visitor.get(f"/exams/sittings/{bench.sitting.id}/no-show")
    assert send(*(bench.mark(place, 2) for place in range(6))).status_code == 200
    sheet = f"/exams/sheets/{bench.sheet.id}"
    found = {"no-show": no_show} | {place: visitor.get(f"{sheet}{place}") for place in ("", "/sign", "/stop")}
    assert {page.status_code for page in found.values()} == {200}
    return {place: unescape(page.text) for place, page in found.items()}


def test_no_title_names_the_candidate(pages):
    titles = {re.search(r"<title>(.*?)</title>", page, re.DOTALL).group(1) for page in pages.values()}
    assert titles == {"Marking · Proefstuk"}


def test_the_page_itself_still_does(pages, bench):
    for page in pages.values():
        assert bench.candidate.name in re.search(r"<h1.*?</h1>", page, re.DOTALL).group(0)


def fields_to_fill(text):
    return [field for field in FIELD.findall(text) if not NO_FIELD.search(field)]


def test_no_field_of_a_candidate_is_filled_in_again(pages):
    for page in pages.values():
        assert [field for field in fields_to_fill(page) if 'autocomplete="off"' not in field] == []


@pytest.mark.pure
@pytest.mark.parametrize("template", OF_THE_SCREEN, ids=lambda template: template.stem)
def test_no_field_of_the_screen_or_the_app_is_filled_in_again(template):
    text = template.read_text("utf-8")
    assert [field for field in fields_to_fill(text) if 'autocomplete="off"' not in field] == []
