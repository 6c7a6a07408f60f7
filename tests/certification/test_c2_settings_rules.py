"""C2 to C4: what can be set about achieving and maintaining, what contradicts itself, and what it comes to in words."""

import pytest

from certification.rules.periods import Period, Unit
from certification.rules.settings import UpkeepFacts, contradictions, in_words, is_on_a_calendar, what_is_open
from certification.rules.states import AfterExpiry, CountsFrom, DurationKind, Stage
from certification.rules.upkeep import AskedActivity

pytestmark = pytest.mark.pure

YEAR = Period(1, Unit.YEARS)
ROLLING = {"duration": DurationKind.ROLLING, "recurring": True, "period": YEAR}
ACHIEVE = AskedActivity(id=1, activity_id=1)
MAINTAIN = AskedActivity(id=2, activity_id=2, stage=Stage.MAINTAIN)
FOLLOW_UP = AskedActivity(id=3, activity_id=3, follow_up=YEAR)


def wrong(*lines, **facts):
    return [str(words) for words in contradictions(UpkeepFacts(**facts).upkeep(lines))]


def words(*lines, **facts):
    return " ".join(map(str, in_words(UpkeepFacts(**facts).upkeep(lines))))


@pytest.mark.parametrize(
    ("lines", "facts", "told"),
    [
        ((ACHIEVE,), {**ROLLING, "period": None}, "needs a period"),
        ((ACHIEVE,), {**ROLLING, "recurring": False}, "it never ends"),
        ((ACHIEVE,), {"period": YEAR}, "each activity has its own times"),
        ((ACHIEVE, MAINTAIN), {}, "one list serves for both"),
        ((ACHIEVE, MAINTAIN), {**ROLLING, "recurring": False, "period": None}, "nothing is maintained"),
        ((FOLLOW_UP,), ROLLING, "belongs to a fixed period"),
        ((FOLLOW_UP,), {}, "nothing is done again"),
        ((ACHIEVE,), {"achieve_needs": 2}, "stands 1 activity, and 2 of them are asked"),
        ((ACHIEVE,), {**ROLLING, "maintain_needs": 1}, "stand 0 activities"),
        ((ACHIEVE,), {**ROLLING, "opens_days_before": 365}, "before the period has begun"),
        ((ACHIEVE,), {**ROLLING, "warns_days_before": 365}, "from its first day"),
        ((ACHIEVE,), {**ROLLING, "counts_from": CountsFrom.CALENDAR_DATE}, "date of the calendar"),
        ((ACHIEVE,), {**ROLLING, "minimum": Period(13, Unit.MONTHS)}, "longer than the period itself"),
    ],
)
def test_what_contradicts_itself_is_said_in_words(lines, facts, told):
    assert [told in words for words in wrong(*lines, **facts)] == [True]


def test_what_can_be_meant_contradicts_nothing():
    assert wrong(ACHIEVE, MAINTAIN, **ROLLING) == []
    assert wrong(FOLLOW_UP, recurring=True) == []
    assert wrong(external=True) == []


def test_one_year_of_first_aid_in_words():
    assert words(ACHIEVE, MAINTAIN, **ROLLING) == (
        "Achieved by the 1 mandatory activity. "
        "Holds 1 year from completion; the refresher opens 14 days before the end. "
        "Maintained by the 1 mandatory activity. "
        "Who lets it expire restores it with Maintain alone."
    )


def test_any_two_of_three_in_words():
    three = [AskedActivity(id=number, activity_id=number) for number in (1, 2, 3)]
    assert "Achieved by any 2 activities of 3. Once achieved it never ends." in words(*three, achieve_needs=2)


def test_until_a_date_of_the_calendar_with_grace_in_words():
    told = words(
        ACHIEVE,
        **ROLLING,
        counts_from=CountsFrom.CALENDAR_DATE,
        calendar_day=(9, 1),
        grace_days=30,
        minimum=Period(6, Unit.MONTHS),
        after_expiry=AfterExpiry.ACHIEVE_AGAIN,
    )
    for part in (
        "always until 1 September",
        "30 days after the end",
        "never shorter than 6 months",
        "again at Achieve",
    ):
        assert part in told


def test_what_is_obtained_elsewhere_needs_no_activities():
    assert what_is_open(UpkeepFacts(external=True).upkeep(())) is None
    assert what_is_open(UpkeepFacts().upkeep(())) is not None
    assert "one approved proof" in words(external=True)


def test_the_29th_of_february_is_on_a_calendar_and_the_31st_of_april_is_not():
    assert is_on_a_calendar(2, 29)
    assert not is_on_a_calendar(4, 31)
