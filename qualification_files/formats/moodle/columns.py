"""The columns of Moodle's file: in the order that its own import expects, and by the names that people's files have."""

from collections.abc import Mapping, Sequence
from enum import StrEnum


class Column(StrEnum):
    """A column, by the name that Moodle's own export gives it."""

    PARENT = "Parent ID number"
    ID = "ID number"
    NAME = "Short name"
    TEXT = "Description"
    TEXT_FORMAT = "Description format"
    SCALE = "Scale values"
    SCALE_SETTINGS = "Scale configuration"
    RULE = "Rule type (optional)"
    RULE_OUTCOME = "Rule outcome (optional)"
    RULE_SETTINGS = "Rule config (optional)"
    RELATED = "Cross-referenced competency ID numbers"
    EXPORTED = "Exported ID (optional)"
    IS_FRAMEWORK = "Is framework"
    TAXONOMY = "Taxonomy"


NEEDED = (Column.PARENT, Column.ID, Column.NAME)
_ALSO = {
    Column.PARENT: ("parentid", "ouderidnummer", "bovenliggendidnummer", "idnummerouder", "idnummervanouder"),
    Column.ID: ("idnummer",),
    Column.NAME: ("kortenaam", "verkortenaam", "naam", "name"),
    Column.TEXT: ("beschrijving", "omschrijving"),
    Column.TEXT_FORMAT: ("beschrijvingsformaat", "formaatbeschrijving", "opmaakbeschrijving", "beschrijvingsopmaak"),
    Column.SCALE: ("schaalwaarden", "schaalwaardes"),
    Column.SCALE_SETTINGS: ("schaalconfiguratie", "schaalinstellingen"),
    Column.RULE: ("regeltype", "soortregel"),
    Column.RULE_OUTCOME: ("regeluitkomst", "regelresultaat"),
    Column.RULE_SETTINGS: ("regelconfiguratie", "ruleconfiguration", "regelinstellingen"),
    Column.RELATED: ("crossreferencedcompetencyids", "relatedidnumbers", "gerelateerdeidnummers"),
    Column.EXPORTED: ("exportedcompetencyframework", "exportid", "geexporteerdid"),
    Column.IS_FRAMEWORK: ("israamwerk", "iscompetentieraamwerk", "framework", "raamwerk"),
    Column.TAXONOMY: ("taxonomie", "taxonomies", "taxonomieen"),
}
_OLD = tuple(column for column in Column if column not in (Column.RELATED, Column.EXPORTED))  # before Moodle 3.2


def _bare(heading: str) -> str:
    letters = heading.casefold().replace("(optional)", "").replace("(optioneel)", "")
    return "".join(letter for letter in letters if letter.isalnum())


_KNOWN: Mapping[str, Column] = {
    **{_bare(column): column for column in Column},
    **{name: column for column, names in _ALSO.items() for name in names},
}
_DUTCH = frozenset(("idnummer", "kortenaam", "verkortenaam", "naam"))


def named_columns(header: Sequence[str]) -> dict[Column, int]:
    """Where each column is, by the names in the first row; the first of two equal ones counts."""
    found: dict[Column, int] = {}
    for place, heading in enumerate(header):
        column = _KNOWN.get(_bare(heading))
        if column:
            found.setdefault(column, place)
    return found


def columns_by_place(header: Sequence[str]) -> dict[Column, int]:
    """Where each column is in a file with names we do not know, in the order that Moodle itself goes by."""
    orders = {len(Column): tuple(Column), len(_OLD): _OLD}
    return {column: place for place, column in enumerate(orders.get(len(header), ()))}


def is_dutch(header: Sequence[str]) -> bool:
    """Whether the names of the columns are Dutch."""
    return any(_bare(heading) in _DUTCH for heading in header)
