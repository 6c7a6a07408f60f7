"""The figures against values from the literature, against the libraries themselves, and at the edges."""

import os
import random
import subprocess
import sys
import time
import warnings
from math import isclose

import numpy as np
import pytest
from scipy.stats import linregress, pearsonr

from exams.analysis import kept, process
from exams.analysis.figures import Figures, Material, SittingMaterial, StepMaterial
from exams.analysis.reckoning import Reckoner
from foundation.refusals import Refusal

pytestmark = pytest.mark.pure
NA = -1


def step(*values, weight=1, unit=1):
    return StepMaterial(values=list(values) or [0, 1, 2, 3], weight=weight, unit=unit)


def sitting(*marks, examiners=(0, 1), ratings=None, stands=None, passed=True, attempt=1):
    return SittingMaterial(
        examiners=list(examiners[: len(marks)]),
        marks=[list(row) for row in marks],
        ratings=list(ratings or [None] * len(marks)),
        stands=list(marks[0] if stands is None else stands),
        passed=passed,
        attempt=attempt,
    )


def figures(steps, sittings):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # as the process does
        found = process.figures(Material(steps=steps, sittings=sittings).model_dump())
    return Figures.model_validate(found)


def of_table(table):
    """One step with as many pairs of marks as the table has."""
    pairs = [(a, b) for a, row in enumerate(table) for b, many in enumerate(row) for _ in range(many)]
    return figures([step(*range(len(table)))], [sitting([a], [b]) for a, b in pairs]).steps[0].agreement


# J. Cohen, A coefficient of agreement for nominal scales (1960): two judges, 200 cases, three categories, kappa .492.
COHEN = ((88, 10, 2), (14, 40, 6), (18, 10, 12))


def test_x10_kappa_is_that_of_the_paper_that_proposed_it():
    agreed = of_table(COHEN)
    assert (agreed.pairs, agreed.same, agreed.share) == (200, 140, 0.7)
    assert isclose(agreed.kappa, 0.29 / 0.59, abs_tol=1e-5)


def test_x10_weighted_kappa_counts_a_small_difference_for_less():
    # By hand: 0.40 observed and 0.76 expected steps apart in the same table.
    assert isclose(of_table(COHEN).weighted, 1 - 0.4 / 0.76, abs_tol=1e-5)


def test_x10_the_interval_of_kappa_is_that_of_its_large_sample_error():
    # J. L. Fleiss, J. Cohen and B. S. Everitt, Large sample standard errors of kappa (1969), formula 13, worked out.
    table = np.array(COHEN) / 200
    rows, columns, kappa, chance = table.sum(1), table.sum(0), 0.29 / 0.59, 0.41
    same = sum(table[i, i] * (1 - (rows[i] + columns[i]) * (1 - kappa)) ** 2 for i in range(3))
    apart = sum(table[i, j] * (columns[i] + rows[j]) ** 2 for i in range(3) for j in range(3) if i != j)
    variance = same + (1 - kappa) ** 2 * apart - (kappa - chance * (1 - kappa)) ** 2
    error = (variance / 200) ** 0.5 / (1 - chance)
    agreed = of_table(COHEN)
    assert isclose(agreed.low, kappa - 1.96 * error, abs_tol=1e-3)
    assert isclose(agreed.high, kappa + 1.96 * error, abs_tol=1e-3)


def test_x10_a_table_by_chance_has_no_kappa_to_speak_of():
    assert isclose(of_table(((20, 5), (10, 15))).kappa, 0.4, abs_tol=1e-6)  # 0.70 observed, 0.50 by chance
    assert isclose(of_table(((10, 10), (10, 10))).kappa, 0, abs_tol=1e-9)


def test_x10_two_levels_need_no_weights():
    assert of_table(((20, 5), (10, 15))).weighted is None


def test_x10_always_the_same_is_one_and_stays_within_it():
    agreed = of_table(((10, 0), (0, 10)))
    assert (agreed.kappa, agreed.low, agreed.high) == (1, 1, 1)


def test_x10_where_all_marks_are_the_same_kappa_says_nothing():
    agreed = of_table(((0, 0), (0, 30)))
    assert (agreed.share, agreed.kappa, agreed.low, agreed.weighted) == (1, None, None, None)


def test_x10_few_pairs_say_nothing():
    assert of_table(((4, 1), (1, 3))).kappa is None
    assert of_table(((4, 1), (1, 4))).kappa is not None


def test_x10_what_does_not_apply_is_no_pair_but_is_told():
    pairs = [([NA], [2]), ([NA], [NA]), ([1], [1]), ([None], [1])]
    agreed = figures([step()], [sitting(one, other) for one, other in pairs]).steps[0].agreement
    assert (agreed.pairs, agreed.same, agreed.applied_apart) == (1, 1, 1)


def test_x10_scales_are_not_mixed():
    rows = [([a, a % 2], [b, a % 2]) for a in range(4) for b in range(4)]
    found = figures([step(), step(0, 1)], [sitting(one, other) for one, other in rows]).agreement
    assert [(scale.values, scale.pairs) for scale in found.scales] == [([0, 1], 16), ([0, 1, 2, 3], 16)]
    assert (found.pairs, found.same) == (32, 20)
    assert [scale.kappa for scale in found.scales] == [1, 0]


