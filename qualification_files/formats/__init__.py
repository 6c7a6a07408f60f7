"""Files with qualifications, in and out: one module per format, plain values between them.

Pure: no database, no clock, no web.
"""

from qualification_files.formats.values import (
    Competence,
    CoreTask,
    Dossier,
    FileReport,
    Indicator,
    Instruction,
    Knowledge,
    Part,
    QualificationFile,
    Refused,
    Remark,
    UnreadableFile,
    WorkProcess,
)

__all__ = [
    "Competence",
    "CoreTask",
    "Dossier",
    "FileReport",
    "Indicator",
    "Instruction",
    "Knowledge",
    "Part",
    "QualificationFile",
    "Refused",
    "Remark",
    "UnreadableFile",
    "WorkProcess",
]
