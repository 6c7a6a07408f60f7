"""What can be set about achieving and maintaining: what contradicts itself, and what it comes to in words."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from certification.rules.periods import Period, period_words
from certification.rules.states import AfterExpiry, CountsFrom, DurationKind, Stage
from certification.rules.upkeep import OPENS_DAYS_BEFORE, WARNS_DAYS_BEFORE, AskedActivity, AskedList, Upkeep
from foundation.messages import Message, say, say_many

LEAP_YEAR = 2028
SAMPLE = date(2026, 2, 1)  # of which a month and a year are as short as they can be
LONGEST_GRACE = 366
MONTHS = (
    *(say("January"), say("February"), say("March"), say("April"), say("May"), say("June")),
    *(say("July"), say("August"), say("September"), say("October"), say("November"), say("December")),
)


@dataclass(frozen=True, kw_only=True)
class UpkeepFacts:
    """The settings of a qualification as somebody fills them in; see `Upkeep` for what each means."""

    duration: DurationKind = DurationKind.FIXED
    recurring: bool = False
    period: Period | None = None
    counts_from: CountsFrom = CountsFrom.COMPLETION
    calendar_day: tuple[int, int] | None = None
    minimum: Period | None = None
    opens_days_before: int = OPENS_DAYS_BEFORE
    warns_days_before: int = WARNS_DAYS_BEFORE
    grace_days: int = 0
    after_expiry: AfterExpiry = AfterExpiry.MAINTAIN
    achieve_needs: int | None = None
    maintain_needs: int | None = None
    external: bool = False
    issuer: str = ""
    gives_certificate: bool = False

    def upkeep(self, activities: tuple[AskedActivity, ...]) -> Upkeep:
        """With these activities, as the clock reads it."""
        told = {name: value for name, value in vars(self).items() if name not in ("issuer", "gives_certificate")}
        return Upkeep(**told, activities=activities)


def contradictions(upkeep: Upkeep) -> list[Message]:
    """What cannot be meant at the same time; nothing when all is well."""
    return [*_of_duration(upkeep), *_of_the_period(upkeep), *_of_numbers(upkeep), *_of_lines(upkeep)]


def what_is_open(upkeep: Upkeep) -> Message | None:
    """What is needed before anybody can achieve it; None when somebody can."""
    if upkeep.external or upkeep.achieve.lines:
        return None
    return say("There is no activity under Achieve yet, so nobody can become qualified.")


def in_words(upkeep: Upkeep) -> list[Message]:
    """What was set, in a few sentences."""
    achieved = [_achieved(upkeep)]
    if upkeep.external and upkeep.achieve.lines:
        achieved.insert(0, say("It is obtained elsewhere: one approved proof is enough, or what stands here."))
    return [*achieved, *_held(upkeep)]


def calendar_words(day: tuple[int, int]) -> Message:
    """For instance: 1 September."""
    return say("%(day)s %(month)s", day=day[1], month=MONTHS[day[0] - 1])


def is_on_a_calendar(month: int, day: int) -> bool:
    """Whether there is such a day; 29 February is one."""
    return 1 <= month <= len(MONTHS) and 1 <= day <= calendar.monthrange(LEAP_YEAR, month)[1]


def _of_duration(upkeep: Upkeep) -> Iterator[Message]:
    rolling, recurring = upkeep.duration is DurationKind.ROLLING, upkeep.recurring
    if rolling and recurring and upkeep.period is None:
        yield say("Say how long it holds: a rolling qualification that comes back needs a period.")
    if not rolling and upkeep.period is not None:
        yield say("With a fixed period each activity has its own times. Leave the period empty, or choose rolling.")
    if rolling and not recurring and upkeep.period is not None:
        yield say("One-off means that it never ends. Leave the period empty, or choose recurring.")


def _of_the_period(upkeep: Upkeep) -> Iterator[Message]:
    if upkeep.period is None:
        return
    if upkeep.counts_from is CountsFrom.CALENDAR_DATE and upkeep.calendar_day is None:
        yield say("Fill in the date of the calendar that the period counts to.")
    days = (upkeep.period.after(SAMPLE) - SAMPLE).days
    if upkeep.opens_days_before >= days:
        yield say("Maintain would open before the period has begun. Let it open fewer days before the end.")
    if upkeep.warns_days_before >= days:
        yield say("It would expire soon from its first day. Warn fewer days before the end.")
    if upkeep.minimum and upkeep.minimum.after(SAMPLE) - SAMPLE > timedelta(days=days):
        yield say("The shortest period is longer than the period itself.")


def _of_numbers(upkeep: Upkeep) -> Iterator[Message]:
    maintain = sum(line.stage is Stage.MAINTAIN for line in upkeep.activities)
    for needs, there, stage in (
        (upkeep.achieve_needs, len(upkeep.achieve.lines), say("Achieve")),
        (upkeep.maintain_needs, maintain, say("Maintain")),
    ):
        if needs is not None and needs > there:
            yield say_many(
                "Under %(stage)s stands %(count)s activity, and %(needs)s of them are asked. Add more, or ask fewer.",
                "Under %(stage)s stand %(count)s activities, and %(needs)s of them are asked. Add more, or ask fewer.",
                there,
                stage=stage,
                needs=needs,
            )


def _of_lines(upkeep: Upkeep) -> Iterator[Message]:
    has_maintain = any(line.stage is Stage.MAINTAIN for line in upkeep.activities)
    has_follow_up = any(line.follow_up for line in upkeep.activities)
    rolling = upkeep.duration is DurationKind.ROLLING
    if has_maintain and not rolling:
        yield say("With a fixed period one list serves for both. Take the activities under Maintain out first.")
    if has_maintain and rolling and not upkeep.recurring:
        yield say("One-off means that nothing is maintained. Take the activities under Maintain out first.")
    if has_follow_up and rolling:
        yield say("A follow-up period belongs to a fixed period. Leave it empty at each activity first.")
    if has_follow_up and not rolling and not upkeep.recurring:
        yield say("One-off means that nothing is done again, and an activity has a follow-up period. Choose recurring.")


def _achieved(upkeep: Upkeep) -> Message:
    found = upkeep.achieve
    if not found.lines:
        return what_is_open(upkeep) or say("It is obtained elsewhere: one approved proof of the whole is enough.")
    if found.any_of:
        return _any_of(found)
    return say_many(
        "Achieved by the %(count)s mandatory activity.", "Achieved by all %(count)s mandatory activities.", found.needed
    )


def _any_of(found: AskedList) -> Message:
    return say_many(
        "Achieved by any %(count)s activity of %(total)s.",
        "Achieved by any %(count)s activities of %(total)s.",
        found.needed,
        total=len(found.counting),
    )


def _held(upkeep: Upkeep) -> Iterator[Message]:
    if not upkeep.recurring:
        yield say("Once achieved it never ends.")
        return
    if upkeep.duration is DurationKind.FIXED:
        yield from _held_fixed(upkeep)
        return
    if upkeep.period is None:
        return
    yield _held_for(upkeep, upkeep.period)
    yield from _maintained(upkeep)
    yield from _ended(upkeep)


def _held_fixed(upkeep: Upkeep) -> Iterator[Message]:
    again = sum(line.follow_up is not None for line in upkeep.activities)
    if again:
        yield say_many(
            "%(count)s activity is done again, each time its own period is over.",
            "%(count)s activities are done again, each time their own period is over.",
            again,
        )
    yield say("Nothing else ends, except what was proved by a certificate that expires.")


def _held_for(upkeep: Upkeep, period: Period) -> Message:
    gaps = {"period": period_words(period), "days": _days(upkeep.opens_days_before)}
    if upkeep.counts_from is CountsFrom.PREVIOUS_EXPIRY:
        return say(
            "Holds %(period)s, and when renewed in time %(period)s from the previous end; "
            "the refresher opens %(days)s before the end.",
            **gaps,
        )
    if upkeep.counts_from is CountsFrom.CALENDAR_DATE and upkeep.calendar_day:
        return say(
            "Holds %(period)s, always until %(date)s; the refresher opens %(days)s before the end.",
            date=calendar_words(upkeep.calendar_day),
            **gaps,
        )
    return say("Holds %(period)s from completion; the refresher opens %(days)s before the end.", **gaps)


def _maintained(upkeep: Upkeep) -> Iterator[Message]:
    own = [line for line in upkeep.activities if line.stage is Stage.MAINTAIN]
    if not own:
        yield say("Under Maintain stands nothing, so the activities under Achieve are done again.")
        return
    found = upkeep.maintain
    if found.any_of:
        yield say_many(
            "Maintained by any %(count)s activity of %(total)s.",
            "Maintained by any %(count)s activities of %(total)s.",
            found.needed,
            total=len(found.counting),
        )
        return
    yield say_many(
        "Maintained by the %(count)s mandatory activity.",
        "Maintained by all %(count)s mandatory activities.",
        found.needed,
    )


def _ended(upkeep: Upkeep) -> Iterator[Message]:
    if upkeep.minimum and upkeep.counts_from is not CountsFrom.COMPLETION:
        yield say("A period is never shorter than %(period)s.", period=period_words(upkeep.minimum))
    if upkeep.grace_days:
        yield say("It still counts for %(days)s after the end.", days=_days(upkeep.grace_days))
    if upkeep.after_expiry is AfterExpiry.ACHIEVE_AGAIN:
        yield say("Who lets it expire starts again at Achieve.")
    else:
        yield say("Who lets it expire restores it with Maintain alone.")


def _days(count: int) -> Message:
    return say_many("%(count)s day", "%(count)s days", count)
