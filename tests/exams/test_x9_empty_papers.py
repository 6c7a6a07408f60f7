"""X9: the empty paper has room for every examiner, and no hundred boxes."""

import io

import pytest
from pypdf import PdfReader

from exams import queries
from exams.documents.empty_form import empty_form


def read(desk, form_id):
    """The words of the empty form."""
    with desk.reading() as work, desk.app.test_request_context():
        paper = empty_form(queries.form(work, form_id), school="De Brug")
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(paper)).pages)


@pytest.mark.parametrize(("examiners", "lines"), [(1, 1), (2, 3)])
def test_x9_each_examiner_has_place_date_and_signature(school, make, desk, examiners, lines):
    with make.redesigned(school.form.id) as form:
        form.examiners_required = examiners
    words = read(desk, school.form.id)
    end = words.split("Overall remark")[1]
    assert [end.count(word) for word in ("Place", "Date and time")] == [lines, lines]
    assert ("Third examiner" in end) == (examiners == 2)
    assert ("Second examiner" in words.split("Overall remark")[0]) == (examiners == 2)


def test_x9_a_long_scale_is_a_line_to_write_on(school, make, desk):
    tenths = [{"value": value, "label": f"{value / 10}", "description": ""} for value in range(10, 101)]
    with make.redesigned(school.form.id) as form:
        form.steps[0].levels, form.steps[0].unit = tenths, 10
    words = read(desk, school.form.id)
    assert "Mark, from 1.0 to 10.0:" in words
    assert "5.5 (55)" not in words
