"""What files and folders of exams are called: readable in a list, safe on every system, and no two alike."""

import unicodedata

from flask_babel import get_timezone

from exams.models import Sitting
from people.models import Person
from people.rules import clean

FORBIDDEN = frozenset('/\\:*?"<>|')
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
NAME_BYTES, EXAM_BYTES, FILE_BYTES = 100, 60, 120  # a system takes 255 of them for one name


def exam_name(sitting: Sitting) -> str:
    """Who did which exam when: "LA0003 El Amrani, Youssef - LAS-PVB2 2026-10-12"."""
    form = sitting.session.form
    who = f"{sitting.candidate.number or ''} {_listed(sitting.candidate)}"
    day = sitting.starts_at.astimezone(get_timezone()).date().isoformat()
    return f"{safe(who, most=NAME_BYTES)} - {safe(form.code or form.title, most=EXAM_BYTES)} {day}"


def _listed(person: Person) -> str:
    family = f"{person.name_prefix} {person.family_name}".strip()
    return f"{family[:1].upper()}{family[1:]}, {person.given_name}".strip(", ")


def safe(name: str, *, most: int = FILE_BYTES) -> str:
    """A name that leaves its folder nowhere and that every system takes, in at most so many bytes of its beginning."""
    seen = "".join("-" if one in FORBIDDEN else one for one in name if _may_stay(one))
    return _cut(clean(seen), most).strip(". ") or "file"


def safe_file(name: str) -> str:
    """The same for a file, which keeps its ending."""
    stem, dot, ending = name.rpartition(".")
    if not dot or not stem or len(ending) > 10:
        return safe(name)
    return f"{safe(stem)}.{safe(ending)}"


def untaken(name: str, taken: set[str]) -> str:
    """This name, or with a number where another has it already; it is taken from now on."""
    number, found = 1, name
    while found.casefold() in taken:
        number += 1
        found = f"{name} ({number})"
    taken.add(found.casefold())
    return found


def _may_stay(letter: str) -> bool:
    return letter.isspace() or unicodedata.category(letter) not in UNSEEN


def _cut(text: str, most: int) -> str:
    return text.encode()[:most].decode(errors="ignore")
