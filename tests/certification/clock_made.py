"""Settings and facts for the clock, written short."""

from datetime import date

from certification.rules.clock import Standing, standing
from certification.rules.periods import Period, Unit
from certification.rules.states import DurationKind, Stage
from certification.rules.upkeep import AskedActivity, Done, Facts, Upkeep

ACHIEVE, REFRESH = 1, 2  # activities
LINKED = date(2027, 1, 4)
YEAR = Period(1, Unit.YEARS)


def day(text: str) -> date:
    return date.fromisoformat(text)


def line(number: int, *, activity: int | None = None, **settings: object) -> AskedActivity:
    return AskedActivity(id=number, activity_id=activity or number, **settings)


FIRST = line(1)
REFRESHER = line(2, stage=Stage.MAINTAIN)


def first_aid(**settings: object) -> Upkeep:
    """Rolling, one year: a course to achieve it, a refresher to maintain it."""
    usual = {
        "duration": DurationKind.ROLLING,
        "recurring": True,
        "period": YEAR,
        "activities": (FIRST, REFRESHER),
    }
    return Upkeep(**{**usual, **settings})


def welder(*lines: AskedActivity, **settings: object) -> Upkeep:
    """A fixed period with these activities."""
    return Upkeep(**{"recurring": True, "activities": lines, **settings})


def facts(*done: tuple, linked: date = LINKED, **other: object) -> Facts:
    """`facts((ACHIEVE, "2027-03-01"))`; a third value is the expiry of a certificate that was uploaded."""
    return Facts(linked_on=linked, done=tuple(_done(*one) for one in done), **other)


def _done(activity: int | None, on: str, ends_on: str | None = None) -> Done:
    return Done(activity_id=activity, on=day(on), ends_on=day(ends_on) if ends_on else None)


def on(text: str, upkeep: Upkeep, known: Facts) -> Standing:
    return standing(upkeep, known, day(text))
