"""The little that changes around a noun when another takes its place: a or an, de or het and what follows them."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

# Each for a `de` word and for a `het` word.
POINTING = (
    ("de", "het"),
    ("deze", "dit"),
    ("die", "dat"),
    ("onze", "ons"),
    ("elke", "elk"),
    ("iedere", "ieder"),
    ("welke", "welk"),
    ("zulke", "zulk"),
)
# After these an adjective loses its -e before a `het` word; after all others it keeps it.
OPEN = frozenset({"", "een", "één", "geen", "elke", "elk", "iedere", "ieder", "welke", "welk", "zulke", "zulk"})
POSSESSIVE = ("mijn", "jouw", "je", "uw", "zijn", "haar", "hun", "jullie")
ADJECTIVES = (
    ("nieuwe", "nieuw"),
    ("actieve", "actief"),
    ("inactieve", "inactief"),
    ("andere", "ander"),
    ("enkele", "enkel"),
    ("volgende", "volgend"),
    ("vorige", "vorig"),
    ("officiële", "officieel"),
    ("gehele", "geheel"),
    ("hele", "heel"),
    ("lege", "leeg"),
    ("eerdere", "eerder"),
    ("oude", "oud"),
    ("gelijke", "gelijk"),
    ("passende", "passend"),
    ("onbekende", "onbekend"),
)
TO_DE = {het: de for de, het in (*POINTING, *ADJECTIVES)}
TO_HET = dict((*POINTING, *ADJECTIVES))

_NO_ADJECTIVE = "een|één|geen|zonder|alleen|samen|binnen|tegen|tussen|boven|naast|wanneer|mee|twee|toe|" + "|".join(
    word for pair in POINTING for word in pair
)
_LEADS = [*(word for pair in POINTING for word in pair), "een", "één", "geen", *POSSESSIVE]
LEAD = {"en": "an?", "nl": "|".join(sorted(_LEADS, key=len, reverse=True))}
_BARE = "|".join(het for _de, het in ADJECTIVES)
ADJECTIVE = {"nl": rf"(?P<adjective>(?!(?:{_NO_ADJECTIVE})\s)(?:\w+en?|{_BARE}))"}

SPELLED_WITH_A_VOWEL = frozenset("AEFHILMNORSX")  # an F, an HBO, an MBO
SOUNDS_LIKE_YOU = re.compile(r"(?:eu|uni(?!n|m)|use|usa|ut[ei]|one\b|once\b|ur[aeiou]|ubi)", re.IGNORECASE)
SILENT_H = re.compile(r"(?:hour|honest|honou?r|heir)", re.IGNORECASE)


@dataclass(frozen=True)
class Place:
    """The words next to a noun that may have to agree with it; empty where there are none."""

    lead: str
    adjective: str
    after: str

    def before(self, written: str) -> str:
        """What stood before the noun, with these words in it."""
        words = [word for word in (self.lead, self.adjective) if word]
        return re.sub(r"\S+", lambda _old: words.pop(0), written)


def lead_of(language: str) -> str:
    """The words in front of a noun that may have to agree with it, as a pattern."""
    return LEAD.get(language, "(?!)")


def in_english(place: Place, noun: str, _old: str, _new: str) -> Place:
    """A or an, by the sound that comes after it."""
    if not place.lead or not noun:
        return place
    return replace(place, lead=_as_written("an" if begins_with_a_vowel(noun) else "a", place.lead))


def in_dutch(place: Place, _noun: str, old: str, new: str) -> Place:
    """The words before it and a die or dat behind it, when a `de` word becomes a `het` word or the reverse."""
    if old == new or new not in ("de", "het"):
        return place
    turned = TO_HET if new == "het" else TO_DE
    lead = _turned(place.lead, turned)
    adjective = _turned(place.adjective, turned) if place.lead.lower() in OPEN else place.adjective
    *gap, last = re.split(r"(\s+)", place.after)
    return Place(lead, adjective, "".join(gap) + _turned(last, turned))


AGREE: Mapping[str, Callable[[Place, str, str, str], Place]] = {"en": in_english, "nl": in_dutch}


def begins_with_a_vowel(noun: str) -> bool:
    """Whether it is said with a vowel first: an EPA, an hour, a unit."""
    first = re.split(r"[\s-]", noun, maxsplit=1)[0]
    if len(first) > 1 and first.isupper():
        return first[0] in SPELLED_WITH_A_VOWEL
    if SOUNDS_LIKE_YOU.match(noun):
        return False
    return noun[:1].lower() in "aeiou" or SILENT_H.match(noun) is not None


def _turned(word: str, turned: Mapping[str, str]) -> str:
    other = turned.get(word.lower())
    return _as_written(other, word) if other else word


def _as_written(word: str, like: str) -> str:
    return word[:1].upper() + word[1:] if like[:1].isupper() else word
