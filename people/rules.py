"""What holds about people, without database, clock or web."""

import re
import unicodedata
from enum import StrEnum

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 256  # longer ones would only cost time


class Role(StrEnum):
    """What somebody is here to do; one person may have several."""

    CANDIDATE = "candidate"
    EXAMINER = "examiner"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"
    COORDINATOR = "coordinator"
    BOARD_MEMBER = "board_member"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


def plain_email(address: str) -> str:
    """The address as it is compared: composed, lower case, without outer white space."""
    return unicodedata.normalize("NFC", address).strip().lower()


def is_email(address: str) -> bool:
    """Whether mail could reach it: one @, something before it, a dotted host after it, no white space."""
    return len(address) <= 254 and re.fullmatch(r"[^\s@<>\"(),:;]+@[^\s@.<>]+(\.[^\s@.<>]+)+", address) is not None


def full_name(given: str, prefix: str, family: str) -> str:
    """The name as it is read aloud: Fatima el Idrissi."""
    return " ".join(part for part in (given, prefix, family) if part)


def sorting_name(given: str, prefix: str, family: str) -> str:
    """The name as a Dutch list sorts it: idrissi, fatima el."""
    spelled = f"{family}, {given} {prefix}".strip()
    stripped = "".join(c for c in unicodedata.normalize("NFKD", spelled) if not unicodedata.combining(c))
    return stripped.casefold()
