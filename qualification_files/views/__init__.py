"""The doors of qualification files: the list, the tree, competences, imports, participants."""

from qualification_files.views import (
    case,
    codes,
    competences,
    differences,
    documents,
    imports,
    instruction,
    mapping,
    moves,
    participants,
    publication,
    qualifications,
    sharing,
    structure,
    structure_places,
    terms,
    versions,
)
from qualification_files.views.blueprint import bp

__all__ = [
    "bp",
    "case",
    "codes",
    "competences",
    "differences",
    "documents",
    "imports",
    "instruction",
    "mapping",
    "moves",
    "participants",
    "publication",
    "qualifications",
    "sharing",
    "structure",
    "structure_places",
    "terms",
    "versions",
]
