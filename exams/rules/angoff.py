"""A cut score from what judges expect of somebody just good enough (W. H. Angoff, 1971)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, stdev

FEWEST_JUDGES = 2


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What the judges expect for one step: percentages."""

    mean: float
    lowest: int
    highest: int


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """The share of the points that the judges propose, and how far they lie apart."""

    judges: Mapping[int, float]  # whole judgements only: judge -> the share this judge alone would propose
    unfinished: tuple[int, ...]  # who has yet to judge some steps
    steps: tuple[Expected | None, ...]
    share: float | None
    spread: float | None  # standard deviation between judges


def proposal(worth: Sequence[float], said: Mapping[int, Sequence[int | None]]) -> Proposal:
    """The mean over judges of the points they expect, as a share; `worth` is what each step counts for at most."""
    whole = {judge: given for judge, given in said.items() if None not in given}
    shares = {judge: _share(worth, [one or 0 for one in given]) for judge, given in whole.items()} if any(worth) else {}
    enough = len(shares) >= FEWEST_JUDGES
    return Proposal(
        judges=shares,
        unfinished=tuple(judge for judge in said if judge not in whole),
        steps=tuple(_expected([given[place] for given in whole.values()]) for place in range(len(worth))),
        share=fmean(shares.values()) if enough else None,
        spread=stdev(shares.values()) if enough else None,
    )


def _share(worth: Sequence[float], given: Sequence[int]) -> float:
    return sum(points * percentage for points, percentage in zip(worth, given, strict=True)) / (100 * sum(worth))


def _expected(given: Sequence[int | None]) -> Expected | None:
    known = [one for one in given if one is not None]
    return Expected(mean=fmean(known), lowest=min(known), highest=max(known)) if known else None
