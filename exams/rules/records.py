"""The verdict as it is kept: what was decided, why, and on which marks, readable in any language for years."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from typing import Any

from exams.rules.cut_scores.chosen import PartKind
from exams.rules.cut_scores.judged import PartOutcome
from exams.rules.cut_scores.numbers import shown_points
from exams.rules.cut_scores.telling import mark_given
from exams.rules.verdicts import Outcome, Result
from foundation.messages import Message, from_json, to_json

VERSION = 2  # 1 had no label, grade or parts; it is read as a record without them


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One condition of the cut score as it was judged; `part` is the key of the part it is about, if not the exam."""

    held: bool | None
    message: Message
    steps: tuple[int, ...] = ()
    part: str = ""
    decided: bool = False  # the result of its part rests on this one

    def to_json(self) -> dict[str, Any]:
        """The reason as plain JSON."""
        plain = {"held": self.held, "message": to_json(self.message), "steps": list(self.steps)}
        return {**plain, "part": self.part, "decided": self.decided}

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "Reason":
        """The reason that `to_json` wrote."""
        return cls(
            held=raw["held"],
            message=from_json(raw["message"]),
            steps=tuple(raw["steps"]),
            part=raw.get("part", ""),
            decided=raw.get("decided", False),
        )


@dataclass(frozen=True, kw_only=True)
class PartRecord:
    """How a group, a core task or a competence came out."""

    kind: PartKind
    key: str
    name: str
    grade: Fraction | None
    rounded: Fraction | None
    label: str
    sufficient: bool | None
    exempt: bool
    left_out: bool

    @classmethod
    def of(cls, part: PartOutcome) -> "PartRecord":
        """What is kept of this part."""
        return cls(
            kind=part.kind,
            key=part.key,
            name=part.name,
            grade=part.grade,
            rounded=part.rounded,
            label=part.label,
            sufficient=part.sufficient,
            exempt=part.exempt,
            left_out=part.left_out,
        )

    def to_json(self) -> dict[str, Any]:
        """The part as plain JSON."""
        grades = {"grade": _written(self.grade), "rounded": _written(self.rounded)}
        flags = {"sufficient": self.sufficient, "exempt": self.exempt, "left_out": self.left_out}
        return {"kind": str(self.kind), "key": self.key, "name": self.name, **grades, "label": self.label, **flags}

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "PartRecord":
        """The part that `to_json` wrote."""
        grades = {"grade": _read(raw["grade"]), "rounded": _read(raw["rounded"])}
        return cls(**{**raw, **grades, "kind": PartKind(raw["kind"])})


@dataclass(frozen=True, kw_only=True)
class Record:
    """The verdict on one sitting."""

    result: Result
    points: int | Decimal
    maximum: int | Decimal
    headline: Message
    reasons: tuple[Reason, ...]
    fingerprint: str
    label: str = ""
    grade: Fraction | None = None  # exact
    rounded: Fraction | None = None  # the grade that is given
    parts: tuple[PartRecord, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether the candidate passed."""
        return self.result is Result.PASSED

    @property
    def mark(self) -> Message | None:
        """The mark of the whole exam with its label, as far as there are any."""
        return mark_given(self.rounded, self.label)

    @classmethod
    def of(cls, outcome: Outcome, *, fingerprint: str = "") -> "Record":
        """What is kept of this outcome."""
        reasons = tuple(
            Reason(held=c.held, message=c.message, steps=c.steps, part=c.part, decided=c.decided)
            for c in outcome.reasons
        )
        return cls(
            result=outcome.result,
            points=shown_points(outcome.points),
            maximum=shown_points(outcome.maximum),
            headline=outcome.headline,
            reasons=reasons,
            fingerprint=fingerprint,
            label=outcome.label,
            grade=outcome.grade,
            rounded=outcome.rounded,
            parts=tuple(PartRecord.of(part) for part in outcome.parts),
        )

    def to_json(self) -> dict[str, Any]:
        """The record as plain JSON."""
        return {
            "version": VERSION,
            "result": str(self.result),
            "points": _plain(self.points),
            "maximum": _plain(self.maximum),
            "headline": to_json(self.headline),
            "reasons": [reason.to_json() for reason in self.reasons],
            "fingerprint": self.fingerprint,
            "label": self.label,
            "grade": _written(self.grade),
            "rounded": _written(self.rounded),
            "parts": [part.to_json() for part in self.parts],
        }

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "Record":
        """The record that `to_json` wrote, of this version or of the first."""
        return cls(
            result=Result(raw["result"]),
            points=_points(raw["points"]),
            maximum=_points(raw["maximum"]),
            headline=from_json(raw["headline"]),
            reasons=tuple(Reason.from_json(reason) for reason in raw["reasons"]),
            fingerprint=raw["fingerprint"],
            label=raw.get("label", ""),
            grade=_read(raw.get("grade")),
            rounded=_read(raw.get("rounded")),
            parts=tuple(PartRecord.from_json(part) for part in raw.get("parts", ())),
        )


def _written(number: Fraction | None) -> str | None:
    return None if number is None else str(number)


def _read(written: str | None) -> Fraction | None:
    return None if written is None else Fraction(written)


def _plain(points: int | Decimal) -> int | str:
    return points if isinstance(points, int) else str(points)


def _points(raw: int | str) -> int | Decimal:
    return raw if isinstance(raw, int) else Decimal(raw)


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
