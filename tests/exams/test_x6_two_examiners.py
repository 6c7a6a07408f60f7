"""X6: two examiners, blind until both signed; what they differ on is agreed with reasons, or a third one decides."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from exams import queries
from exams.actions import agreeing
from exams.actions.marking import Signature, seen_of, sign_sheet
from exams.actions.results import finish_sitting
from exams.models import AgreedMark, Sheet, Sitting, SittingOutcome
from exams.queries.standing import Source, standing_of, standing_of_all
from exams.rules import SittingState
from exams.rules.decisions import OutcomeCause
from foundation.refusals import Refusal
from people.models import Person
from people.rules import Role
from tests.conftest import NOON, actor_of
from tests.exams.conftest import School, mark_of

FIRST, SECOND = "Secretly splendid", "Privately poor"


@dataclass
class Pair:
    """Two examiners before one candidate."""

    school: School
    first: Person
    second: Person
    sitting: Sitting

    @property
    def steps(self) -> list[int]:
        return [step.id for step in self.school.form.steps]

    def mark(self, examiner: Person, *values: int | None, remark: str = "") -> Sheet:
        """Mark every step of the examiner's own sheet (the last value again for all further steps)."""
        with self.school.desk.writing(actor_of(examiner)) as work:
            sheet = self.sheet(work, examiner)
            for place, step in enumerate(self.steps):
                value = values[min(place, len(values) - 1)]
                work.db.add(mark_of(sheet.id, step, examiner.id, value, remark, work.now))
            return sheet

    def sheet(self, work: Any, examiner: Person) -> Sheet:
        sitting = queries.sitting(work, self.sitting.id)
        return next(sheet for sheet in sitting.standing_sheets if sheet.examiner_id == examiner.id)

    def sign(self, examiner: Person, **facts: Any) -> None:
        with self.school.desk.writing(actor_of(examiner)) as work:
            sheet = self.sheet(work, examiner)
            seen = seen_of(queries.standing_marks(work, sheet.id))
            sign_sheet(work, sheet, Signature(name=examiner.name, overall_remark="Seen.", seen=seen, **facts))

    def both(self, first: tuple[int, ...], second: tuple[int, ...]) -> None:
        """Both mark, and both sign."""
        self.mark(self.first, *first, remark=FIRST)
        self.mark(self.second, *second, remark=SECOND)
        self.sign(self.first)
        self.sign(self.second)

    def say(self, examiner: Person, place: int, value: int, reason: str = "We saw it.", key: str = "") -> None:
        with self.school.desk.writing(actor_of(examiner)) as work:
            proposal = agreeing.Proposal(
                step_id=self.steps[place], value=value, reason=reason, form_key=key or str(uuid4())
            )
            agreeing.propose(work, queries.sitting(work, self.sitting.id), proposal)

    def close(self, examiner: Person) -> None:
        with self.school.desk.writing(actor_of(examiner)) as work:
            agreeing.close(work, queries.sitting(work, self.sitting.id))

    def third(self, person: Person) -> None:
        with self.school.desk.writing(actor_of(self.school.coordinator)) as work:
            agreeing.add_third_examiner(work, queries.sitting(work, self.sitting.id), person)

    @property
    def now(self) -> Sitting:
        return self.school.read(Sitting, self.sitting.id)

    @property
    def stands(self) -> list[tuple[int, Source]]:
        with self.school.desk.reading() as work:
            found = standing_of(work, queries.sitting(work, self.sitting.id))
            return [(found[step].value, found[step].source) for step in self.steps if step in found]


@pytest.fixture
def pair(school, make) -> Pair:
    with make.redesigned(school.form.id) as form:
        form.examiners_required = 2
    return paired(school, make.person(Role.EXAMINER, given="Bea"))


def paired(school: School, second: Person) -> Pair:
    """The examiner of the school and this one before the same candidate."""
    sitting = school.planned(starts_at=NOON, state=SittingState.IN_PROGRESS)
    with school.desk.writing() as work:
        work.db.add(Sheet(sitting_id=sitting.id, examiner_id=second.id, position=2))
    return Pair(school=school, first=school.examiner, second=second, sitting=sitting)


@pytest.fixture
def comparing(pair) -> Pair:
    """Both signed; they differ on the first two steps of six."""
    pair.both((3, 1, 2), (1, 2, 2))
    return pair


