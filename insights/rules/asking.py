"""What an overview is asked for, read from an address that anybody may have typed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from insights.rules.tallies import Holding

EARLIEST, LATEST = date(1990, 1, 1), date(2100, 1, 1)
MOST_TICKED = 200
SORTS = ("until", "-until", "name", "-name")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Of which day, part and qualification; and for a list also of whom, in which order and on which page."""

    on: date
    part_id: int | None = None
    qualification_id: int | None = None
    holding: Holding | None = None
    overdue_id: int | None = None  # the activity that should have been done by then
    words: str = ""
    sort: str = "until"
    page: int = 1


def asked(sent: Mapping[str, str], *, today: date) -> Asked:
    """What was asked for; what nobody can mean is passed over, and without a day it is today."""
    return Asked(
        on=_day(sent.get("on", "")) or today,
        part_id=_number(sent.get("part", "")),
        qualification_id=_number(sent.get("qualification", "")),
        holding=next((one for one in Holding if one == sent.get("holding")), None),
        overdue_id=_number(sent.get("overdue", "")),
        words=sent.get("q", "").strip()[:200],
        sort=sent["sort"] if sent.get("sort") in SORTS else "until",
        page=_number(sent.get("page", "")) or 1,
    )


def several(sent: Iterable[str]) -> list[int]:
    """Which numbers were ticked; what is none is passed over, and so is what comes twice."""
    return list(dict.fromkeys(number for written in list(sent)[:MOST_TICKED] if (number := _number(written))))


def as_address(wanted: Asked, *, today: date) -> dict[str, str | int | None]:
    """The same as parts of an address; what is as usual is left out."""
    return {
        "on": None if wanted.on == today else wanted.on.isoformat(),
        "part": wanted.part_id,
        "qualification": wanted.qualification_id,
        "holding": wanted.holding and wanted.holding.value,
        "overdue": wanted.overdue_id,
        "q": wanted.words or None,
        "sort": None if wanted.sort == "until" else wanted.sort,
    }


def of_everything(wanted: Asked) -> Asked:
    """Only the day of it."""
    return replace(Asked(on=wanted.on))


def _day(written: str) -> date | None:
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return None
    return day if EARLIEST <= day <= LATEST else None


def _number(written: str) -> int | None:
    is_number = written.isascii() and written.isdecimal() and len(written) < 10
    return (int(written) or None) if is_number else None
