"""How a form comes in and goes out as a file, and what differs between two."""

from exams.formats.designs import design_of
from exams.formats.differences import Differences, differences
from exams.formats.exam_form import FORMAT, VERSION, ExamFormFile, FileGroup, FileStep, schema, written
from exams.formats.reading import read_form

__all__ = [
    "FORMAT",
    "VERSION",
    "Differences",
    "ExamFormFile",
    "FileGroup",
    "FileStep",
    "design_of",
    "differences",
    "read_form",
    "schema",
    "written",
]
