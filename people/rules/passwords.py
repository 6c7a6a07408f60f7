"""What makes a password good enough."""

import re
import unicodedata
from collections.abc import Iterable

from foundation.messages import Message, say
from people.rules.names import plain

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 256  # longer ones would only cost time
FEWEST_DIFFERENT = 5
OWN_PART = 8  # characters that must be left when one's own name and address are taken out

# What many people choose when twelve characters are asked; compared without digits and signs around it.
_COMMON = (
    "password passwordpassword passwort wachtwoord wachtwoordwachtwoord welkom welkomwelkom welcome "
    "welcomewelcome qwerty qwertyuiop qwertyqwerty qwertyuiopasdf azertyuiop asdfghjkl qwertzuiop iloveyou "
    "iloveyouiloveyou ikhouvanjou administrator beheerder letmein letmeinletmein changeme changemechangeme "
    "veranderdit verandermij geheim geheimgeheim proefstuk portfolio mijnportfolio school mijnschool student "
    "studentstudent docent voetbal amsterdam rotterdam feyenoord ajaxamsterdam nederland januari februari maart "
    "april juni juli augustus september oktober november december lente zomer herfst winter spring summer autumn "
    "monkey dragon football baseball sunshine princess trustnoone superman "
)
COMMON = frozenset(_COMMON.split())
_KEYS = ("abcdefghijklmnopqrstuvwxyz", "01234567890123456789", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_STANDS_FOR = str.maketrans("0134578@$!", "oieastbasi")


def plain_password(typed: str) -> str:
    """The password as it is compared: keyboards compose accents differently, people do not notice."""
    return unicodedata.normalize("NFC", typed)


def objection_to_password(password: str, *, about: Iterable[str] = ()) -> Message | None:
    """What is wrong with this password for somebody with these names and addresses; None when it will do."""
    if len(password) < SHORTEST_PASSWORD:
        return say(
            "Use at least %(count)s characters. A few words in a row are easy to remember.", count=SHORTEST_PASSWORD
        )
    if len(password) > LONGEST_PASSWORD:
        return say("Use at most %(count)s characters.", count=LONGEST_PASSWORD)
    if len(set(password.casefold())) < FEWEST_DIFFERENT or _is_common(password):
        return say("This password is one of the first that others would try. Choose one that is your own.")
    if len(_without_own_words(password, about)) < OWN_PART:
        return say(
            "This password is mostly your own name or e-mail address. Add words that have nothing to do with it."
        )
    return None


def _is_common(password: str) -> bool:
    folded = password.casefold()
    words = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", folded)
    respelled = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", folded.rstrip("0123456789!?.").translate(_STANDS_FOR))
    return words in COMMON or respelled in COMMON or _is_a_run(folded)


def _is_a_run(folded: str) -> bool:
    """Neighbours on the keyboard or in the alphabet, forwards or backwards, from beginning to end."""
    return any(folded in keys * 3 or folded[::-1] in keys * 3 for keys in _KEYS)


def _without_own_words(password: str, about: Iterable[str]) -> str:
    left = plain(password)
    words = {word for text in about for word in re.split(r"[\W_]+", plain(text)) if len(word) >= 4}
    for word in sorted(words, key=len, reverse=True):
        left = left.replace(word, "")
    return left
