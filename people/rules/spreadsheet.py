"""How a spreadsheet of people is read: which columns there are and what a row says of somebody."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from foundation.messages import Message, say
from foundation.refusals import Unreadable
from people.rules.attributes import WrongValue, read_value
from people.rules.names import clean, is_email, plain, plain_email
from people.rules.organisation import LONGEST_NAME
from people.rules.places import AttributeColumn, Names, Place, read_places, why_no_place, with_functions
from people.rules.roles import Role


class Column(StrEnum):
    """What a column of the spreadsheet can be."""

    GIVEN = "given"
    PREFIX = "prefix"
    FAMILY = "family"
    EMAIL = "email"
    NUMBER = "number"
    GROUP = "group"
    ROLES = "roles"
    SUPERVISORS = "supervisors"
    LANGUAGE = "language"
    PLACE = "place"
    FUNCTION = "function"
    LEADS = "leads"


# The English and the Dutch heading of our own template first, then what other systems write.
HEADINGS: Mapping[Column, tuple[str, ...]] = {
    Column.GIVEN: ("Given name", "Voornaam", "first name", "firstname", "forename", "roepnaam", "voornamen"),
    Column.PREFIX: ("Prefix", "Tussenvoegsel", "name prefix", "tussenvoegsels", "voorvoegsel", "infix", "middle name"),
    Column.FAMILY: ("Family name", "Achternaam", "last name", "lastname", "surname", "geslachtsnaam"),
    Column.EMAIL: ("E-mail", "E-mailadres", "email address", "mail", "mailadres", "e-mail school"),
    Column.NUMBER: (
        *("Number", "Studentnummer", "student number", "staff number", "idnumber", "id number", "nummer"),
        *("leerlingnummer", "deelnemernummer", "personeelsnummer"),
    ),
    Column.GROUP: ("Group", "Groep", "class", "klas", "cohort", "stamgroep", "department"),
    Column.ROLES: ("Roles", "Rollen", "role", "rol"),
    Column.SUPERVISORS: (
        *("Supervisor e-mail", "E-mail begeleider", "supervisor", "supervisors", "supervisor emails", "begeleider"),
        *("begeleiders", "mentor", "slb", "coach"),
    ),
    Column.LANGUAGE: ("Language", "Taal", "lang"),
    Column.PLACE: ("Place in the organisation", "Plaats in de organisatie", "place", "plaats", "organisation path"),
    Column.FUNCTION: ("Function", "Functie", "job function", "functies"),
    Column.LEADS: ("Leads", "Geeft leiding aan", "leidt", "leads part"),
}

ROLE_WORDS: Mapping[Role, tuple[str, ...]] = {
    Role.CANDIDATE: ("candidate", "kandidaat", "deelnemer", "student", "leerling", "participant"),
    Role.EXAMINER: ("examiner", "examinator", "beoordelaar", "assessor"),
    Role.SUPERVISOR: ("supervisor", "begeleider", "praktijkbegeleider", "mentor"),
    Role.MANAGER: ("manager", "leidinggevende", "teamleider"),
    Role.COORDINATOR: ("coordinator",),
    Role.BOARD_MEMBER: (
        *("exam board member", "lid van de examencommissie"),
        *("board member", "lid examencommissie", "examencommissielid"),
    ),
    Role.ADMINISTRATOR: ("administrator", "beheerder", "admin"),
    Role.AUDITOR: ("auditor", "inspecteur", "inspector"),
}
_ROLES = {word.replace(" ", ""): role for role, words in ROLE_WORDS.items() for word in words}
_LANGUAGES = {"en": "en", "english": "en", "engels": "en", "nl": "nl", "dutch": "nl", "nederlands": "nl"}
_LONGEST = {Column.GIVEN: 100, Column.PREFIX: 40, Column.FAMILY: 100, Column.NUMBER: 40, Column.GROUP: 100}


def _as_heading(text: str) -> str:
    return re.sub(r"[\W_]+", "", plain(text))


_COLUMNS = {_as_heading(word): column for column, words in HEADINGS.items() for word in words}


@dataclass(frozen=True)
class Columns:
    """Where each column stands, and what there is besides."""

    at: Mapping[str, int]  # by column, or by the key of an attribute
    unknown: tuple[str, ...]


@dataclass(frozen=True)
class Facts:
    """What a row says of somebody; None where it says nothing."""

    given: str | None = None
    prefix: str | None = None
    family: str = ""
    email: str = ""
    number: str | None = None
    group: str | None = None
    language: str | None = None
    roles: frozenset[Role] | None = None
    supervisors: tuple[str, ...] | None = None
    places: tuple[Place, ...] | None = None
    function: str | None = None  # where no place is said: in the one place where somebody is
    leads: tuple[Names, ...] | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Problem:
    """What is wrong in a row, and what to do about it."""

    column: str | None
    message: Message


def columns_of(header: Sequence[str], attributes: Sequence[AttributeColumn] = ()) -> Columns:
    """Which column is which; refused when names or addresses are missing, or a column stands there twice."""
    at: dict[str, int] = {}
    unknown = []
    known = {_as_heading(name): attribute_column(one) for one in attributes for name in one.headings} | _COLUMNS
    for place, heading in enumerate(header):
        column = known.get(_as_heading(heading))
        if column is None:
            unknown += [heading] if heading else []
        elif column in at:
            raise Unreadable(
                say(
                    "The columns “%(first)s” and “%(second)s” mean the same. Take one of them out and try again.",
                    first=header[at[column]],
                    second=heading,
                )
            )
        else:
            at[column] = place
    missing = [HEADINGS[column][0] for column in (Column.FAMILY, Column.EMAIL) if column not in at]
    if missing:
        raise Unreadable(
            say(
                "The first row must name the columns. Not found: %(missing)s. Download the template to see how it"
                " works.",
                missing=", ".join(missing),
            )
        )
    return Columns(at, tuple(unknown))


def attribute_column(attribute: AttributeColumn) -> str:
    """What the column of an attribute is called among the others."""
    return f"attribute {attribute.key}"


def read_row(
    cells: Sequence[str], columns: Columns, attributes: Sequence[AttributeColumn] = ()
) -> tuple[Facts, tuple[Problem, ...]]:
    """What the cells of one row say, and what is wrong with them."""
    texts = {column: clean(cells[place]) if place < len(cells) else "" for column, place in columns.at.items()}
    problems: list[Problem] = []
    roles, language = _roles(texts, problems), _language(texts, problems)
    places = _places(texts, problems)
    facts = Facts(
        given=texts.get(Column.GIVEN),
        prefix=texts.get(Column.PREFIX),
        family=texts[Column.FAMILY],
        email=plain_email(texts[Column.EMAIL].removeprefix("mailto:")),
        number=_whole(texts.get(Column.NUMBER, "")) or None,
        group=texts.get(Column.GROUP) or None,
        language=language,
        roles=roles,
        supervisors=_supervisors(texts, problems),
        places=places,
        function=(texts.get(Column.FUNCTION) or None) if places is None else None,
        leads=_leads(texts, problems),
        attributes=_attributes(texts, attributes, problems),
    )
    return facts, (*_faults(facts, texts), *problems)


def _whole(number: str) -> str:
    """12345.0 is how programs write the number 12345."""
    return re.sub(r"^(\d+)[.,]0+$", r"\1", number)


def _faults(facts: Facts, texts: Mapping[str, str]) -> Iterator[Problem]:
    if not facts.family:
        yield Problem(Column.FAMILY, say("The family name is missing. Fill it in."))
    if not facts.email:
        yield Problem(Column.EMAIL, say("The e-mail address is missing. Fill it in."))
    elif not is_email(facts.email):
        yield Problem(Column.EMAIL, say("“%(value)s” is not an e-mail address. Correct it.", value=facts.email[:80]))
    for column, longest in _LONGEST.items():
        if len(texts.get(column, "")) > longest:
            yield Problem(column, say("This is too long: at most %(count)s characters fit.", count=longest))


def _parts(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[,;/|+&]", text) if part.strip()]


def _roles(texts: Mapping[str, str], problems: list[Problem]) -> frozenset[Role] | None:
    words = _parts(texts.get(Column.ROLES, ""))
    found = {word: _ROLES.get(re.sub(r"[\W_]+", "", plain(word))) for word in words}
    problems += [
        Problem(Column.ROLES, say("“%(word)s” is not a role. Look in the template for the names.", word=word[:60]))
        for word, role in found.items()
        if role is None
    ]
    return frozenset(role for role in found.values() if role) or None


def _language(texts: Mapping[str, str], problems: list[Problem]) -> str | None:
    word = texts.get(Column.LANGUAGE, "")
    if word and plain(word) not in _LANGUAGES:
        problems.append(
            Problem(Column.LANGUAGE, say("“%(word)s” is not a language here: fill in nl or en.", word=word[:60]))
        )
    return _LANGUAGES.get(plain(word))


def _supervisors(texts: Mapping[str, str], problems: list[Problem]) -> tuple[str, ...] | None:
    addresses = [plain_email(part) for part in re.split(r"[\s,;]+", texts.get(Column.SUPERVISORS, "")) if part]
    problems += [
        Problem(
            Column.SUPERVISORS,
            say("“%(value)s” is not an e-mail address. Name supervisors by their address.", value=address[:80]),
        )
        for address in addresses
        if not is_email(address)
    ]
    return tuple(dict.fromkeys(addresses)) or None


def _places(texts: Mapping[str, str], problems: list[Problem]) -> tuple[Place, ...] | None:
    places = read_places(texts.get(Column.PLACE, ""))
    problems += [Problem(Column.PLACE, no) for names in places if (no := why_no_place(names))]
    function = texts.get(Column.FUNCTION, "")
    if any(len(name.strip()) > LONGEST_NAME for name in function.split(";")):
        problems.append(Problem(Column.FUNCTION, say("This is too long: at most %(count)s characters fit.", count=120)))
    if not places:
        return None
    found = with_functions(places, function)
    if found is None:
        words = say("Name one function, or as many as there are places, separated by a semicolon.")
        problems.append(Problem(Column.FUNCTION, words))
    return found


def _leads(texts: Mapping[str, str], problems: list[Problem]) -> tuple[Names, ...] | None:
    places = read_places(texts.get(Column.LEADS, ""))
    problems += [Problem(Column.LEADS, no) for names in places if (no := why_no_place(names))]
    return places or None


def _attributes(
    texts: Mapping[str, str], attributes: Sequence[AttributeColumn], problems: list[Problem]
) -> Mapping[str, str]:
    found = {}
    for attribute in attributes:
        column = attribute_column(attribute)
        try:
            value = read_value(attribute.kind, texts.get(column, ""), attribute.choices)
        except WrongValue as wrong:
            problems.append(Problem(column, wrong.message))
            continue
        if value:
            found[attribute.key] = value
    return found
