"""What holds about qualification files, without database, clock or web."""

from qualification_files.rules.activation import (
    Completeness,
    Gap,
    TaskSize,
    gaps_in,
    what_is_missing,
    why_not_examined,
    why_structure_stays,
)
from qualification_files.rules.facts import CoreTaskFacts, InstructionFacts, QualificationFacts, WorkProcessFacts
from qualification_files.rules.importing import edition_in_words, import_state
from qualification_files.rules.linking import (
    Follower,
    Offer,
    StaysAway,
    link_result,
    unlink_result,
    why_not_linked,
)
from qualification_files.rules.numbers import natural_key, next_number, place_of
from qualification_files.rules.states import (
    PART_ORDER,
    ImportState,
    LinkDeed,
    LinkOrigin,
    LinkResult,
    MappingOrigin,
    Part,
    QualificationKind,
    QualificationState,
    SourceKind,
)
from qualification_files.rules.texts import Piece, fingerprint, pasted_lines, pieces

__all__ = [
    "PART_ORDER",
    "Completeness",
    "CoreTaskFacts",
    "Follower",
    "Gap",
    "ImportState",
    "InstructionFacts",
    "LinkDeed",
    "LinkOrigin",
    "LinkResult",
    "MappingOrigin",
    "Offer",
    "Part",
    "Piece",
    "QualificationFacts",
    "QualificationKind",
    "QualificationState",
    "SourceKind",
    "StaysAway",
    "TaskSize",
    "WorkProcessFacts",
    "edition_in_words",
    "fingerprint",
    "gaps_in",
    "import_state",
    "link_result",
    "natural_key",
    "next_number",
    "pasted_lines",
    "pieces",
    "place_of",
    "unlink_result",
    "what_is_missing",
    "why_not_examined",
    "why_not_linked",
    "why_structure_stays",
]
