"""Which stored bytes belong to exams."""

from exams.models import FormDocument, PaperRun
from foundation.orphans import KeyPlaces

KEPT = KeyPlaces(columns=(FormDocument.file_key, PaperRun.file_key))
