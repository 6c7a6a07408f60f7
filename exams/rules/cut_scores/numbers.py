"""Exact numbers: how they are written in JSON and shown to people. Never a float in between."""

from decimal import Decimal
from fractions import Fraction

from foundation.messages import say
from foundation.refusals import Unreadable

# Larger numbers mean nothing in an exam, and a fraction of a thousand digits would take the program with it.
LARGEST = 10**9
LONGEST = 24
MOST_DECIMALS = 10**6
MOST_PLACES = 24  # told numbers whose denominators are that large differ before


def read_number(raw: object, place: str) -> Fraction:
    """The number that stands here: 6, "5.5" or "1/3"; a float counts as the digits that were written."""
    if isinstance(raw, bool) or not isinstance(raw, int | float | str):
        raise wrong(place)
    written = str(raw)  # of a float the digits that were typed, not the nearest binary fraction
    if len(written) > LONGEST or not written.isascii() or "_" in written or "e" in written.lower():
        raise wrong(place)
    try:
        number = Fraction(written)
    except (ValueError, ZeroDivisionError) as error:
        raise wrong(place) from error
    if abs(number) > LARGEST or number.denominator > LARGEST:
        raise wrong(place)
    return number


def write_number(number: Fraction) -> int | str:
    """The number as JSON: whole numbers as such, others as their digits or as a fraction, exactly."""
    if number.denominator == 1:
        return number.numerator
    if MOST_DECIMALS % number.denominator:
        return f"{number.numerator}/{number.denominator}"
    return f"{Decimal(number.numerator) / number.denominator:f}"


def shown(number: Fraction) -> Decimal:
    """What was reached, in two decimals rounded down: 5.4999 never reads as 5.5."""
    return _down(number, 2)


def shown_needed(number: Fraction) -> Decimal:
    """What is needed, in two decimals rounded up: two thirds never reads as 0.66."""
    return _up(number, 2)


def told_against(needed: Fraction, *reached: Fraction, fewest: int = 2) -> tuple[list[Decimal], Decimal]:
    """What was reached and what is needed, with as many decimals as it takes not to contradict what holds."""
    for places in range(fewest, MOST_PLACES):
        bar = _up(needed, places)
        found = [bar if one == needed else _down(one, places) for one in reached]
        if all((one >= needed) is (told >= bar) for one, told in zip(reached, found, strict=True)):
            return found, bar
    return [shown(one) for one in reached], shown_needed(needed)


def exact(number: Fraction | int) -> Fraction:
    """The same number as a fraction; one that is a fraction already stays as it is."""
    return number if isinstance(number, Fraction) else Fraction(number)


def shown_points(number: Fraction | int) -> int | Decimal:
    """Points as people count them: 8, or 8.5."""
    return int(number) if number.denominator == 1 else shown(Fraction(number))


def percentage(share: Fraction) -> Decimal:
    """A share that was reached, as a percentage rounded down."""
    return shown(100 * share)


def percentage_needed(share: Fraction) -> Decimal:
    """A share that is needed, as a percentage rounded up."""
    return shown_needed(100 * share)


def wrong(place: str) -> Unreadable:
    """The refusal that names what could not be read."""
    return Unreadable(
        say("The cut score cannot be read: “%(place)s” is missing or is not what it should be.", place=place)
    )


def _down(number: Fraction, places: int) -> Decimal:
    return _decimal(10**places * number.numerator // number.denominator, places)


def _up(number: Fraction, places: int) -> Decimal:
    return _decimal(-(-(10**places) * number.numerator // number.denominator), places)


def _decimal(parts: int, places: int) -> Decimal:
    while places and parts % 10 == 0:
        parts, places = parts // 10, places - 1
    return Decimal(parts).scaleb(-places)