# Blind


def test_br_30_with_two_required_the_result_waits_for_the_second_signature(pair):
    pair.mark(pair.first, 2)
    pair.sign(pair.first)
    assert (pair.now.state, pair.now.outcome, pair.now.passed) == (SittingState.IN_PROGRESS, None, None)


def test_br_30_one_examiner_alone_is_not_enough_where_two_are_required(pair):
    with pair.school.desk.writing() as work:
        pair.sheet(work, pair.second).withdrawn_at = work.now
    pair.mark(pair.first, 2)
    pair.sign(pair.first)
    assert pair.now.state is SittingState.IN_PROGRESS


@pytest.mark.parametrize("signed", [False, True])
def test_br_31_nobody_sees_the_sheet_of_another_before_both_signed(pair, visit, make, signed):
    sheet = pair.mark(pair.first, 3, remark=FIRST)
    if signed:
        pair.sign(pair.first)
    everything = (Role.COORDINATOR, Role.BOARD_MEMBER, Role.ADMINISTRATOR, Role.EXAMINER)
    with pair.school.desk.writing() as work:
        second = work.db.get_one(Person, pair.second.id)
        second.roles = [*second.roles, *(type(second.roles[0])(role=role) for role in everything[:3])]
    for person in (pair.second, pair.school.coordinator, pair.school.board_member, make.person(*everything)):
        for url in (f"/exams/sheets/{sheet.id}", f"/exams/sheets/{sheet.id}/sign", f"/exams/sheets/{sheet.id}/stop"):
            answer = visit(person).get(url)
            assert (answer.status_code, FIRST in answer.text) == (404, False)


def test_br_31_no_page_tells_an_examiner_what_the_other_gave(pair, visit):
    sheet = pair.mark(pair.first, 3, remark=FIRST)
    pair.sign(pair.first)
    browser, number = visit(pair.second), pair.sitting.id
    own = pair.mark(pair.second, 1, remark=SECOND)
    pages = [
        f"/exams/sittings/{number}{what}"
        for what in ("", "/result", "/result.pdf", "/agreeing", "/agreeing/close", "/third-examiner")
    ]
    for url in ("/", "/exams/today", f"/exams/sheets/{own.id}", f"/exams/sheets/{own.id}/sign",
                f"/exams/sessions/{pair.sitting.session_id}", *pages):  # fmt: skip
        text = browser.get(url).text
        assert FIRST not in text, url
        assert f"/sheets/{sheet.id}" not in text, url
    assert browser.get(f"/exams/sittings/{number}/result").status_code == 403


def test_br_31_no_answer_to_a_device_tells_what_the_other_gave(pair, visit):
    sheet = pair.mark(pair.first, 3, remark=FIRST)
    own = pair.mark(pair.second, 1)
    with pair.school.desk.reading() as work:
        other = queries.standing_marks(work, sheet.id)[pair.steps[0]].op
    facts = {"step": pair.steps[0], "value": 2, "remark": "", "sequence": 9, "made_at": NOON.isoformat()}
    attacks = [
        {**facts, "op": str(uuid4()), "sheet": sheet.id, "base_op": None},
        {**facts, "op": str(other), "sheet": own.id, "base_op": None, "sequence": 10},
        {**facts, "op": str(uuid4()), "sheet": own.id, "base_op": str(other), "sequence": 11},
    ]
    answers = visit(pair.second).post("/exams/sync", json={"operations": attacks}).json["answers"]
    assert [one["outcome"] for one in answers] == ["refused", "refused", "conflict"]
    assert answers[2]["standing"]["by"] == pair.second.id
    assert FIRST not in str(answers)


def test_x6_after_both_signed_each_sees_both_sheets(comparing, visit):
    with comparing.school.desk.reading() as work:
        sheets = [comparing.sheet(work, one).id for one in (comparing.first, comparing.second)]
    for person in (comparing.first, comparing.second, comparing.school.board_member):
        assert [visit(person).get(f"/exams/sheets/{sheet}").status_code for sheet in sheets] == [200, 200]


# A result at once, or a comparison


def test_x6_equal_marks_are_a_result_at_once_whatever_the_remarks_say(pair):
    pair.both((2, 3), (2, 3))
    assert (pair.now.state, pair.now.compared_at) == (SittingState.RATIFIED, None)
    assert pair.stands == [(2, Source.RAW), *[(3, Source.RAW)] * 5]


