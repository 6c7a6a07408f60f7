"""The verdict as it is kept: what was decided, why, and on which marks, readable in any language for years."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from exams.rules.verdicts import Outcome, Result
from foundation.messages import Message, from_json, to_json

VERSION = 1


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One condition of the cut score as it was judged."""

    held: bool | None
    message: Message
    steps: tuple[int, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The reason as plain JSON."""
        return {"held": self.held, "message": to_json(self.message), "steps": list(self.steps)}

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "Reason":
        """The reason that `to_json` wrote."""
        return cls(held=raw["held"], message=from_json(raw["message"]), steps=tuple(raw["steps"]))


@dataclass(frozen=True, kw_only=True)
class Record:
    """The verdict on one sitting."""

    result: Result
    points: int
    maximum: int
    headline: Message
    reasons: tuple[Reason, ...]
    fingerprint: str

    @property
    def passed(self) -> bool:
        """Whether the candidate passed."""
        return self.result is Result.PASSED

    @classmethod
    def of(cls, outcome: Outcome, *, fingerprint: str = "") -> "Record":
        """What is kept of this outcome."""
        reasons = tuple(Reason(held=c.held, message=c.message, steps=c.steps) for c in outcome.conditions)
        return cls(
            result=outcome.result,
            points=outcome.points,
            maximum=outcome.maximum,
            headline=outcome.headline,
            reasons=reasons,
            fingerprint=fingerprint,
        )

    def to_json(self) -> dict[str, Any]:
        """The record as plain JSON."""
        return {
            "version": VERSION,
            "result": str(self.result),
            "points": self.points,
            "maximum": self.maximum,
            "headline": to_json(self.headline),
            "reasons": [reason.to_json() for reason in self.reasons],
            "fingerprint": self.fingerprint,
        }

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "Record":
        """The record that `to_json` wrote."""
        return cls(
            result=Result(raw["result"]),
            points=raw["points"],
            maximum=raw["maximum"],
            headline=from_json(raw["headline"]),
            reasons=tuple(Reason.from_json(reason) for reason in raw["reasons"]),
            fingerprint=raw["fingerprint"],
        )


@dataclass(frozen=True, kw_only=True)
class Stood:
    """A mark that stood when the verdict was made."""

    step: int
    op: str
    value: int | None
    remark: str


def fingerprint(sitting: int, marks: Iterable[Stood]) -> str:
    """SHA-256 over the marks that stood; anybody who has them can make it again, whatever their order was."""
    plain = [[mark.step, mark.op, mark.value, mark.remark] for mark in sorted(marks, key=lambda mark: mark.step)]
    text = json.dumps({"sitting": sitting, "marks": plain}, ensure_ascii=True, separators=(",", ":"), sort_keys=True)
    return sha256(text.encode()).hexdigest()
