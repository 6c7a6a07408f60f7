"""Which stored bytes belong to exams."""

from exams.models import FormDocument, MarkFile, MarkPhoto, ObjectionFile, PaperRun
from foundation.orphans import KeyPlaces

KEPT = KeyPlaces(
    columns=(
        FormDocument.file_key,
        ObjectionFile.file_key,
        PaperRun.file_key,
        MarkPhoto.file_key,
        MarkFile.file_key,
    )
)
