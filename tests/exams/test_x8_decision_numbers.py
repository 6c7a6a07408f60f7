"""Decisions of the board that look the same are the same, and texts that must say something say it."""

from datetime import date

import pytest

from exams.models import Sitting
from exams.rules import SittingState
from exams.rules.decisions import plain_number
from exams.rules.sittings import remarks_missing
from foundation.visible import has_visible
from people.rules import Role

VARIANTS = ["2026-001\u200b", "２０２６-001", "2026\u2010001", "2026\u2212001", " 2026-001\u2060 ", "2026\u00ad-001"]
EMPTY = ["", " \n", "\u200b", "\u2060\ufeff", "\u3164", "\u2800", "\u00ad\u034f\ufe0f"]


@pytest.mark.pure
@pytest.mark.parametrize("written", VARIANTS)
def test_x8_a_number_is_kept_in_one_way(written):
    assert plain_number(written) == "2026-001"


@pytest.mark.parametrize("written", VARIANTS)
def test_x8_a_number_that_looks_like_another_is_taken(school, visit, make, written):
    school.board_ratifies()
    first = school.signed(2)
    other = make.person(Role.CANDIDATE)
    make.link(other, school.qualification)
    second, member = school.signed(2, candidate=other), visit(school.board_member)
    assert member.post(f"/exams/sittings/{first.id}/ratify", school.decision(number="2026-001")).status_code == 303
    assert member.post(f"/exams/sittings/{second.id}/ratify", school.decision(number=written)).status_code >= 400
    assert school.read(Sitting, second.id).state is SittingState.SIGNED


def test_x8_no_decision_is_taken_before_there_was_a_result(school, visit):
    school.board_ratifies()
    sitting = school.signed(2)
    sent = school.decision(decided_on=date(2026, 11, 22).isoformat())
    answer = visit(school.board_member).post(f"/exams/sittings/{sitting.id}/ratify", sent)
    assert "before there was a result" in answer.text
    assert school.read(Sitting, sitting.id).state is SittingState.SIGNED


@pytest.mark.pure
@pytest.mark.parametrize("text", EMPTY)
def test_br_22_a_remark_that_shows_nothing_is_none(text):
    assert not has_visible(text)
    assert remarks_missing({1: [0]}, {1: 0}, {1: text}) == (1,)


@pytest.mark.pure
@pytest.mark.parametrize("text", ["a", " .", "\u05d0\u200f", "\U0001f600", "e\u0301"])
def test_br_22_a_remark_that_shows_something_is_one(text):
    assert remarks_missing({1: [0]}, {1: 0}, {1: text}) == ()


def test_br_28_a_name_that_shows_nothing_is_no_signature(app):
    from exams.forms.marking import SignForm

    with app.test_request_context(method="POST", data={"name": "\u200b", "confirmed": "y", "global_rating": "2"}):
        form = SignForm(meta={"csrf": False})
        assert not form.validate()
        assert list(form.errors) == ["name"]
