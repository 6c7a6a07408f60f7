"""Which stored bytes belong to exams."""

from exams.models import FormDocument, ObjectionFile, PaperRun
from foundation.orphans import KeyPlaces

KEPT = KeyPlaces(columns=(FormDocument.file_key, ObjectionFile.file_key, PaperRun.file_key))
