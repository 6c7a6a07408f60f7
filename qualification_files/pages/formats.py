"""What the formats are called, and what each of them carries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from foundation.web.wording import Lazy
from foundation.web.wording import lazy_gettext as _l
from qualification_files.formats import READABLE, WRITABLE, Format

NAMES: Mapping[Format, Lazy] = {
    Format.SBB_XML: _l("Official file of SBB (XML)"),
    Format.OWN_JSON: _l("Proefstuk (JSON)"),
    Format.NORMALISED_JSON: _l("Official file as JSON, one qualification each"),
    Format.CASE: _l("CASE 1.0 (JSON)"),
    Format.CASE_1_1: _l("CASE 1.1 (JSON)"),
    Format.MOODLE_CSV: _l("Moodle competency framework (CSV)"),
    Format.MAHARA_MATRIX: _l("Mahara SmartEvidence (.matrix)"),
    Format.XLSX: _l("Workbook (XLSX)"),
}
FOR_WHAT: Mapping[Format, Lazy] = {
    Format.OWN_JSON: _l(
        "For another school with Proefstuk, or to keep. Everything is in it: what is imported from it is the same."
    ),
    Format.CASE: _l(
        "For systems that read the CASE standard, version 1.0. Everything is in it; what CASE has no place for, such "
        "as results, terms and the instruction, stands in the notes."
    ),
    Format.CASE_1_1: _l(
        "The same for systems that ask for version 1.1 of CASE. Short facts, such as code and level, stand apart from "
        "the notes."
    ),
    Format.MOODLE_CSV: _l(
        "To import in Moodle as a competency framework. The tree is in it with all texts and the letters of "
        "competences; terms, the portfolio instruction and the facts of the dossier are not."
    ),
    Format.XLSX: _l(
        "To read or edit in a spreadsheet, and to import again. Everything is in it but identifiers and what is known "
        "of the dossier besides its code and name."
    ),
}


@dataclass(frozen=True)
class Download:
    """A format in which a qualification can be had."""

    format: Format
    name: Lazy
    for_what: Lazy


def downloads() -> Sequence[Download]:
    """Every format that can be written, ours first."""
    return [Download(one, NAMES[one], FOR_WHAT[one]) for one in Format if one in WRITABLE]


def format_choices() -> list[tuple[str, Lazy]]:
    """Every format that can be read, for a list to choose from."""
    return [(str(one), NAMES[one]) for one in READABLE]
