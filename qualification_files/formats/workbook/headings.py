"""The sheets and columns of the workbook, in both languages: either is written, both are understood."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Page(StrEnum):
    """A sheet of the workbook."""

    EXPLANATION = "explanation"
    QUALIFICATION = "qualification"
    CORE_TASKS = "core-tasks"
    WORK_PROCESSES = "work-processes"
    COMPETENCES = "competences"
    TERMS = "terms"


@dataclass(frozen=True)
class Heading:
    """A column, or a field of the qualification, by its name for us and for people."""

    key: str
    en: str
    nl: str
    width: int = 20
    also: tuple[str, ...] = ()
    when_used: bool = False  # left out of what goes out as long as nothing stands in it

    def named(self, language: str) -> str:
        """In the language of the one who reads it."""
        return self.nl if language == "nl" else self.en

    def names(self) -> Iterable[str]:
        """Every name by which it is understood."""
        return (bare(name) for name in (self.en, self.nl, *self.also))


TITLES: Mapping[Page, Heading] = {
    Page.EXPLANATION: Heading("explanation", "Explanation", "Uitleg"),
    Page.QUALIFICATION: Heading("qualification", "Qualification", "Kwalificatie"),
    Page.CORE_TASKS: Heading("core-tasks", "Core tasks", "Kerntaken"),
    Page.WORK_PROCESSES: Heading("work-processes", "Work processes", "Werkprocessen"),
    Page.COMPETENCES: Heading("competences", "Competences", "Competenties"),
    Page.TERMS: Heading("terms", "Terms", "Termen", also=("begrippen",)),
}

_EXTRA_EN, _EXTRA_NL = "in addition", "aanvullend"


def _extra(of: Heading) -> Heading:
    return Heading(f"{of.key}_extra", f"{of.en}, {_EXTRA_EN}", f"{of.nl}, {_EXTRA_NL}", of.width, when_used=True)


FIELD = Heading("field", "Field", "Veld", 36)
VALUE = Heading("value", "Value", "Waarde", 70)
HINT = Heading("hint", "Explanation", "Uitleg", 60)

FIELDS = (
    Heading("code", "Code", "Code", also=("Number or code", "Nummer of code", "Crebo", "Crebonummer")),
    Heading("name", "Name", "Naam"),
    Heading("cohort", "Cohort", "Cohort"),
    Heading("edition", "Edition", "Editie", also=("Versie", "Version", "Uitgave")),
    Heading("language", "Language", "Taal"),
    Heading("level", "Level", "Niveau"),
    Heading("kind", "Kind", "Type", also=("Soort",)),
    Heading("link_by_default", "Link to new participants by default", "Standaard koppelen aan nieuwe deelnemers"),
    Heading("valid_from", "Valid from", "Geldig vanaf"),
    Heading("intake_ends", "End of intake", "Einde instroom"),
    Heading("programme_ends", "End of the programme", "Einde opleiding"),
    Heading("programme_type", "Type of programme", "Soort opleiding", when_used=True),
    Heading("study_load_hours", "Study load in hours", "Studielast in uren", when_used=True),
    Heading("dossier_code", "Dossier", "Dossier", when_used=True),
    Heading("dossier_name", "Name of the dossier", "Naam van het dossier", when_used=True),
    Heading("description", "Description", "Omschrijving", also=("Beschrijving",)),
    Heading("instruction_title", "Title of the instruction", "Titel van de instructie"),
    Heading("instruction_explanation", "Explanation of the instruction", "Toelichting bij de instructie"),
    Heading(
        "instruction_text", "Text of the instruction", "Tekst van de instructie", also=("Instruction", "Instructie")
    ),
)

_TASK_NUMBER = Heading(
    "task_number", "Core task number", "Nummer kerntaak", 16, ("Number of the core task", "Kerntaaknummer")
)
_TASK_NAME = Heading("task_name", "Core task", "Kerntaak", 30, ("Name of the core task", "Naam kerntaak"))
_KNOWLEDGE = Heading(
    "knowledge",
    "Professional knowledge and skills",
    "Vakkennis en vaardigheden",
    50,
    ("Knowledge and skills", "Kennis en vaardigheden"),
)
_COMPLEXITY = Heading("complexity", "Complexity", "Complexiteit", 50)
_RESPONSIBILITY = Heading(
    "responsibility",
    "Responsibility and autonomy",
    "Verantwoordelijkheid en zelfstandigheid",
    50,
    ("Responsibility", "Verantwoordelijkheid"),
)
_DESCRIPTION = Heading("description", "Description", "Omschrijving", 50, ("Beschrijving",))
_RESULT = Heading("result", "Desired result", "Gewenst resultaat", 50, ("Result", "Resultaat"))
_BEHAVIOUR = Heading("behaviour", "Behaviour", "Gedrag", 50, when_used=True)
_COMPETENCES = Heading("competences", "Competences", "Competenties", 16, ("Competence", "Competentie"))
_INDICATOR = Heading(
    "indicator",
    "Performance indicator",
    "Prestatie-indicator",
    60,
    ("Performance indicators", "Prestatie-indicatoren", "Indicator", "Indicators", "Indicatoren"),
)

COLUMNS: Mapping[Page, Sequence[Heading]] = {
    Page.QUALIFICATION: (FIELD, VALUE, HINT),
    Page.CORE_TASKS: (
        _TASK_NUMBER,
        _TASK_NAME,
        Heading("part", "Part", "Deel", 14, when_used=True),
        _COMPLEXITY,
        _extra(_COMPLEXITY),
        _RESPONSIBILITY,
        _extra(_RESPONSIBILITY),
        _KNOWLEDGE,
        _extra(_KNOWLEDGE),
    ),
    Page.WORK_PROCESSES: (
        _TASK_NUMBER,
        _TASK_NAME,
        Heading(
            "number", "Work process number", "Nummer werkproces", 18, ("Number of the work process", "Werkprocesnummer")
        ),
        Heading("name", "Work process", "Werkproces", 30, ("Name of the work process", "Naam werkproces")),
        _DESCRIPTION,
        _extra(_DESCRIPTION),
        _RESULT,
        _extra(_RESULT),
        _BEHAVIOUR,
        _extra(_BEHAVIOUR),
        _KNOWLEDGE,
        _COMPETENCES,
        _extra(_COMPETENCES),
        _INDICATOR,
        _extra(_INDICATOR),
    ),
    Page.COMPETENCES: (
        Heading("letter", "Letter or code", "Letter of code", 16, ("Letter", "Code")),
        Heading("name", "Name", "Naam", 50, ("Name in Dutch", "Naam in het Nederlands")),
        Heading("name_en", "Name in English", "Naam in het Engels", 50),
    ),
    Page.TERMS: (
        Heading("language", "Language", "Taal", 12),
        Heading("term", "Term", "Term", 40, ("Begrip",)),
        Heading("one", "One", "Enkelvoud", 40, ("Singular",)),
        Heading("many", "More", "Meervoud", 40, ("Plural",)),
        Heading("article", "Article in Dutch", "Lidwoord", 16, ("Article",)),
    ),
}
NEEDED: Mapping[Page, Sequence[str]] = {
    Page.QUALIFICATION: ("field", "value"),
    Page.CORE_TASKS: ("task_number",),
    Page.WORK_PROCESSES: ("task_number", "number", "name"),
    Page.COMPETENCES: ("letter", "name"),
    Page.TERMS: ("language", "term", "one", "many"),
}

KINDS = {"regular": ("Regular", "Regulier"), "elective": ("Elective", "Keuzedeel")}
PARTS = {"base": ("Base", "Basis"), "profile": ("Profile", "Profiel"), "own": ("Own", "Eigen")}
YES, NO = ("Yes", "Ja"), ("No", "Nee")
LANGUAGES = {"nl": ("Dutch", "Nederlands"), "en": ("English", "Engels")}


def bare(text: str) -> str:
    """Letters and digits alone: what makes two names the same."""
    return "".join(character for character in text.casefold() if character.isalnum())


def spoken(words: tuple[str, str], language: str) -> str:
    """One of two languages."""
    return words[language == "nl"]
