"""The doors of qualification files: the list, the tree, competences, imports, participants."""

from qualification_files.views import (
    competences,
    documents,
    imports,
    instruction,
    participants,
    qualifications,
    structure,
    structure_places,
    terms,
)
from qualification_files.views.blueprint import bp

__all__ = [
    "bp",
    "competences",
    "documents",
    "imports",
    "instruction",
    "participants",
    "qualifications",
    "structure",
    "structure_places",
    "terms",
]