def test_x6_marks_that_differ_are_compared_and_there_is_no_result_yet(comparing):
    now = comparing.now
    assert (now.state, now.compared_at, now.outcome) == (SittingState.AGREEING, NOON, None)
    assert comparing.stands == [(2, Source.RAW)] * 4


def test_x6_not_applicable_against_a_mark_is_a_difference(pair, make):
    pair.both((-1, 2), (0, 2))
    assert pair.now.state is SittingState.AGREEING


def test_x6_what_both_name_last_is_agreed_and_closed_by_both_is_the_result(comparing, desk):
    comparing.say(comparing.first, 0, 2, "A slip at the start.")
    comparing.say(comparing.second, 0, 2)
    comparing.say(comparing.first, 1, 1)
    comparing.say(comparing.second, 1, 1)
    comparing.close(comparing.first)
    assert comparing.now.state is SittingState.AGREEING
    comparing.close(comparing.second)
    assert (comparing.now.state, comparing.now.passed) == (SittingState.RATIFIED, True)
    assert comparing.stands[:3] == [(2, Source.AGREED), (1, Source.AGREED), (2, Source.RAW)]
    with desk.reading() as work:
        assert work.db.scalars(select(SittingOutcome.cause)).all() == [OutcomeCause.AGREED]


def test_x6_raw_marks_and_all_that_was_said_stay(comparing, desk):
    comparing.say(comparing.first, 0, 3, "First thought.")
    comparing.say(comparing.second, 0, 2, "Second thought.")
    comparing.say(comparing.first, 0, 2, "Third thought.")
    with desk.reading() as work:
        assert work.db.scalars(select(AgreedMark.value).order_by(AgreedMark.id)).all() == [3, 2, 2]
        sheet = comparing.sheet(work, comparing.first)
        assert queries.standing_marks(work, sheet.id)[comparing.steps[0]].value == 3


def test_x6_the_higher_mark_never_wins_by_itself(comparing):
    comparing.say(comparing.first, 0, 3)
    comparing.say(comparing.first, 1, 2)
    with pytest.raises(Refusal, match="2 steps are not agreed on yet"):
        comparing.close(comparing.first)


def test_x6_who_closed_before_the_last_word_closes_again(comparing):
    for person in (comparing.first, comparing.second):
        comparing.say(person, 0, 2)
        comparing.say(person, 1, 2)
    comparing.close(comparing.first)
    comparing.say(comparing.second, 1, 1)
    comparing.say(comparing.first, 1, 1)
    comparing.close(comparing.second)
    assert comparing.now.state is SittingState.AGREEING
    comparing.close(comparing.first)
    assert comparing.now.state is SittingState.RATIFIED


def test_x6_a_form_posted_twice_says_it_once(comparing, desk):
    key = str(uuid4())
    comparing.say(comparing.first, 0, 2, key=key)
    comparing.say(comparing.first, 0, 2, key=key)
    with desk.reading() as work:
        assert len(work.db.scalars(select(AgreedMark.id)).all()) == 1


@pytest.mark.parametrize(("place", "value", "words"), [(0, 9, "Choose one of the levels"), (4, 2, "does not exist")])
def test_x6_what_is_no_level_and_what_was_marked_the_same_is_refused(comparing, place, value, words):
    with pytest.raises(Refusal, match=words):
        comparing.say(comparing.first, place, value)


def test_x6_closing_twice_and_after_the_result_is_harmless(comparing, desk):
    for person in (comparing.first, comparing.second):
        comparing.say(person, 0, 2)
        comparing.say(person, 1, 2)
    for person in (comparing.first, comparing.first, comparing.second, comparing.second):
        comparing.close(person)
    with desk.reading() as work:
        assert len(work.db.scalars(select(SittingOutcome.id)).all()) == 1


# The third examiner


