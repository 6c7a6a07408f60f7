"""Reckons the figures of an exam in a process of its own: the statistics library is far too large for each web process.

Started by path and without our packages. It reads plain numbers as JSON, no names, and writes figures as JSON. Where
there is too little to say anything it writes null. It limits itself before it loads what reckons.

    python -I process.py MEMORY SECONDS < material.json > figures.json
"""

# mypy: allow-untyped-defs, allow-untyped-calls
# What would type it, the statistics library, is loaded after the limits and only here.

import json
import resource
import sys
import warnings
from contextlib import suppress

NOT_APPLICABLE = -1
FEWEST = 10  # pairs, sittings or ratings; below this a figure would be chance
BORDERLINE = 1  # the global rating at which the cut score is read: 0 fail, 1 borderline, 4 excellent
PARTS = 10  # of the distribution of scores


def main(memory: int, seconds: int) -> None:
    """Read, reckon, write."""
    for kind, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_CORE, 0)):
        with suppress(ValueError, OSError):  # not every system knows each of them
            resource.setrlimit(kind, (most, most))
    warnings.simplefilter("ignore")  # of figures that cannot be: they are written as null
    json.dump(figures(json.load(sys.stdin)), sys.stdout, allow_nan=False)


def figures(material):
    """All figures of this material; see exams.analysis.figures for what each of them is."""
    import numpy as np  # after the limits

    steps, sittings = material["steps"], material["sittings"]
    most = np.array([step["weight"] * max(step["values"], default=0) / step["unit"] for step in steps], dtype=float)
    worth = np.array([step["weight"] / step["unit"] for step in steps], dtype=float)
    marks = _matrix([sitting["stands"] for sitting in sittings], len(steps))
    shares = _shares(marks, worth, most)
    pairs = [sitting for sitting in sittings if len(sitting["marks"]) > 1]
    first = _matrix([sitting["marks"][0] for sitting in pairs], len(steps))
    second = _matrix([sitting["marks"][1] for sitting in pairs], len(steps))
    return {
        "scores": _scores(shares, sittings),
        "reliability": _reliability(marks * worth),
        "steps": [
            _step(place, step, marks, worth, most) | {"agreement": _agreement(first[:, place], second[:, place], step)}
            for place, step in enumerate(steps)
        ],
        "agreement": _overall(first, second, steps),
        "examiners": _examiners(sittings, shares),
        "severity": _severity(pairs, first, second, steps),
        "pairs": _pairs(pairs, first, second, steps),
        "regression": _regression(sittings, worth, most),
    }


def _matrix(rows, columns):
    """One row per sitting, one column per step; what is not marked is NaN."""
    import numpy as np

    return np.array([[np.nan if value is None else value for value in row] for row in rows], dtype=float).reshape(
        len(rows), columns
    )


def _applicable(marks):
    import numpy as np

    return np.where(marks == NOT_APPLICABLE, np.nan, marks)


def _shares(marks, worth, most):
    """Per sitting the share of the points that could be reached; NaN where nothing applied."""
    import numpy as np

    given = _applicable(marks)
    reachable = np.where(np.isnan(given), 0, most).sum(axis=1)
    return np.nansum(given * worth, axis=1) / np.where(reachable > 0, reachable, np.nan)


def _number(value):
    """A number that JSON knows; what is none is null."""
    import math

    return None if value is None or not math.isfinite(value) else round(float(value), 6)


def _described(shares, passed):
    import numpy as np
    from statsmodels.stats.proportion import proportion_confint

    known = shares[~np.isnan(shares)]
    counted = len(passed)
    low, high = proportion_confint(sum(passed), counted, method="wilson") if counted else (None, None)
    return {
        "sittings": counted,
        "passed": sum(passed),
        "pass_low": _number(low),
        "pass_high": _number(high),
        "mean": _number(known.mean()) if len(known) else None,
        "spread": _number(known.std(ddof=1)) if len(known) > 1 else None,
        "lowest": _number(known.min()) if len(known) else None,
        "highest": _number(known.max()) if len(known) else None,
    }


def _scores(shares, sittings):
    import numpy as np

    # A hair to the right: 0.3, which no computer can write exactly, belongs to the part that begins there.
    known = np.clip(shares[~np.isnan(shares)] + 1e-9, 0, 1)
    passed = [bool(sitting["passed"]) for sitting in sittings]
    return _described(shares, passed) | {
        "distribution": np.histogram(known, bins=np.linspace(0, 1, PARTS + 1))[0].tolist(),
        "attempts": [
            {"attempt": attempt}
            | _described(*_chosen(shares, passed, [sitting["attempt"] == attempt for sitting in sittings]))
            for attempt in sorted({sitting["attempt"] for sitting in sittings})
        ],
    }


