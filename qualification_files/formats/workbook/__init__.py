"""Qualifications as an Excel workbook that a coordinator can fill in: in, out, and the empty template."""

from qualification_files.formats.workbook.reading import read, recognises
from qualification_files.formats.workbook.writing import template, write

__all__ = ["read", "recognises", "template", "write"]
