"""Which stored bytes belong to qualification files."""

from sqlalchemy import select

from foundation.orphans import KeyPlaces
from foundation.work import Work
from qualification_files.models import AccountabilityFile, CodeRun, DossierFile, SourceFile


def keys_looked_up(work: Work) -> set[str]:
    """The files in which codes were found."""
    runs = work.db.scalars(select(CodeRun.found)).yield_per(100)
    return {found["key"] for run in runs for found in run if found.get("key")}


KEPT = KeyPlaces(
    columns=(DossierFile.file_key, AccountabilityFile.file_key, SourceFile.file_key), elsewhere=keys_looked_up
)
