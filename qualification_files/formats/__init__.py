"""Files with qualifications, in and out: one module per format, plain values between them.

Pure: no database, no clock, no web.
"""

from qualification_files.formats.fitting import why_it_does_not_fit
from qualification_files.formats.registry import KINDS, READABLE, WRITABLE, detect, read_file, write
from qualification_files.formats.values import (
    Competence,
    CoreTask,
    Dossier,
    FileReport,
    Format,
    Indicator,
    Instruction,
    Knowledge,
    Part,
    QualificationFile,
    Refused,
    Remark,
    Sender,
    UnreadableFile,
    WorkProcess,
)

__all__ = [
    "KINDS",
    "READABLE",
    "WRITABLE",
    "Competence",
    "CoreTask",
    "Dossier",
    "FileReport",
    "Format",
    "Indicator",
    "Instruction",
    "Knowledge",
    "Part",
    "QualificationFile",
    "Refused",
    "Remark",
    "Sender",
    "UnreadableFile",
    "WorkProcess",
    "detect",
    "read_file",
    "why_it_does_not_fit",
    "write",
]
