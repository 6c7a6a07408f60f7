"""The explanation of the two conditions that tablets know, word for word as static/js/marking/rules.js says them."""

from decimal import Decimal
from fractions import Fraction

from exams.rules.cut_scores.conditions import MinimumShare
from exams.rules.cut_scores.judging import Finding
from exams.rules.cut_scores.numbers import shown_points, told_against
from exams.rules.steps import Tally
from foundation.messages import Message, say


def minimum_share(rule: MinimumShare, worst: Finding, best: Finding, sums: Tally) -> Message:
    """The points reached against those needed; whole percentages, unless those contradict what holds."""
    shares = [Fraction(100 * points, sums.maximum or 1) for points in (sums.points, sums.possible)]
    (reached, possible), needed = told_against(100 * rule.share, *shares, fewest=0)
    gaps = {
        "points": shown_points(sums.points),
        "maximum": shown_points(sums.maximum),
        "reached": _plain(reached),
        "needed": _plain(needed),
    }
    if worst.held:
        return say("Enough points: %(points)s of %(maximum)s (%(reached)s%%). At least %(needed)s%% is needed.", **gaps)
    if best.held:
        return say("Points so far: %(points)s of %(maximum)s (%(reached)s%%). At least %(needed)s%% is needed.", **gaps)
    if sums.is_complete:
        return say(
            "Too few points: %(points)s of %(maximum)s (%(reached)s%%). At least %(needed)s%% is needed.", **gaps
        )
    return say(
        "Too few points are left: at most %(possible)s of %(maximum)s (%(share)s%%). At least %(needed)s%% is needed.",
        possible=shown_points(sums.possible),
        maximum=shown_points(sums.maximum),
        share=_plain(possible),
        needed=gaps["needed"],
    )


def _plain(number: Decimal) -> int | Decimal:
    return int(number) if number == int(number) else number


def critical_steps(worst: Finding, best: Finding, sums: Tally) -> Message:
    """The critical steps achieved against all of them."""
    critical, achieved = worst.needed, worst.reached
    if worst.held:
        return say("Critical steps achieved: %(achieved)s of %(critical)s.", achieved=achieved, critical=critical)
    if best.held:
        return say(
            "Critical steps achieved so far: %(achieved)s of %(critical)s.", achieved=achieved, critical=critical
        )
    failed = failed_critical(sums)
    return say(
        "Critical steps not achieved: %(failed)s of %(critical)s, namely %(names)s.",
        failed=len(failed),
        critical=critical,
        names=", ".join(f"“{name}”" for _, name in failed),
    )


def failed_critical(sums: Tally) -> list[tuple[int, str]]:
    """The critical steps that are marked below their minimum: id and text."""
    found = [step for step in sums.steps if step.critical and step.id in sums.marks]
    return [(step.id, step.name) for step in found if sums.marks[step.id] < step.critical_floor]
