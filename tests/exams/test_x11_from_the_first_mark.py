"""X11: what an exam is marked by is vouched for from its first mark, and what a chain alone cannot show is said."""

from uuid import uuid4

import pytest
from click.testing import CliRunner

from exams.cli import exams as commands
from exams.pages.chain_words import TOLD
from foundation.events import Event
from tests.conftest import NOON
from tests.exams.chains import Chained, sign, tamper

OF_FORM = {
    "the text of a step": "UPDATE exam_step SET text = 'Other'",
    "whether a step is critical": "UPDATE exam_step SET critical = NOT critical",
    "the weight of a group": "UPDATE exam_group SET weight = 9",
    "the cut score": "UPDATE exam_form SET cut_score = '{}'",
}


def marked(school, visit, sitting, *places):
    """These steps marked by the tablet, nothing signed."""
    sheet = sitting.sheets[0].id
    marks = [
        {
            "op": str(uuid4()), "sheet": sheet, "step": school.form.steps[place].id, "value": 2, "remark": "",
            "base_op": None, "sequence": place + 1, "made_at": NOON.isoformat(),
        }
        for place in places
    ]  # fmt: skip
    sent = {"operations": marks, "sent_at": NOON.isoformat()}
    assert visit(school.examiner).post("/exams/sync", json=sent).status_code == 200
    return Chained(sitting, school.desk)


@pytest.mark.parametrize("what", OF_FORM)
def test_x11_the_form_is_vouched_for_from_the_first_mark(what, school, visit, desk):
    chained = marked(school, visit, school.planned(starts_at=NOON), 0)
    assert chained.things == []
    tamper(desk, OF_FORM[what])
    assert chained.things == [("content_changed", "form")]


def test_x11_and_from_the_beginning_without_a_mark(school, visit, desk):
    sitting = school.planned(starts_at=NOON)
    assert visit(school.examiner).post(f"/exams/sheets/{sitting.sheets[0].id}/begin").status_code == 303
    tamper(desk, OF_FORM["the cut score"])
    assert Chained(sitting, desk).things == [("content_changed", "form")]


def test_x11_signing_takes_no_form_over_that_was_changed_before(school, visit, desk):
    chained = marked(school, visit, school.planned(starts_at=NOON), *range(len(school.form.steps)))
    tamper(desk, OF_FORM["the text of a step"])
    sign(school, chained.sitting)
    assert ("content_changed", "form") in chained.things


def test_x11_the_page_says_what_a_chain_without_marks_cannot_show(school, visit):
    sitting = school.planned(starts_at=NOON)
    visit(school.examiner).post(f"/exams/sheets/{sitting.sheets[0].id}/begin")
    url, browser = f"/exams/sittings/{sitting.id}/chain", visit(school.administrator)
    assert "proefstuk exams verify --heads" in browser.get(url).text
    marked(school, visit, sitting, 0)
    assert "--heads" not in browser.get(url).text


def test_x11_so_does_the_command_as_long_as_nothing_is_compared(school, visit, app, tmp_path):
    sitting, heads = school.planned(starts_at=NOON), tmp_path / "heads.json"
    visit(school.examiner).post(f"/exams/sheets/{sitting.sheets[0].id}/begin")

    def told(*arguments):
        return CliRunner().invoke(commands, ["verify", *map(str, arguments)], obj=lambda: app).output

    assert "1 without marks" in told("--heads", heads)
    assert "without marks" not in told("--heads", heads)
    marked(school, visit, sitting, 0)
    assert "without marks" not in told()


def every_event(kind=Event):
    for one in kind.__subclasses__():
        yield from every_event(one)
        if getattr(one, "name", "").startswith("exams."):
            yield one.name


def test_x11_every_event_of_exams_has_a_sentence():
    names = set(every_event())
    assert names - TOLD.keys() == set()
    assert TOLD.keys() - names == {"exams.chain-opened"}
    assert all(str(words).endswith(".") for words in TOLD.values())


def test_x11_the_page_tells_the_events_in_sentences(school, visit):
    chained = marked(school, visit, school.planned(starts_at=NOON), 0)
    page = visit(school.administrator).get(f"/exams/sittings/{chained.sitting.id}/chain").text
    assert "Marks came in." in page
    assert "exams.marks-recorded" not in page