def test_x6_a_third_examiner_marks_blind_and_decides_what_is_open_alone(comparing, make, visit):
    third = make.person(Role.EXAMINER, given="Chris")
    comparing.say(comparing.first, 1, 2)
    comparing.say(comparing.second, 1, 2)
    comparing.third(third)
    with comparing.school.desk.reading() as work:
        sheets = [sheet.id for sheet in queries.sitting(work, comparing.sitting.id).standing_sheets]
    browser = visit(third)
    assert [browser.get(f"/exams/sheets/{sheet}").status_code for sheet in sheets] == [404, 404, 200]
    assert browser.get(f"/exams/sittings/{comparing.sitting.id}/agreeing").status_code == 403
    assert visit(comparing.first).get(f"/exams/sheets/{sheets[2]}").status_code == 404
    comparing.mark(third, 0)
    comparing.sign(third)
    assert comparing.now.state is SittingState.AGREEING
    with pytest.raises(Refusal, match="nothing to decide"):
        comparing.say(third, 1, 0)
    comparing.say(third, 0, 0, "Not shown at all.")
    with pytest.raises(Refusal, match="third examiner has decided"):
        comparing.say(comparing.first, 0, 3)
    comparing.close(third)
    assert comparing.now.state is SittingState.RATIFIED
    assert comparing.stands[:2] == [(0, Source.AGREED), (2, Source.AGREED)]


def test_x6_marks_of_a_third_examiner_come_in_while_the_others_compare(comparing, make, visit):
    third = make.person(Role.EXAMINER)
    comparing.third(third)
    with comparing.school.desk.reading() as work:
        sheet = comparing.sheet(work, third).id
    mark = {"op": str(uuid4()), "sheet": sheet, "step": comparing.steps[0], "value": 2, "remark": "", "base_op": None,
            "sequence": 1, "made_at": NOON.isoformat()}  # fmt: skip
    answers = visit(third).post("/exams/sync", json={"operations": [mark]}).json["answers"]
    assert [one["outcome"] for one in answers] == ["stored"]


def test_x6_the_two_may_still_agree_while_a_third_marks(comparing, make):
    comparing.third(make.person(Role.EXAMINER))
    for person in (comparing.first, comparing.second):
        comparing.say(person, 0, 2)
        comparing.say(person, 1, 2)
    comparing.close(comparing.first)
    comparing.close(comparing.second)
    assert comparing.now.state is SittingState.RATIFIED


def test_x6_the_third_is_not_one_of_the_two_nor_the_coach_nor_who_looked_already(comparing, make, visit):
    coach, curious = make.person(Role.EXAMINER), make.person(Role.EXAMINER, Role.COORDINATOR)
    make.supervision(comparing.school.candidate, coach)
    with comparing.school.desk.reading() as work:
        sheet = comparing.sheet(work, comparing.first).id
    assert visit(curious).get(f"/exams/sheets/{sheet}").status_code == 200
    for person, words in ((comparing.second, "examined this exam already"), (coach, "guides"), (curious, "looked at")):
        with pytest.raises(Refusal) as refusal:
            comparing.third(person)
        assert words in " ".join(map(str, refusal.value.details))


def test_x6_a_third_examiner_who_has_not_signed_can_be_another_one(comparing, make):
    third, another = make.person(Role.EXAMINER), make.person(Role.EXAMINER)
    comparing.third(third)
    comparing.third(third)
    comparing.third(another)
    assert [sheet.examiner_id for sheet in comparing.now.standing_sheets][2:] == [another.id]


def test_x6_without_a_comparison_there_is_no_third_examiner(pair, make):
    with pytest.raises(Refusal, match="do not compare"):
        pair.third(make.person(Role.EXAMINER))


# Stopping half-way


def test_x6_one_of_two_stops_the_exam_and_the_other_signs_nothing_any_more(pair, visit):
    sheet = pair.mark(pair.first, 2)
    pair.mark(pair.second, 2)
    visit(pair.first).post(f"/exams/sheets/{sheet.id}/stop", {"reason": "A fire alarm."})
    assert pair.now.state is SittingState.ABORTED
    with pytest.raises(Refusal):
        pair.sign(pair.second)


def test_x6_an_exam_that_is_compared_cannot_be_stopped(comparing, visit):
    with comparing.school.desk.reading() as work:
        sheet = comparing.sheet(work, comparing.first).id
    visit(comparing.first).post(f"/exams/sheets/{sheet}/stop", {"reason": "Never mind."})
    assert comparing.now.state is SittingState.AGREEING


