"""Words: which say nothing about what somebody did, and what a word shares with its other forms."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

SHORTEST_STEM = 3
OWN_END = "aeioun"  # a t or d after it belongs to the word: naad and cliënt, not werkt and gezaagd
_STOP = {
    "nl": """
        aan af al alle alleen alles als altijd ander andere anders beginnend beginnende behulp beide beoefenaar
        bepaalde beroeps beroepsbeoefenaar bij bijv bijvoorbeeld binnen blijven daar daarbij daarmee daarna daarom
        daarvoor dag dagen dan dat de deel deze die dient dit doe doen door draagt duidelijk dus echt een eens eerst
        eerste eigen en enkele er erg even eventueel eventuele gaan gaat ge gebruik gebruiken gebruikt gebruikte
        gedaan geeft geen gehad gemaakt geven ging goed goede haar had hadden heb hebben heeft heel hem het hier hij
        hoe hun iemand iets ik in indien is ja jaar je juist juiste kan keer kon konden krijgt kunnen laat later
        leidinggevende maak maakt maakte maar mag maken manier me mee meer met mij mijn moest moet moeten na naar
        niet nieuwe nodig nodige nog nu of om omdat onder ons onze ook op opdracht opdrachten over passende per
        samen school situatie situaties staat stage steeds taak taken te tegen tijd tijdens toch toe toen tot tussen
        tweede uit uitvoeren uitvoert van vanuit veel vind volgens voor vooral voorbeeld waar waarbij waarin want
        waren was wat we week weken wel welke werd werden werk werken werkt werkte werkzaamheden wie wij wijze wil
        word worden wordt zal ze zelf zich zien zij zijn zijne zo zodat zonder zorgde zorgt zou zowel
    """,
    "en": """
        about above after again all also always am an and another any appropriate are as at be because been before
        being below between both but by can correct correctly could day days did do does doing done down during each
        enough every few first for from further get gets give given gives had has have having he her here hers him
        his how if in into is it its job just made make makes may me more most much must my necessary need needed
        needs new no nor not now of off often on once one only or other our out over own part parts per relevant
        same she should so some such task tasks than that the their them then there these they this those through
        time to too under until up use used uses using various very was way we week weeks well were what when where
        whether which while who why will with within without work worked working works would year you your
    """,
}
STOP_WORDS = {language: frozenset(words.split()) for language, words in _STOP.items()}
# What cameras and programs call a file says nothing about what it shows.
_FILES = """
    at bestand copy def definitief doc document docx dsc dscn file final foto fotos heic image images img jpeg jpg
    kopie mov naamloos nieuw pdf photo photos pic picture png pxl scan scanned scans screenshot untitled versie
    version vid video whatsapp
"""
OF_FILES = frozenset(_FILES.split())
# The longest ending that fits goes, and then perhaps one of the second row.
_ENDINGS = {
    "nl": (
        """
        eringen ingen heden elijk elijke baar bare eerden eerde erende ering ende end ing tjes tje sters sten ste ster
        ers aren en er es e s n t d
        """,
        "eer er t d",
    ),
    "en": ("ations ation ments ment ingly ings ing edly ness able ers er ies ied ed es ly s e", "e"),
}
ENDINGS = {
    language: [sorted(row.split(), key=lambda ending: (-len(ending), ending)) for row in rows]
    for language, rows in _ENDINGS.items()
}


def is_telling(word: str, language: str) -> bool:
    """Whether a word says something about what was done."""
    return len(word) >= SHORTEST_STEM and word not in STOP_WORDS.get(language, ())


@lru_cache(maxsize=20_000)
def stem_of(word: str, language: str) -> str:
    """What a word has in common with its other forms, roughly: controleren, controleert and controle are one."""
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", word.casefold()) if letter.isalpha())
    if language == "nl" and plain.startswith("ge") and plain.endswith(("d", "t", "en")) and len(plain) > 5:
        plain = plain[2:]
    for endings in ENDINGS.get(language, ()):
        plain = _without(endings, plain)
    return _single(plain)


def _without(endings: Sequence[str], word: str) -> str:
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            return word if ending in ("t", "d") and word[-2] in OWN_END else word[: -len(ending)]
    return word


def _single(stem: str) -> str:
    """One letter for two of the same: lassen and las, naad and naden."""
    return re.sub(r"(.)\1", r"\1", stem)
