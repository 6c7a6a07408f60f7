"""Several attempts at one exam, and which of them is the result (BR-50)."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from exams.rules.design import AttemptThatCounts


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """One ratified attempt."""

    sitting: int
    number: int
    passed: bool
    share: Fraction = Fraction(0)  # of the points
    mark: Fraction | None = None  # where the exam gives a mark or a band: the higher the better


def attempt_that_counts(attempts: Sequence[Attempt], which: AttemptThatCounts) -> Attempt | None:
    """The best or the last of the attempts; of equals the first one, so that nothing changes without a gain."""
    if not attempts:
        return None
    if which is AttemptThatCounts.LAST:
        return max(attempts, key=lambda attempt: (attempt.number, attempt.sitting))
    ordered = sorted(attempts, key=lambda attempt: (attempt.number, attempt.sitting))
    return max(ordered, key=lambda attempt: (attempt.passed, attempt.mark or Fraction(0), attempt.share))


def attempts_left(used: int, allowed: int | None) -> int | None:
    """How many times it may still be sat; None where there is no limit."""
    return None if allowed is None else max(allowed - used, 0)
