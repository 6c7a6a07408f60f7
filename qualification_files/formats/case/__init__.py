"""CASE (Competencies and Academic Standards Exchange): a framework package as JSON, in and out, 1.0 and 1.1."""

from qualification_files.formats.case.reading import read, recognises
from qualification_files.formats.case.words import CaseVersion
from qualification_files.formats.case.writing import Framework, write

__all__ = ["CaseVersion", "Framework", "read", "recognises", "write"]
