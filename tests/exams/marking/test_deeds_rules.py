"""Deeds besides marking, as rules: what a tablet and the server agree on."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.rules.deeds import Deed, DeedKind, Going, content_of, read_deed, why_not_deed
from exams.rules.operations import Answer
from exams.rules.sittings import SittingState
from exams.rules.turns import SaidTurn, Turn, paused, pauses_of, ran, runs, turns_of
from foundation.messages import say

pytestmark = pytest.mark.pure

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "deeds.json").read_text("utf-8"))
ZERO = datetime(2027, 3, 3, 9, 0, tzinfo=UTC)
TURNS = [DeedKind.START, DeedKind.PAUSE, DeedKind.RESUME, DeedKind.STOP]


def named(case: Mapping[str, Any]) -> str:
    return str(case["name"])


def moment(seconds: int) -> datetime:
    return ZERO + timedelta(seconds=seconds)


def said(tablet: str, kind: str, at: int, reason: str = "") -> SaidTurn:
    return SaidTurn(tablet=tablet, turn=Turn(kind=DeedKind(kind), at=moment(at), reason=reason))


def written_out(value: Any) -> Any:
    if isinstance(value, dict):
        return value["repeat"] * value["times"] if "repeat" in value else {k: written_out(v) for k, v in value.items()}
    return value


def deed_of(written: Mapping[str, Any]) -> tuple[DeedKind, Mapping[str, Any]]:
    deed = written_out(dict(written))
    if "marks" in deed:
        deed["marks"] = {step: f"00000000-0000-4000-8000-{op:>012}" for step, op in deed["marks"].items()}
    return content_of(deed)


@pytest.mark.parametrize("case", VECTORS["turns"], ids=named)
def test_the_clock_makes_of_it_what_is_written(case: Mapping[str, Any]) -> None:
    began = None if case["began"] is None else moment(case["began"])
    turns = turns_of(began, [said(*one) for one in case["said"]])
    now = moment(case["now"])
    assert [[str(turn.kind), (turn.at - ZERO).seconds] for turn in turns] == case["turns"]
    assert (runs(turns), ran(turns, now).seconds, paused(turns, now).seconds) == (
        case["runs"],
        case["ran"],
        case["paused"],
    )


@pytest.mark.parametrize("case", VECTORS["why_not"], ids=named)
def test_what_can_be_done_and_why_not_is_as_written(case: Mapping[str, Any]) -> None:
    sheet = VECTORS["sheet"] | case.get("sheet", {})
    going = Going.of(SittingState(sheet["state"]), signed=sheet["signed"], third=sheet["third"])
    days: dict[str, Any] = {name: date.fromisoformat(sheet[name]) for name in ("day", "today")}
    remark = ""
    for before in case["before"]:
        kind, content = deed_of(before)
        assert why_not_deed(going, kind, content, **days) is None
        going = going.after(kind)
        remark = content.get("text", content.get("overall_remark", remark))
    kind, content = deed_of(case["deed"])
    words = say(case["why_not_sign"]) if "why_not_sign" in case else None
    no = why_not_deed(going, kind, content, **days, why_not_sign=words)
    assert (no and str(no)) == case["reason"]
    assert [going.begun, going.over, remark] == case["after"]


moments = st.integers(0, 10_000)


@given(
    began=st.none() | moments,
    all_said=st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(TURNS), moments)),
    until=moments,
)
def test_no_time_runs_backwards(began: int | None, all_said: list[Any], until: int) -> None:
    turns = turns_of(None if began is None else moment(began), [said(*one) for one in all_said])
    at = [turn.at for turn in turns]
    assert at == sorted(at)
    assert min(ran(turns, moment(until)), paused(turns, moment(until))) >= timedelta(0)
    assert not turns or turns[0].kind is DeedKind.START


@given(st.lists(st.tuples(st.sampled_from(TURNS), moments)), moments)
def test_what_is_told_again_is_told_the_same(all_said: list[Any], until: int) -> None:
    turns = turns_of(None, [said("a", *one) for one in all_said])
    assert turns_of(None, [SaidTurn(turn=turn) for turn in turns]) == turns
    if turns and turns[-1].kind is not DeedKind.STOP and until > (turns[-1].at - ZERO).seconds:
        assert ran(turns, moment(until)) + paused(turns, moment(until)) == moment(until) - turns[0].at


def test_a_pause_says_why() -> None:
    turns = turns_of(ZERO, [said("a", "pause", 60, "fire drill"), said("a", "resume", 90)])
    (pause,) = pauses_of(turns)
    assert (pause.since, pause.until, pause.reason) == (moment(60), moment(90), "fire drill")


def sent(deed: Any, **facts: Any) -> dict[str, Any]:
    return {"op": str(uuid4()), "sheet": 7, "deed": deed, "sequence": 1, "made_at": ZERO.isoformat(), **facts}


PHOTO = {"kind": "photo", "photo": str(uuid4()), "step": 3, "sha256": "a" * 64, "size": 9, "type": "image/webp"}
SIGN = {"kind": "sign", "name": "S.", "overall_remark": "", "global_rating": None, "marks": {"3": str(uuid4())}}


@pytest.mark.parametrize(
    "deed",
    [
        {"kind": "start"},
        {"kind": "pause", "reason": "fire drill"},
        {"kind": "remark", "text": ""},
        {"kind": "no-show", "reason": ""},
        PHOTO,
        PHOTO | {"step": None},
        {"kind": "photo-off", "photo": str(uuid4())},
        SIGN,
        SIGN | {"marks": {}, "global_rating": 4},
    ],
)
def test_a_deed_is_read_as_it_was_sent(deed: dict[str, Any]) -> None:
    found = read_deed(sent(deed | {"newer": "passed over"}))
    assert isinstance(found, Deed)
    assert {"kind": str(found.kind), **found.content} == deed


@pytest.mark.parametrize(
    ("deed", "word"),
    [
        (None, "cannot be read"),
        ([], "cannot be read"),
        ({}, "“kind”"),
        ({"kind": 3}, "“kind”"),
        ({"kind": "dance"}, "“dance” cannot be done with an exam here"),
        ({"kind": "pause"}, "“reason”"),
        ({"kind": "pause", "reason": "a\0b"}, "“reason”"),
        ({"kind": "remark", "text": None}, "“text”"),
        ({"kind": "no-show"}, "“reason”"),
        ({"kind": "abort", "reason": 3}, "“reason”"),
        (SIGN | {"name": None}, "“name”"),
        (SIGN | {"marks": [1]}, "“marks”"),
        (SIGN | {"marks": {"03": str(uuid4())}}, "“marks”"),
        (SIGN | {"marks": {"3": "me"}}, "“3”"),
        (SIGN | {"marks": {str(number): str(uuid4()) for number in range(1, 2002)}}, "“marks”"),
        (SIGN | {"global_rating": "4"}, "“global_rating”"),
        (SIGN | {"global_rating": True}, "“global_rating”"),
        (PHOTO | {"photo": "../../etc"}, "“photo”"),
        (PHOTO | {"sha256": "A" * 64}, "“sha256”"),
        (PHOTO | {"size": 0}, "“size”"),
        (PHOTO | {"size": 10**9}, "“size”"),
        (PHOTO | {"type": "image/svg xml"}, "“type”"),
        (PHOTO | {"type": "text/html"}, "“type”"),
        (PHOTO | {"step": 0}, "“step”"),
        ({"kind": "photo-off"}, "“photo”"),
    ],
)
def test_what_is_no_deed_is_refused_by_itself(deed: Any, word: str) -> None:
    found = read_deed(sent(deed))
    assert isinstance(found, Answer)
    assert (found.outcome, found.recorded, word in str(found.reason)) == ("refused", False, True)


@pytest.mark.parametrize("facts", [{"op": "x"}, {"sheet": 0}, {"sequence": 0}, {"made_at": "now"}])
def test_a_deed_without_its_facts_is_refused_by_itself(facts: dict[str, Any]) -> None:
    assert isinstance(read_deed(sent({"kind": "start"}, **facts)), Answer)


def test_ids_are_those_of_marks() -> None:
    found = read_deed(sent({"kind": "start"}, op="00000000-0000-4000-8000-00000000000a"))
    assert isinstance(found, Deed)
    assert found.op == UUID("00000000-0000-4000-8000-00000000000a")