def _chosen(shares, passed, which):
    import numpy as np

    return shares[np.array(which, dtype=bool)], [one for one, taken in zip(passed, which, strict=True) if taken]


def _reliability(points):
    """Cronbach's alpha over the sittings in which every step has a mark.

    k / (k - 1) x (1 - sum of the variances / variance of the sum): L. J. Cronbach, Coefficient alpha and the internal
    structure of tests, Psychometrika 16 (1951).
    """
    import numpy as np

    whole = points[(~np.isnan(points) & (points >= 0)).all(axis=1)]
    if len(whole) < FEWEST or whole.shape[1] < 2:
        return {"alpha": None, "sittings": len(whole)}
    together = np.cov(whole, rowvar=False)
    if not together.sum() > 0:
        return {"alpha": None, "sittings": len(whole)}
    steps = whole.shape[1]
    alpha = steps / (steps - 1) * (1 - np.trace(together) / together.sum())
    return {"alpha": _number(alpha), "sittings": len(whole)}


def _step(place, step, marks, worth, most):
    import numpy as np

    column = marks[:, place]
    given = _applicable(column)
    known = given[~np.isnan(given)]
    highest = max(step["values"], default=0)
    return {
        "marked": len(known),
        "not_applicable": int((column == NOT_APPLICABLE).sum()),
        "difficulty": _number((known / highest).mean()) if len(known) and highest else None,
        "discrimination": _discrimination(place, marks, worth, most),
        "levels": [int((known == value).sum()) for value in step["values"]],
    }


def _discrimination(place, marks, worth, most):
    """How this step goes together with the share reached in all others (corrected item-total correlation)."""
    import numpy as np
    from scipy.stats import pearsonr

    others = np.arange(len(most)) != place
    rest = _shares(marks[:, others], worth[others], most[others])
    given = _applicable(marks[:, place])
    both = ~np.isnan(given) & ~np.isnan(rest)
    given, rest = given[both], rest[both]
    if len(given) < FEWEST or np.ptp(given) == 0 or np.ptp(rest) < 1e-9:
        return None
    return _number(pearsonr(given, rest).statistic)


def _both(first, second):
    """Where both gave a level."""
    import numpy as np

    one, other = _applicable(first), _applicable(second)
    known = ~np.isnan(one) & ~np.isnan(other)
    return one[known], other[known]


def _agreement(first, second, step):
    """How two examiners agree on one scale; kappa where there are enough pairs and not all marks are the same."""
    import numpy as np

    one, other = _both(first, second)
    scale = step["values"]
    table = np.array([[int(((one == a) & (other == b)).sum()) for b in scale] for a in scale])
    apart = int(((first == NOT_APPLICABLE) != (second == NOT_APPLICABLE))[~np.isnan(first) & ~np.isnan(second)].sum())
    return _agreed(table) | {"applied_apart": apart}


def _agreed(table):
    pairs = int(table.sum())
    same = int(table.trace())
    plain = _kappa(table, None)
    return {
        "pairs": pairs,
        "same": same,
        "kappa": plain[0],
        "low": plain[1],
        "high": plain[2],
        "weighted": _kappa(table, "linear")[0] if len(table) > 2 else None,
    }


def _kappa(table, weights):
    """Cohen's kappa with its 95 % confidence interval; nothing where chance alone would always agree."""
    from statsmodels.stats.inter_rater import cohens_kappa

    rows, columns = table.sum(axis=1), table.sum(axis=0)
    if table.sum() < FEWEST or ((rows > 0) | (columns > 0)).sum() < 2:
        return None, None, None
    found = cohens_kappa(table, wt=weights)
    low, high = _number(found.kappa_low), _number(found.kappa_upp)
    return _number(found.kappa), None if low is None else max(low, -1.0), None if high is None else min(high, 1.0)


def _overall(first, second, steps):
    """Of all steps together; kappa per scale, for values of different scales are not the same thing."""
    import numpy as np

    scales = sorted({tuple(step["values"]) for step in steps})
    found = []
    for scale in scales:
        places = [place for place, step in enumerate(steps) if tuple(step["values"]) == scale]
        one = _agreement(first[:, places].ravel(), second[:, places].ravel(), {"values": scale})
        found.append({"values": list(scale), "steps": len(places)} | one)
    one, other = _both(first.ravel(), second.ravel())
    return {"sittings": len(first), "pairs": len(one), "same": int(np.sum(one == other)), "scales": found}


