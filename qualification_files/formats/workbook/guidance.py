"""What the workbook says about itself, to somebody who fills it in."""

from collections.abc import Mapping, Sequence

from qualification_files.formats.workbook.headings import Page

# A line about a sheet begins with the name of that sheet, which stays as it is whatever a school calls its parts.
EXPLANATION: Mapping[str, Sequence[tuple[Page | None, str]]] = {
    "en": (
        (
            None,
            "This workbook holds one qualification. Fill it in, save it as .xlsx, and import it under Qualifications.",
        ),
        (
            None,
            "Before anything is imported you see what was read. "
            "Whatever is wrong is told with its sheet, row and column.",
        ),
        (None, ""),
        (Page.QUALIFICATION, "the code and the name must be filled in; what does not apply stays empty."),
        (Page.CORE_TASKS, "one row for each. Every further piece of knowledge or skill has a row of its own below."),
        (
            Page.WORK_PROCESSES,
            "one row for each performance indicator. Below the first row, only the indicator is needed.",
        ),
        (None, "A cell with several performance indicators, each on its own line, is understood too."),
        (Page.COMPETENCES, "only your own. For each work process, write letters such as A, K, T."),
        (
            Page.TERMS,
            "only what this qualification calls by another word. Leave it empty to use the words of your school.",
        ),
        (None, ""),
        (
            None,
            "Columns may stand in another order or be left out. Give cells with numbers such as 1.10 the format Text.",
        ),
        (None, ""),
        (Page.WORK_PROCESSES, "an example."),
    ),
    "nl": (
        (
            None,
            "In dit Excel-bestand staat één kwalificatie. Vul die in, sla op als .xlsx en importeer bij Kwalificaties.",
        ),
        (None, "Voor het importeren zie je wat er is gelezen. Wat niet klopt, staat er met blad, rij en kolom bij."),
        (None, ""),
        (Page.QUALIFICATION, "code en naam zijn verplicht; wat niet van toepassing is, blijft leeg."),
        (
            Page.CORE_TASKS,
            "één rij per kerntaak. Meer vakkennis of vaardigheden? Zet elke volgende op een eigen rij eronder.",
        ),
        (
            Page.WORK_PROCESSES,
            "één rij per prestatie-indicator. Op de rijen onder de eerste is alleen de indicator nodig.",
        ),
        (None, "Een cel met meer prestatie-indicatoren, elk op een eigen regel, wordt ook begrepen."),
        (Page.COMPETENCES, "alleen eigen competenties. Schrijf bij elk werkproces letters als A, K, T."),
        (Page.TERMS, "alleen wat bij deze kwalificatie anders heet. Leeg betekent: de woorden van je school."),
        (None, ""),
        (
            None,
            "Kolommen mogen in een andere volgorde staan of ontbreken. "
            "Geef cellen met nummers als 1.10 de opmaak Tekst.",
        ),
        (None, ""),
        (Page.WORK_PROCESSES, "een voorbeeld."),
    ),
}
EXAMPLE: Mapping[str, Sequence[Sequence[str]]] = {
    "en": (
        (
            "Core task number",
            "Core task",
            "Work process number",
            "Work process",
            "Competences",
            "Performance indicator",
        ),
        ("K1", "Prepares food", "K1-W1", "Makes vegetables ready", "K, T", "Washes hands before starting"),
        ("", "", "", "", "", "Cuts in equal pieces"),
        ("", "", "K1-W2", "Stores what is left", "T", "Writes the date on every box"),
    ),
    "nl": (
        ("Nummer kerntaak", "Kerntaak", "Nummer werkproces", "Werkproces", "Competenties", "Prestatie-indicator"),
        ("K1", "Bereidt gerechten", "K1-W1", "Maakt groenten schoon", "K, T", "Wast de handen voor het begin"),
        ("", "", "", "", "", "Snijdt in gelijke stukken"),
        ("", "", "K1-W2", "Bewaart wat over is", "T", "Schrijft de datum op elke doos"),
    ),
}
HINTS: Mapping[str, tuple[str, str]] = {
    "code": (
        "Five digits for a Dutch qualification (crebo), otherwise a code of your own.",
        "Vijf cijfers voor een crebo, en anders een eigen code.",
    ),
    "cohort": ("For whom it is, for instance 2026.", "Voor wie het is, bijvoorbeeld 2026."),
    "edition": ("Where the file has one.", "Als het dossier er een heeft."),
    "language": ("The language of the texts: nl or en.", "De taal van de teksten: nl of en."),
    "level": ("A number from 1 to 8, or empty.", "Een getal van 1 tot en met 8, of leeg."),
    "kind": ("Regular or Elective.", "Regulier of Keuzedeel."),
    "link_by_default": ("Yes or No.", "Ja of Nee."),
    "valid_from": ("A date, for instance 2026-08-01.", "Een datum, bijvoorbeeld 01-08-2026."),
    "intake_ends": (
        "The last day on which somebody new can be linked.",
        "De laatste dag waarop iemand nog gekoppeld kan worden.",
    ),
    "instruction_text": (
        "What a candidate is told in the portfolio; empty for none.",
        "Wat een kandidaat in het portfolio te lezen krijgt; leeg als er geen is.",
    ),
}
