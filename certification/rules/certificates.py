"""Certificates of our own: what they say, whether they hold, and when there is another."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from certification.rules.clock import Standing
from foundation.messages import Message, say

LONGEST_LINE, LONGEST_TEXT = 200, 1500
GAPS: Mapping[str, Message] = {
    "name": say("name of the person"),
    "title": say("what was completed or achieved"),
    "date": say("the day on which it was"),
    "until": say("the day on which it ends"),
    "issuer": say("who gives it"),
    "school": say("name of the school"),
}
_GAP = re.compile(r"\{([^{}]*)\}")


class CertificateState(StrEnum):
    """What a certificate is worth on a day."""

    VALID = "valid"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class Shows(StrEnum):
    """What stands on a certificate besides its words, where the template says so."""

    UNTIL = "until"
    ISSUER = "issuer"
    SUMMARY = "summary"
    MINUTES = "minutes"


SHOWS: Mapping[Shows, Message] = {
    Shows.UNTIL: say("Until when it holds"),
    Shows.ISSUER: say("Who gives it"),
    Shows.MINUTES: say("How long it took"),
    Shows.SUMMARY: say("What it was about"),
}


@dataclass(frozen=True, kw_only=True)
class Words:
    """The texts of a template in one language; what is empty is said in our own words."""

    title: str = ""
    body: str = ""
    below: str = ""


def state_on(day: date, *, valid_until: date | None, is_withdrawn: bool) -> CertificateState:
    """What it is worth; `valid_until` is the first day on which it no longer holds."""
    if is_withdrawn:
        return CertificateState.WITHDRAWN
    over = valid_until is not None and day >= valid_until
    return CertificateState.EXPIRED if over else CertificateState.VALID


def is_won(before: Standing, after: Standing) -> bool:
    """Whether this made somebody qualified, or qualified for longer: then there is a certificate, and another one."""
    if not after.meets:
        return False
    if not before.meets:
        return True
    return before.until is not None and (after.until is None or after.until > before.until)


def is_lost(before: Standing, after: Standing) -> bool:
    """Whether a completion that is withdrawn was needed for what a certificate says."""
    return before.meets and not after.meets


def unknown_gaps(text: str) -> list[str]:
    """What stands between braces and is not known."""
    return [f"{{{name}}}" for name in _GAP.findall(text) if name not in GAPS]


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its gaps filled, each once: what fills one is never looked at for another."""
    return _GAP.sub(lambda found: values.get(found[1], found[0]), text)
