"""What becomes of a mark that a device sends: the shared cases, and what is not an operation at all."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from exams.rules import (
    Answer,
    AnswerKind,
    Level,
    Operation,
    Recorded,
    SheetState,
    SittingState,
    Standing,
    Step,
    decide_all,
    moment_made,
    read,
    recorded,
    standing_after,
)
from exams.rules.steps import SubPoint

pytestmark = pytest.mark.pure

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "operations.json").read_text("utf-8"))
MADE_AT = "2027-03-03T09:41:07+01:00"
LEVELS = tuple(Level(value=value, label=str(value)) for value in range(4))
SUB_POINTS = tuple(SubPoint(text="seen", points=points) for points in (1, 2, 1))
STEPS = (
    *(Step(id=number, name="x", levels=LEVELS) for number in (1, 2)),
    Step(
        id=3,
        name="x",
        levels=tuple(Level(value=value, label=str(value)) for value in range(-1, 5)),
        parts=SUB_POINTS,
    ),
)


def long_id(short: str) -> str:
    return f"00000000-0000-4000-8000-{short:0>12}"


def remark_of(written: Any) -> str:
    return written if isinstance(written, str) else written["repeat"] * written["times"]


def operation_of(row: list[Any]) -> Operation:
    op, step, value, base, sequence, remark, *parts = row
    raw = {"op": long_id(op), "sheet": 7, "step": step, "value": value, "remark": remark_of(remark)}
    raw |= {"parts": parts[0]} if parts else {}
    made = {"base_op": base and long_id(base), "sequence": sequence, "made_at": MADE_AT}
    operation = read(raw | made)
    assert isinstance(operation, Operation)
    return operation


class Server:
    """Keeps what an action would keep in tables."""

    def __init__(self) -> None:
        self.known: dict[UUID, Recorded] = {}
        self.standing: dict[tuple[int, int], Standing] = {}

    def sync(self, request: Mapping[str, Any]) -> list[Answer]:
        facts = VECTORS["sheet"] | request.get("sheet", {})
        sender = request.get("sender", facts["examiner"])
        sheet = SheetState(
            examiner=facts["examiner"],
            state=SittingState(facts["state"]),
            day=date.fromisoformat(facts["day"]),
            today=date.fromisoformat(facts["today"]),
            signed=facts["signed"],
            withdrawn=facts["withdrawn"],
            third=facts.get("third", False),
            steps={step.id: step for step in STEPS},
        )
        decisions = decide_all(
            [operation_of(row) for row in request["operations"]],
            {facts["id"]: sheet},
            sender=sender,
            standing=self.standing,
            known=self.known,
        )
        for decision in decisions:
            operation = decision.operation
            if decision.is_new:
                assert operation.op not in self.known
                self.known[operation.op] = recorded(decision, sender)
            if decision.answer.outcome is AnswerKind.STORED:
                self.standing[operation.sheet, operation.step] = standing_after(operation, sender)
        return [decision.answer for decision in decisions]


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_the_shared_cases_come_out_as_written(case: Mapping[str, Any]) -> None:
    server = Server()
    for request in case["requests"]:
        answers = [answer.to_json(str) for answer in server.sync(request)]
        got = [[one["op"], one["outcome"], one.get("reason"), one.get("standing", {}).get("op")] for one in answers]
        expected = [[long_id(op), kind, words, base and long_id(base)] for op, kind, words, base in request["answers"]]
        assert got == expected
    stands = {
        str(step): [str(mark.op), mark.value, mark.remark, *([] if mark.parts is None else [list(mark.parts)])]
        for (_, step), mark in server.standing.items()
    }
    assert stands == {
        step: [long_id(op), value, remark_of(remark), *parts]
        for step, (op, value, remark, *parts) in case["stands"].items()
    }


RAW = operation_of(["a", 1, 2, None, 1, "Neat."]).to_json()


def test_an_operation_survives_its_json() -> None:
    assert Operation.from_json(json.loads(json.dumps(RAW))).to_json() == RAW


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("op", "not-an-id"),
        ("op", "{00000000-0000-4000-8000-00000000000a}"),
        ("op", "00000000-0000-4000-8000-00000000000A"),
        ("op", 7),
        ("sheet", 0),
        ("sheet", 2**31),
        ("step", "1"),
        ("step", None),
        ("value", True),
        ("value", 1.5),
        ("value", "2"),
        ("value", -2),
        ("parts", [0, 0]),
        ("parts", [1, 0]),
        ("parts", [-1]),
        ("parts", {"0": True}),
        ("parts", list(range(101))),
        ("remark", None),
        ("remark", "nothing\0here"),
        ("remark", "half an emoji \ud83d"),
        ("base_op", "x"),
        ("sequence", 0),
        ("sequence", False),
        ("made_at", "2027-03-03T09:41:07"),
        ("made_at", "yesterday"),
        ("made_at", "0001-01-01T00:00:00+14:00"),
        ("made_at", 1_800_000_000),
    ],
)
def test_what_is_not_an_operation_is_refused_on_its_own_under_its_own_id(key: str, value: object) -> None:
    answer = read(RAW | {key: value})
    assert isinstance(answer, Answer)
    assert (answer.outcome, answer.recorded) == (AnswerKind.REFUSED, False)
    assert key in str(answer.reason)
    assert answer.op == str((RAW | {key: value})["op"])


@pytest.mark.parametrize("key", ["op", "sheet", "step", "remark", "sequence", "made_at"])
def test_a_missing_field_is_named(key: str) -> None:
    answer = read({name: value for name, value in RAW.items() if name != key})
    assert isinstance(answer, Answer)
    assert key in str(answer.reason)


def test_a_field_of_a_newer_device_is_passed_over() -> None:
    assert isinstance(read(RAW | {"mood": "good"}), Operation)


def test_a_remark_that_is_too_long_is_kept_cut_off() -> None:
    server = Server()
    row = ["a", 1, 2, None, 1, {"repeat": "x", "times": 5000}]
    server.sync({"operations": [row]})
    [kept] = server.known.values()
    assert len(kept.operation.remark) == 2000


def test_a_stored_answer_says_no_more_than_that() -> None:
    [answer] = Server().sync({"operations": [["a", 1, 2, None, 1, ""]]})
    assert answer.to_json(str) == {"op": long_id("a"), "outcome": "stored"}


def test_a_conflict_says_what_stands_by_whom_and_since_when() -> None:
    server = Server()
    server.sync({"operations": [["a", 1, 2, None, 1, "Slow."]]})
    [answer] = server.sync({"operations": [["b", 1, 3, None, 1, ""]]})
    assert answer.to_json(str)["standing"] == {
        "op": long_id("a"),
        "value": 2,
        "remark": "Slow.",
        "by": 4,
        "made_at": MADE_AT,
    }


@pytest.mark.parametrize("wrong", [timedelta(hours=-2), timedelta(hours=1), timedelta(days=-900)])
def test_the_moment_of_a_mark_is_known_however_wrong_the_clock_of_the_tablet_is(wrong: timedelta) -> None:
    really = datetime(2027, 3, 3, 9, 41, tzinfo=UTC)
    sent, received = really + timedelta(minutes=20), really + timedelta(minutes=20, seconds=2)
    guess = moment_made(really + wrong, sent_at=sent + wrong, received_at=received)
    assert abs(guess - really) <= timedelta(seconds=5)


def test_a_mark_was_never_made_after_it_arrived() -> None:
    now = datetime(2027, 3, 3, 9, 41, tzinfo=UTC)
    assert moment_made(now + timedelta(hours=1), sent_at=now, received_at=now) == now
