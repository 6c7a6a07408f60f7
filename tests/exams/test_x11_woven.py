"""X11: chains name each other, so none goes or is written anew unseen, and no later deed takes a change over."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest

from exams import queries
from exams.actions.purging import hold
from exams.queries.chain import every_sitting, links_of, reports
from exams.rules.chain import REMOVED, Anchor, Happened, Tip, hash_of, link_after
from people.rules import Role
from tests.conftest import NOON, actor_of
from tests.exams.chains import NO_CHAINS, Chained, mark_and_sign, older, put, sign, tamper
from tests.exams.test_x11_from_the_first_mark import marked


@pytest.fixture
def two(school, visit, clock):
    """Two signed exams, the second after the first."""
    school.board_ratifies()
    first = mark_and_sign(school, visit, school.planned(starts_at=NOON))
    clock.move(days=1)
    other = school.make.person(Role.CANDIDATE, given="Bo", number="S1002")
    second = mark_and_sign(school, visit, school.planned(starts_at=clock.now, candidate=other))
    assert (first.wrong, second.wrong) == ([], [])
    return first, second


def everything(desk):
    with desk.reading() as work:
        return {
            one.sitting_id: {str(finding.fault) for finding in one.findings}
            for piece in list(every_sitting(work))
            for one in reports(work, piece)
        }


GONE = [
    "DELETE FROM mark WHERE sheet_id IN (SELECT id FROM sheet WHERE sitting_id = {0})",
    "DELETE FROM sitting_outcome WHERE sitting_id = {0}",
    "DELETE FROM sheet WHERE sitting_id = {0}",
    "DELETE FROM sitting WHERE id = {0}",
]


def test_x11_the_chain_of_the_oldest_exam_is_missed(two, desk):
    tamper(desk, f"DELETE FROM exam_event WHERE sitting_id = {two[0].sitting.id}", "UPDATE mark SET value = 0")
    assert ("chain_gone", "None") in two[0].things


def test_x11_all_chains_are_missed(two, desk):
    tamper(desk, NO_CHAINS)
    assert [one.things for one in two] == [[("chain_gone", "None")]] * 2


def test_x11_a_beginning_that_is_gone_or_another_is_told(two, desk, beginning):
    older(desk, two[1].sitting.id)
    assert [one.things for one in two] == [[("beginning_changed", "None")]] * 2
    tamper(desk, "DELETE FROM exam_event WHERE sitting_id = 0")
    assert [one.things for one in two] == [[("beginning_changed", "None")]] * 2


def test_x11_an_exam_that_is_gone_with_its_chain_is_missed_by_the_next(two, desk):
    gone = two[0].sitting.id
    statements = [*GONE, "DELETE FROM exam_event WHERE sitting_id = {0}"]
    tamper(desk, *(statement.format(gone) for statement in statements))
    assert everything(desk) == {gone: {"chain_gone"}, two[1].sitting.id: set()}


def test_x11_a_chain_whose_end_was_cut_off_is_missed_by_the_next(two, desk):
    tamper(desk, f"DELETE FROM exam_event WHERE sitting_id = {two[0].sitting.id} AND number > 3")
    assert "link_missing" in {fault for fault, _ in two[0].things}


def test_x11_a_chain_that_was_written_anew_is_not_the_one_that_the_next_names(two, desk):
    with desk.reading() as work:
        last = links_of(work, [two[0].sitting.id])[two[0].sitting.id][-1]
    happened = Happened(sitting_id=last.sitting_id, name=last.name, at=last.at, actor_id=None, facts={})
    forged = link_after(Tip(number=last.number - 1, hash=last.previous), happened, {}, salt=last.salt)
    put(desk, forged, instead=f"sitting_id = {last.sitting_id} AND number = {last.number}")
    assert ("link_exchanged", str(last.number)) in two[0].things


def test_x11_a_link_names_the_newest_of_another_chain(two, desk):
    first, second = (one.sitting.id for one in two)
    with desk.reading() as work:
        found = links_of(work, [first, second])
    assert (found[second][0].beside_sitting, found[second][0].beside_hash) == (first, found[first][-1].hash)
    assert {link.beside_sitting for link in found[first]} == {0, None}  # its own is the one before
    assert all(link.facts["format"] == 1 and hash_of(link) == link.hash for link in found[first])


def test_x11_nobody_who_was_marked_is_taken_off_a_plan_even_by_a_link_that_fits(two, desk, clock):
    gone, tip = two[1].sitting.id, two[1].report().tip
    happened = Happened(sitting_id=gone, name=REMOVED, at=clock.now, actor_id=None, facts={})
    tamper(desk, *(statement.format(gone) for statement in GONE))
    put(desk, link_after(tip, happened, {}, salt="0" * 32))
    report = two[1].report(Anchor(heads={gone: tip}))
    assert [(str(one.fault), one.number) for one in report.findings] == [("marked_removed", tip.number + 1)]


def test_x11_candidates_exchanged_between_marking_and_signing_are_told(school, visit, desk):
    school.board_ratifies()
    other = school.make.person(Role.CANDIDATE, given="Bo", number="S1002")
    exams = [school.planned(starts_at=NOON), school.planned(starts_at=NOON, candidate=other)]
    for one in exams:
        marked(school, visit, one, *range(len(school.form.steps)))
    a = exams[0].id
    tamper(desk, f"UPDATE sitting SET candidate_id = CASE id WHEN {a} THEN {other.id} ELSE {school.candidate.id} END")
    for one in exams:
        sign(school, one)
    assert [("content_changed", "plan") in Chained(one, desk).things for one in exams] == [True, True]


LAUNDERED = {
    "who made it final": (
        "UPDATE sitting SET ratified_by = NULL, ratified_at = '2020-01-01 00:00:00+00:00'",
        "sitting",
    ),
    "who examines": ("UPDATE sheet SET examiner_id = (SELECT max(id) FROM person)", "seats"),
    "another name": ("UPDATE person SET family_name = 'Mallory' WHERE number = 'S1001'", "person"),
}


@pytest.mark.parametrize("what", LAUNDERED)
def test_x11_a_later_deed_takes_no_change_over(school, visit, desk, what):
    found = mark_and_sign(school, visit, school.planned(starts_at=NOON))
    statement, thing = LAUNDERED[what]
    tamper(desk, statement)
    with desk.writing(actor_of(school.administrator)) as work:
        hold(work, queries.sitting(work, found.sitting.id), "A lawsuit.", form_key=str(uuid4()))
    assert ("content_changed", thing) in found.things


def test_x11_two_exams_marked_at_the_same_moment_wait_for_nothing_of_each_other(school, visit, make, desk):
    exams = []
    for given in ("Bo", "Cor"):
        examiner = make.person(Role.EXAMINER, given=given)
        exams.append((examiner, school.planned(starts_at=NOON, examiner=examiner, candidate=make.person(given=given))))
    together = Barrier(2)

    def send(pair):
        examiner, sitting = pair
        browser = visit(examiner)
        for place, step in enumerate(school.form.steps, start=1):
            mark = {
                "op": str(uuid4()), "sheet": sitting.sheets[0].id, "step": step.id, "value": 2, "remark": "",
                "base_op": None, "sequence": place, "made_at": NOON.isoformat(),
            }  # fmt: skip
            together.wait(10)
            answer = browser.post("/exams/sync", json={"operations": [mark], "sent_at": NOON.isoformat()})
            assert answer.status_code == 200, answer.text

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(send, exams))
    assert everything(desk) == {sitting.id: set() for _, sitting in exams}