@pytest.mark.parametrize(
    ("passed", "total", "low", "high"),
    # R. G. Newcombe, Two-sided confidence intervals for the single proportion (1998), table I, method 3.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_x10_the_interval_of_the_pass_rate_is_wilsons(passed, total, low, high):
    sittings = [sitting([2], passed=number < passed) for number in range(total)]
    scores = figures([step()], sittings).scores
    assert (round(scores.pass_low, 4), round(scores.pass_high, 4)) == (low, high)


def test_x10_reliability_of_two_alike_steps_follows_spearman_and_brown():
    first = [0, 1, 2, 3] * 5
    second = [(value + (place % 5 == 0)) % 4 for place, value in enumerate(first)]  # each value five times again
    assert sorted(first) == sorted(second)
    correlation = np.corrcoef(first, second)[0, 1]
    found = figures([step(), step()], [sitting([a, b]) for a, b in zip(first, second, strict=True)])
    assert isclose(found.reliability.alpha, 2 * correlation / (1 + correlation), abs_tol=1e-5)


def test_x10_reliability_leaves_out_exams_with_a_gap():
    rows = [[value, value] for value in range(4) for _ in range(4)] + [[NA, 2], [None, 3]]
    found = figures([step(), step()], [sitting(row) for row in rows]).reliability
    assert (found.sittings, found.alpha) == (16, 1)


def simulated(number=60):
    drawn = random.Random(5)
    rows = []
    for _ in range(number):
        able = drawn.gauss(1.6, 0.8)
        rows.append([min(3, max(0, round(able + drawn.gauss(0, 0.6)))) for _ in range(3)])
    return rows


def test_x10_discrimination_is_the_correlation_with_the_rest_of_the_exam():
    rows = simulated()
    found = figures([step(weight=2), step(), step()], [sitting(row) for row in rows])
    rest = [2 * row[0] + row[2] for row in rows]
    assert isclose(found.steps[1].discrimination, pearsonr([row[1] for row in rows], rest).statistic, abs_tol=1e-5)


def test_x10_difficulty_is_the_mean_share_of_the_points_where_it_applies():
    found = figures([step(0, 55, 100, unit=10)], [sitting([value]) for value in (0, 55, 100, NA, None)])
    assert isclose(found.steps[0].difficulty, 155 / 300, abs_tol=1e-6)
    assert (found.steps[0].marked, found.steps[0].not_applicable, found.steps[0].levels) == (3, 1, [1, 1, 1])


def test_br_25_the_regression_is_read_at_borderline():
    drawn = random.Random(3)
    ratings = [drawn.randint(0, 4) for _ in range(40)]
    shares = [min(1.0, 0.3 + 0.15 * rating + drawn.choice((-0.05, 0, 0.05))) for rating in ratings]
    rows = [[round(100 * share)] for share in shares]
    sittings = [sitting(row, ratings=[rating]) for row, rating in zip(rows, ratings, strict=True)]
    found = figures([step(*range(101))], sittings).regression
    line = linregress(ratings, [row[0] / 100 for row in rows])
    assert isclose(found.cut, line.intercept + line.slope, abs_tol=1e-5)
    assert isclose(found.fit, line.rvalue**2, abs_tol=1e-5)
    assert found.low < found.cut < found.high


def test_br_25_a_line_that_fits_has_no_width():
    sittings = [sitting([20 * rating + 10], ratings=[rating]) for rating in range(5) for _ in range(3)]
    found = figures([step(*range(101))], sittings).regression
    assert [round(value, 4) for value in (found.cut, found.low, found.high, found.slope)] == [0.3, 0.3, 0.3, 0.2]


def test_br_25_two_examiners_of_one_exam_are_one_point():
    found = figures([step(0, 10)], [sitting([10], [0], ratings=[3, 1]) for _ in range(12)]).regression
    assert (found.sittings, found.points, found.cut) == (12, [(2.0, 0.5, 12)], None)


def test_x10_a_stricter_examiner_is_found_with_the_same_candidates():
    rows = [sitting([value, 2], [value - 1, 2 - value % 2], examiners=(0, 1)) for value in (1, 2, 3) for _ in range(4)]
    found = figures([step(), step()], rows)
    mild, strict = found.severity
    assert (mild.gap, mild.sittings, mild.marks, mild.differing) == (-strict.gap, 12, 24, 20)
    assert isclose(mild.gap, (12 * 1 + 8) / 3 / 24, abs_tol=1e-6)
    assert mild.low > 0 > strict.high
    assert [(pair.first, pair.second, pair.gap) for pair in found.pairs] == [(0, 1, mild.gap)]


def test_x10_a_pair_is_one_pair_whoever_was_first():
    rows = [sitting([2], [1], examiners=(0, 1)), sitting([1], [2], examiners=(1, 0))]
    (pair,) = figures([step()], rows).pairs
    assert (pair.sittings, isclose(pair.gap, 1 / 3, abs_tol=1e-6)) == (2, True)


def test_x10_scores_are_counted_in_tenths_of_what_could_be_reached():
    shares = [0, 9, 10, 29, 30, 99, 100, 100]
    scores = figures([step(*range(101))], [sitting([share]) for share in shares]).scores
    assert scores.distribution == [2, 1, 1, 1, 0, 0, 0, 0, 0, 3]
    assert isclose(scores.spread, np.std([share / 100 for share in shares], ddof=1), abs_tol=1e-6)


def test_x10_attempts_and_examiners_are_told_apart():
    rows = [
        sitting([3], passed=True),
        sitting([0], passed=False, examiners=(1,)),
        sitting([3], passed=True, attempt=2, examiners=(1,)),
    ]
    found = figures([step()], rows)
    assert [(one.attempt, one.sittings, one.passed, one.mean) for one in found.scores.attempts] == [
        (1, 2, 1, 0.5),
        (2, 1, 1, 1),
    ]
    assert [(one.examiner, one.sittings, one.passed) for one in found.examiners] == [(0, 1, 1), (1, 2, 1)]


@pytest.mark.parametrize(
    ("steps", "sittings"),
    [
        ([], []),
        ([step(), step()], []),
        ([], [sitting([], [])]),
        ([step()], [sitting([2])]),
        ([step()], [sitting([2], [2], ratings=[1, 1])]),
        ([step(), step()], [sitting([2, 2], [2, 2], ratings=[2, 2]) for _ in range(30)]),
        ([step(), step()], [sitting([NA, NA], [NA, NA], ratings=[2, 3]) for _ in range(30)]),
        ([step(), step(0, 1)], [sitting([None, None], [None, 1]) for _ in range(30)]),
        ([step(0)], [sitting([0], [0]) for _ in range(12)]),
        ([step(NA + 1, 5, unit=10)], [sitting([5]) for _ in range(12)]),
    ],
)
def test_x10_too_little_or_all_the_same_gives_no_figure_and_no_fault(steps, sittings):
    found = figures(steps, sittings)
    assert found.scores.sittings == len(sittings)
    assert found.reliability.alpha is None
    assert found.regression.cut is None
    assert all(one.discrimination is None and one.agreement.kappa is None for one in found.steps)


def large():
    drawn = random.Random(1)
    steps = [step() for _ in range(30)]
    rows = [[[drawn.randint(0, 3) for _ in steps] for _ in range(2)] for _ in range(2000)]
    return Material(steps=steps, sittings=[sitting(*both, examiners=(n % 7, 7 + n % 3)) for n, both in enumerate(rows)])


def test_x10_two_thousand_exams_take_seconds_and_are_reckoned_once():
    reckon, material, began = Reckoner(), large(), time.monotonic()
    first = reckon(material)
    assert reckon(material) is first
    assert (reckon.started, first.scores.sittings, len(first.steps)) == (1, 2000, 30)
    assert time.monotonic() - began < 20  # three seconds on a machine that does nothing else


@pytest.mark.parametrize("limits", [{"seconds": 1}, {"memory": 64 * 1024**2}])
def test_x10_a_process_that_takes_too_much_is_ended_and_said_so(limits):
    with pytest.raises(Refusal, match="could not be made in time"):
        Reckoner(**limits)(large())


def test_x10_the_web_process_never_loads_the_library():
    program = "import sys, app.factory; sys.exit(any(m in sys.modules for m in ('statsmodels', 'scipy', 'pandas')))"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def few(mark=1):
    return Material(steps=[step()], sittings=[sitting([mark], examiners=(0,))])


def test_x10_figures_are_made_once_for_all_web_processes(tmp_path):
    one, other = Reckoner(), Reckoner()
    assert other(few(), folder=tmp_path) == one(few(), folder=tmp_path) == one(few(), folder=tmp_path)
    assert (one.started, other.started) == (0, 1)


def test_x10_another_mark_or_another_program_is_never_answered_from_what_is_kept():
    numbers, others = few().model_dump_json(), few(2).model_dump_json()
    assert len({kept.digest_of(numbers), kept.digest_of(others), kept.digest_of(numbers, by="a newer library")}) == 3
    assert kept.digest_of(numbers) == kept.digest_of(numbers, by=kept.made_by())


def test_x10_a_file_of_figures_that_is_cut_off_counts_as_none(tmp_path):
    folder, figures = kept.KeptFigures(tmp_path), Reckoner()(few())
    folder.put("a", figures)
    (tmp_path / "a.json").write_text((tmp_path / "a.json").read_text()[:50])
    assert folder.get("a") is None


def test_x10_figures_that_nobody_asked_for_in_a_week_are_thrown_away(tmp_path):
    folder, figures = kept.KeptFigures(tmp_path), Reckoner()(few())
    folder.put("old", figures)
    os.utime(tmp_path / "old.json", (0, 0))
    folder.put("new", figures)
    assert [place.name for place in tmp_path.iterdir()] == ["new.json"]


def test_x10_a_disk_that_takes_nothing_still_shows_figures(tmp_path):
    (tmp_path / "file").write_text("")
    assert Reckoner()(few(), folder=tmp_path / "file").scores.sittings == 1
