"""Moodle's competency frameworks as CSV, in and out."""

from qualification_files.formats.moodle.reading import read, recognises
from qualification_files.formats.moodle.writing import write

__all__ = ["read", "recognises", "write"]