def test_x6_who_never_comes_is_replaced_and_the_marks_made_until_then_count_no_more(pair, make):
    pair.mark(pair.first, 2)
    pair.mark(pair.second, 0)
    pair.sign(pair.first)
    another = make.person(Role.EXAMINER)
    with pair.school.desk.writing() as work:
        pair.sheet(work, pair.second).withdrawn_at = work.now
        work.db.add(Sheet(sitting_id=pair.sitting.id, examiner_id=another.id, position=2))
    pair.mark(another, 2)
    pair.sign(another)
    assert (pair.now.state, pair.now.passed) == (SittingState.RATIFIED, True)


# At once


def at_once(*deeds):
    together = Barrier(len(deeds))

    def one(deed):
        together.wait(5)
        try:
            deed()
        except Refusal as refusal:
            return str(refusal)
        return ""

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(one, deeds))


@pytest.mark.parametrize("second", [(2,), (1,)])
def test_x6_both_sign_at_the_same_moment_and_there_is_one_end(pair, desk, second):
    pair.mark(pair.first, 2)
    pair.mark(pair.second, *second)
    assert at_once(lambda: pair.sign(pair.first), lambda: pair.sign(pair.second)) == ["", ""]
    with desk.reading() as work:
        results = work.db.scalars(select(SittingOutcome.id)).all()
    expected = (SittingState.RATIFIED, 1) if second == (2,) else (SittingState.AGREEING, 0)
    assert (pair.now.state, len(results)) == expected


def test_x6_both_close_at_the_same_moment_and_there_is_one_result(comparing, desk):
    for person in (comparing.first, comparing.second):
        comparing.say(person, 0, 2)
        comparing.say(person, 1, 2)
    said = at_once(lambda: comparing.close(comparing.first), lambda: comparing.close(comparing.second))
    assert said == ["", ""]
    with desk.reading() as work:
        assert len(work.db.scalars(select(SittingOutcome.id)).all()) == 1
    assert comparing.now.state is SittingState.RATIFIED


def test_x6_both_say_the_same_at_the_same_moment_and_agree(comparing):
    said = at_once(
        lambda: comparing.say(comparing.first, 0, 2, key="0" * 36),
        lambda: comparing.say(comparing.second, 0, 2),
        lambda: comparing.say(comparing.first, 0, 2, key="0" * 36),
    )
    assert said == ["", "", ""]
    assert (2, Source.AGREED) in comparing.stands


# Pages


def key_of(step: int) -> dict[str, str]:
    return {f"s{step}-form_key": str(uuid4())}


def test_x6_the_page_shows_what_differs_and_folds_the_rest(comparing, visit):
    page = visit(comparing.first).get(f"/exams/sittings/{comparing.sitting.id}/agreeing").text
    assert page.count('class="difference ') == 2
    assert "4 steps were marked the same by both" in page
    assert FIRST in page
    assert SECOND in page
    assert "checked" not in page


def test_x6_two_examiners_agree_through_the_pages(comparing, visit):
    url = f"/exams/sittings/{comparing.sitting.id}/agreeing"
    browsers = [visit(comparing.first), visit(comparing.second)]
    for place in (0, 1):
        step = comparing.steps[place]
        for browser in browsers:
            facts = {f"s{step}-value": "2", f"s{step}-reason": "Seen by both.", **key_of(step)}
            assert browser.post(f"{url}?step={step}", facts).status_code == 303
    assert browsers[0].post(f"{url}/close", {}).location == url
    assert "Bea has closed it too" in browsers[0].get(url).text.replace("&#39;", "'").replace(
        comparing.second.name, "Bea"
    )
    assert browsers[1].post(f"{url}/close", {}).location == f"/exams/sittings/{comparing.sitting.id}/result"
    assert browsers[1].get(url).status_code == 200


@pytest.mark.parametrize(
    ("value", "reason", "words"),
    [("", "Why.", "Choose a mark."), ("2", " ", "Say why."), ("7", "Why.", "Choose from the list.")],
)
def test_x6_what_is_missing_is_said_and_what_was_written_stays(comparing, visit, value, reason, words):
    step = comparing.steps[0]
    facts = {f"s{step}-value": value, f"s{step}-reason": reason, **key_of(step)}
    answer = visit(comparing.first).post(f"/exams/sittings/{comparing.sitting.id}/agreeing?step={step}", facts)
    assert answer.status_code == 422
    assert words in answer.text
    assert reason in answer.text


