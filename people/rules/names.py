"""How people are called, and how their names and addresses are compared."""

import re
import unicodedata

LONGEST_SORTING_NAME = 260

# They turn text round on the screen; no name needs them. Joiners stay: several scripts are written with them.
_BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
_UNWRITABLE = frozenset({"Cc", "Cs", "Zl", "Zp"})
# Letters that have no accent to take off, but that a Dutch keyboard does not have either.
_LOOKALIKES = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)


def clean(text: str) -> str:
    """The text composed, on one line, with single spaces and without what cannot be seen."""
    spaced = "".join(" " if c.isspace() else c for c in text)
    kept = "".join(c for c in spaced if c not in _BIDI_CONTROLS and unicodedata.category(c) not in _UNWRITABLE)
    return " ".join(unicodedata.normalize("NFC", kept).split())


def plain(text: str) -> str:
    """The text as it is searched and sorted: small letters, no accents, single spaces."""
    spread = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(c for c in spread if not unicodedata.combining(c))
    return " ".join(unicodedata.normalize("NFC", bare.translate(_LOOKALIKES)).split())


def plain_email(address: str) -> str:
    """The address as it is compared: composed, small letters, without outer white space."""
    return unicodedata.normalize("NFC", address).strip().lower()


def is_email(address: str) -> bool:
    """Whether mail could reach it: one @, something before it, a dotted host after it, no white space."""
    return len(address) <= 254 and re.fullmatch(r"[^\s@<>\"(),:;]+@[^\s@.<>,;]+(\.[^\s@.<>,;]+)+", address) is not None


def full_name(given: str, prefix: str, family: str) -> str:
    """The name as it is read aloud: Fatima el Idrissi."""
    return " ".join(part for part in (given, prefix, family) if part)


def sorting_name(given: str, prefix: str, family: str) -> str:
    """The name as a Dutch list sorts it, by family name without prefix: "idrissi  fatima  el"."""
    # Two spaces sort before whatever may follow in a longer name, so Jansen comes before Jansen Bakker.
    return "  ".join(plain(part) for part in (family, given, prefix)).rstrip()[:LONGEST_SORTING_NAME]
