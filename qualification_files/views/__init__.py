"""The doors of qualification files: the list, the tree, competences, imports, participants."""

from qualification_files.views import competences, imports, participants, qualifications, structure
from qualification_files.views.blueprint import bp

__all__ = ["bp", "competences", "imports", "participants", "qualifications", "structure"]
