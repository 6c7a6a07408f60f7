"""The official qualification file as SBB publishes it: one XML file in, qualifications or reasons why not out.

Pure: no database, no clock, no web. `read_dossiers` is the way in.
"""

from qualification_files.dossier.incoming import Limits, UnreadableDossier
from qualification_files.dossier.sbb_xml import read_dossiers
from qualification_files.dossier.values import (
    Competence,
    CoreTask,
    Dossier,
    DossierReport,
    Indicator,
    Knowledge,
    Part,
    QualificationFile,
    Refused,
    Remark,
    WorkProcess,
)

__all__ = [
    "Competence",
    "CoreTask",
    "Dossier",
    "DossierReport",
    "Indicator",
    "Knowledge",
    "Limits",
    "Part",
    "QualificationFile",
    "Refused",
    "Remark",
    "UnreadableDossier",
    "WorkProcess",
    "read_dossiers",
]
