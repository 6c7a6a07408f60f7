"""Several attempts at one exam, and which of them is the result (BR-50)."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from exams.rules.design import AttemptThatCounts


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """One ratified attempt; the mark is that of the exam, where it gives one."""

    sitting: int
    number: int
    passed: bool
    share: Fraction = Fraction(0)  # of the points
    mark: Fraction | None = None


def attempt_that_counts(attempts: Sequence[Attempt], which: AttemptThatCounts) -> Attempt | None:
    """The best or the last of the attempts; of equals the first one, so that nothing changes without a gain."""
    if not attempts:
        return None
    ordered = sorted(attempts, key=lambda attempt: (attempt.number, attempt.sitting))
    if which is AttemptThatCounts.LAST:
        return ordered[-1]
    return max(ordered, key=_height)


def _height(attempt: Attempt) -> tuple[bool, Fraction, Fraction]:
    return attempt.passed, attempt.mark or Fraction(0), attempt.share
