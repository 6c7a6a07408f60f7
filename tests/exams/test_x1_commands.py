"""X1: forms on the command line."""

import json

import pytest
from click.testing import CliRunner

from exams.cli import exams
from exams.formats import schema
from exams.models import ExamForm
from qualification_files.rules import QualificationState


@pytest.fixture
def typed(app):
    """`typed("export", 1)` types the command, and gives what came of it."""
    return lambda *words: CliRunner().invoke(exams, [str(word) for word in words], obj=lambda: app)


@pytest.fixture
def file(typed, school, tmp_path):
    place = tmp_path / "form.json"
    assert typed("export", school.form.id, "--output", place).exit_code == 0
    return place


def test_x1_a_form_is_exported_to_the_screen_or_a_file(typed, school, file):
    shown = typed("export", school.form.id)
    assert shown.exit_code == 0
    assert json.loads(shown.output) == json.loads(file.read_text())


def test_x1_an_exported_form_comes_in_as_a_draft(typed, school, file):
    came = typed("import", file, "--qualification", school.qualification.code)
    assert came.exit_code == 0, came.output
    number = int(came.output.split()[1])
    assert [step.text for step in school.read(ExamForm, number).steps] == [
        step.text for step in school.read(ExamForm, school.form.id).steps
    ]


def test_x1_the_schema_is_printed(typed):
    assert typed("schema").output == schema()


def test_x1_a_form_that_is_not_there_is_told(typed):
    gone = typed("export", 999_999)
    assert (gone.exit_code, gone.output) == (1, "Error: There is no form with number 999999.\n")


def test_x1_a_qualification_that_is_not_there_is_told(typed, file):
    assert "There is no qualification with code 00000." in typed("import", file, "--qualification", "00000").output


def test_x1_a_qualification_that_is_not_active_is_told(typed, file, make):
    inactive = make.qualification(state=QualificationState.DRAFT, code="77777")
    told = typed("import", file, "--qualification", inactive.code)
    assert told.exit_code == 1
    assert "It is not active." in told.output


def test_x1_two_qualifications_of_one_code_are_told_apart_by_cohort(typed, file, make):
    for cohort in ("2025", "2026"):
        make.qualification(code="88888", cohort=cohort)
    assert "--cohort: 2025, 2026" in typed("import", file, "--qualification", "88888").output
    assert typed("import", file, "--qualification", "88888", "--cohort", "2025").exit_code == 0


def test_x1_a_file_that_makes_no_sense_is_refused_with_the_place(typed, school, file):
    file.write_text(json.dumps(json.loads(file.read_text()) | {"colr": "red"}))
    told = typed("import", file, "--qualification", school.qualification.code)
    assert told.exit_code == 1
    assert "colr: This field is not known here." in told.output
