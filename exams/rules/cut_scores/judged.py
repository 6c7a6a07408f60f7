"""What comes out: each condition with its numbers, each part with its mark and its label."""

from dataclasses import dataclass
from fractions import Fraction

from exams.rules.cut_scores.chosen import PartKind
from foundation.messages import Message


@dataclass(frozen=True, kw_only=True)
class Condition:
    """One condition as it stands. `held` is None while open steps can still decide it either way."""

    name: str
    held: bool | None
    needed: Fraction
    reached: Fraction
    message: Message
    steps: tuple[int, ...] = ()
    part: str = ""  # the key of the part it belongs to; empty for the exam
    parts: tuple[str, ...] = ()  # the keys of what falls short
    possible: Fraction | None = None  # the most that can still be reached, while steps are open
    decided: bool = False  # the first that failed: the one the result of its part rests on


@dataclass(frozen=True, kw_only=True)
class PartOutcome:
    """The verdict on one part. What open steps can still change is None."""

    kind: PartKind
    key: str
    name: str = ""
    grade: Fraction | None = None  # exact
    rounded: Fraction | None = None  # the mark it is given
    label: str = ""
    sufficient: bool | None = None
    exempt: bool = False  # the board freed the candidate from it
    left_out: bool = False  # everything in it is not applicable
    conditions: tuple[Condition, ...] = ()
    steps: tuple[int, ...] = ()

    @property
    def named(self) -> str:
        """By its code and its name: "B1-K1-W1 Makes joints"."""
        return f"{self.key} {self.name}".strip()

    @property
    def decided_by(self) -> Condition | None:
        """The condition that this part failed on."""
        return next((condition for condition in self.conditions if condition.decided), None)
