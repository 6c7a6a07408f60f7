"""One number is one thing: what was a deed is no mark under the same number, whichever way it comes."""

import pytest

from exams.models import MarkFile, TabletDeed
from tests.exams.tablet.test_unsent_file import take_in

WORDS = "Something else was already sent under the same number"


@pytest.fixture
def twins(tabled):
    """A mark and a deed with one number."""
    mark = tabled.mark(0)
    return mark, {**tabled.deed("pause", reason="x"), "op": mark["op"]}


def kept(tabled):
    return len(tabled.marks()), len(tabled.all_of(TabletDeed))


def counts(tabled):
    return tabled.all_of(MarkFile)[-1].counts


def test_a_mark_with_the_number_of_a_deed_is_refused_in_a_request_without_deeds(tabled, twins):
    mark, deed = twins
    assert tabled.send(deed) == ["stored"]
    answer = tabled.visit(tabled.school.examiner).post("/exams/sync", json={"operations": [mark]}).json["answers"][0]
    assert (answer["outcome"], answer["reason"].startswith(WORDS), kept(tabled)) == ("refused", True, (0, 1))


def test_a_deed_with_the_number_of_a_mark_is_refused(tabled, twins):
    mark, deed = twins
    assert (tabled.send(mark), tabled.send(deed), kept(tabled)) == (["stored"], ["refused"], (1, 0))


def test_of_both_in_one_file_the_first_counts(tabled, twins):
    take_in(tabled, tabled.file(*twins))
    assert (counts(tabled), kept(tabled)) == ({"stored": 1, "refused": 1}, (1, 0))


def test_a_mark_of_a_file_with_the_number_of_a_deed_that_was_sent_is_refused(tabled, twins):
    mark, deed = twins
    tabled.send(deed)
    take_in(tabled, tabled.file(mark, tabled.mark(1)))
    assert (counts(tabled), kept(tabled)) == ({"stored": 1, "refused": 1}, (1, 1))


def test_a_deed_of_a_file_with_the_number_of_a_mark_that_was_sent_is_refused(tabled, twins):
    mark, deed = twins
    tabled.send(mark)
    take_in(tabled, tabled.file(deed))
    assert (counts(tabled), kept(tabled)) == ({"refused": 1}, (1, 0))


def test_marks_alone_take_no_more_statements_for_that(tabled, statements):
    examiner = tabled.visit(tabled.school.examiner)
    examiner.post("/exams/sync", json={"operations": [tabled.mark(0)]})
    with statements() as seen:
        examiner.post("/exams/sync", json={"operations": [tabled.mark(1), tabled.mark(2)]})
    assert len([one for one in seen.seen if "tablet_deed" in one]) == 1
    assert len([one for one in seen.seen if "UNION" in one]) == 1