def test_x6_who_may_compare(comparing, visit, make):
    url = f"/exams/sittings/{comparing.sitting.id}/agreeing"
    people = (comparing.first, comparing.school.coordinator, comparing.school.candidate, make.person(Role.EXAMINER))
    assert [visit(person).get(url).status_code for person in people] == [200, 200, 403, 404]
    assert [visit(person).post(f"{url}/close", {}).status_code for person in people] == [409, 403, 403, 404]


def test_x6_a_step_of_another_form_cannot_be_agreed_on(comparing, visit, make):
    other = make.exam_form().steps[0].id
    answer = visit(comparing.first).post(f"/exams/sittings/{comparing.sitting.id}/agreeing?step={other}", {})
    assert answer.status_code == 404


def test_x6_a_third_examiner_is_asked_for_and_given_through_the_pages(comparing, visit, make):
    third = make.person(Role.EXAMINER, given="Chris")
    url = f"/exams/sittings/{comparing.sitting.id}"
    assert visit(comparing.first).post(f"{url}/agreeing/third", {}).status_code == 303
    assert "A third examiner is asked for" in visit(comparing.second).get(f"{url}/agreeing").text
    browser = visit(comparing.school.coordinator)
    assert third.name in browser.get(f"{url}/third-examiner").text
    assert browser.post(f"{url}/third-examiner", {"examiner": ""}).status_code == 422
    assert browser.post(f"{url}/third-examiner", {"examiner": str(third.id)}).status_code == 303
    assert visit(comparing.first).post(f"{url}/third-examiner", {}).status_code == 403


def test_x6_the_comparison_takes_as_many_statements_for_six_differences_as_for_two(pair, visit, statements):
    pair.both((3,), (1,))
    browser, url = visit(pair.first), f"/exams/sittings/{pair.sitting.id}/agreeing"
    browser.get(url)
    with statements() as seen:
        assert browser.get(url).status_code == 200
    assert sum("environment_setting" not in one and not one.startswith("PRAGMA") for one in seen.seen) <= 10


def test_x6_all_that_happens_is_on_record(comparing, audit_names, make):
    for person in (comparing.first, comparing.second):
        comparing.say(person, 0, 2)
        comparing.say(person, 1, 2)
    comparing.third(make.person(Role.EXAMINER))
    comparing.close(comparing.first)
    comparing.close(comparing.second)
    assert [name for name in audit_names() if name.startswith("exams.")] == [
        "exams.sheet-signed",
        "exams.sheet-signed",
        "exams.comparison-began",
        *["exams.mark-agreed"] * 4,
        "exams.third-examiner-given",
        "exams.comparison-closed",
        "exams.comparison-closed",
        "exams.result-computed",
        "exams.result-ratified",
    ]


# What stands


def test_x6_a_single_examiner_is_as_simple_as_before(school):
    sitting = school.read(Sitting, school.signed(2).id)
    assert (sitting.state, sitting.compared_at) == (SittingState.RATIFIED, None)


def test_x6_what_stands_for_many_takes_a_fixed_number_of_statements(pair, school, statements, desk, make):
    pair.both((3, 2), (1, 2))
    others = [school.signed(2, form=make.exam_form(), candidate=make.person(Role.CANDIDATE)) for _ in range(3)]
    with desk.reading() as work:
        sittings = [queries.sitting(work, number) for number in (pair.sitting.id, *(one.id for one in others))]
        with statements() as seen:
            found = standing_of_all(work, sittings)
        assert len(seen.seen) == 3
        assert [len(found[one.id]) for one in sittings] == [5, 6, 6, 6]


def test_x6_nothing_is_signed_a_second_time(pair):
    pair.both((2,), (2,))
    with pytest.raises(Refusal), pair.school.desk.writing(actor_of(pair.first)) as work:
        finish_sitting(work, queries.sitting(work, pair.sitting.id))


def test_x6_today_leads_to_the_comparison_and_says_who_is_waited_for(pair, visit, clock):
    pair.mark(pair.first, 3)
    pair.mark(pair.second, 2)
    pair.sign(pair.first)
    assert "when the other examiner has signed too" in visit(pair.first).get("/exams/today").text
    pair.sign(pair.second)
    clock.move(days=3)
    assert f"/exams/sittings/{pair.sitting.id}/agreeing" in visit(pair.first).get("/exams/today").text
