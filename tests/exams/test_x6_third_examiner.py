"""X6: the third examiner: chosen once, told of it, and named for what the decision was."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from people.rules import Role
from tests.exams.test_x6_two_examiners import comparing, pair

__all__ = ["comparing", "pair"]


def test_x6_two_who_choose_a_third_examiner_at_once_choose_one(comparing, visit, make):
    together = Barrier(2)

    def choose(browser, person):
        together.wait(5)
        return browser.post(f"/exams/sittings/{comparing.sitting.id}/third-examiner", {"examiner": person.id})

    browsers = [visit(make.person(Role.COORDINATOR)) for _ in range(2)]
    people = [make.person(Role.EXAMINER, given=f"T{n}") for n in range(2)]
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(choose, browsers, people))
    assert all(answer.status_code < 500 for answer in answers)
    assert [sheet.position for sheet in comparing.now.standing_sheets] == [1, 2, 3]