def _examiners(sittings, shares):
    numbers = sorted({examiner for sitting in sittings for examiner in sitting["examiners"]})
    passed = [bool(sitting["passed"]) for sitting in sittings]
    return [
        {"examiner": number}
        | _described(*_chosen(shares, passed, [number in sitting["examiners"] for sitting in sittings]))
        for number in numbers
    ]


def _apart(first, second, steps):
    """Per sitting and step how much more the first gave, as a share of what the step is worth."""
    import numpy as np

    highest = np.array([max(step["values"], default=0) or np.nan for step in steps], dtype=float)
    return (_applicable(first) - _applicable(second)) / highest


def _severity(pairs, first, second, steps):
    """Per examiner how much more than colleagues, with the same candidates, and how often otherwise."""
    import numpy as np

    apart = _apart(first, second, steps)
    found = []
    for number in sorted({examiner for sitting in pairs for examiner in sitting["examiners"][:2]}):
        signs = [
            1 if sitting["examiners"][0] == number else -1 if sitting["examiners"][1] == number else 0
            for sitting in pairs
        ]
        mine = [row * sign for row, sign in zip(apart, signs, strict=True) if sign]
        found.append({"examiner": number} | _gap(np.array(mine)))
    return found


def _gap(apart):
    import numpy as np
    from statsmodels.stats.weightstats import DescrStatsW

    known = apart[~np.isnan(apart)]
    means = np.array([row[~np.isnan(row)].mean() for row in apart if not np.isnan(row).all()])
    low = high = None
    if len(means) >= FEWEST and np.ptp(means) > 0:
        low, high = DescrStatsW(means).tconfint_mean()  # over sittings: marks of one candidate hang together
    return {
        "sittings": len(means),
        "marks": len(known),
        "differing": int((known != 0).sum()),
        "gap": _number(means.mean()) if len(means) else None,
        "low": _number(low),
        "high": _number(high),
    }


def _pairs(pairs, first, second, steps):
    """Per two examiners who saw the same candidates; the one with the lower number is the first."""
    import numpy as np

    apart = _apart(first, second, steps)
    by_pair: dict[tuple[int, int], list[object]] = {}
    for row, sitting in zip(apart, pairs, strict=True):
        one, other = sitting["examiners"][:2]
        by_pair.setdefault((min(one, other), max(one, other)), []).append(row if one < other else -row)
    return [{"first": one, "second": other} | _gap(np.array(rows)) for (one, other), rows in sorted(by_pair.items())]


def _regression(sittings, worth, most):
    """Borderline regression: share of the points on the global rating, read at borderline; one point per sitting."""
    import numpy as np

    points = []
    for sitting in sittings:
        rated = [
            (rating, marks)
            for rating, marks in zip(sitting["ratings"], sitting["marks"], strict=True)
            if rating is not None
        ]
        if rated:
            share = _shares(_matrix([marks for _, marks in rated], len(worth)), worth, most).mean()
            points.append((float(np.mean([rating for rating, _ in rated])), float(share)))
    points = [point for point in points if np.isfinite(point[1])]
    seen = {"points": _counted(points), "sittings": len(points), "borderline": BORDERLINE}
    ratings, shares = np.array([point[0] for point in points]), np.array([point[1] for point in points])
    if len(points) < FEWEST or np.ptp(ratings) == 0:
        return seen | {"cut": None, "low": None, "high": None, "intercept": None, "slope": None, "fit": None}
    from statsmodels.regression.linear_model import OLS  # a third of a second, where there is a line to draw

    line = OLS(shares, np.column_stack([np.ones_like(ratings), ratings])).fit()
    read = line.get_prediction(np.array([[1.0, BORDERLINE]])).summary_frame(alpha=0.05).iloc[0]
    return seen | {
        "cut": _number(read["mean"]),
        "low": _number(read["mean_ci_lower"]),
        "high": _number(read["mean_ci_upper"]),
        "intercept": _number(line.params[0]),
        "slope": _number(line.params[1]),
        "fit": _number(line.rsquared) if np.ptp(shares) > 0 else None,
    }


def _counted(points):
    """Each place once, with how many sittings lie there: a picture of 2,000 dots shows no more than this."""
    from collections import Counter

    places = Counter((round(rating, 1), round(share * 50) / 50) for rating, share in points)
    return [[rating, share, many] for (rating, share), many in sorted(places.items())]


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
