"""Every format with its reader and its writer: which one a file is in, and reading and writing it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from foundation.messages import say
from qualification_files.formats import case, json_text, mahara, moodle, normalised, own, sbb, workbook
from qualification_files.formats.values import FileReport, Format, QualificationFile, Sender, UnreadableFile

Writer = Callable[[QualificationFile, Sender], bytes]


@dataclass(frozen=True, slots=True)
class Kind:
    """One format: how it is recognised, read and written; without a writer for what only comes in."""

    recognises: Callable[[bytes, str], bool]
    read: Callable[[bytes], FileReport]
    write: Writer | None = None
    ending: str = ".json"
    media_type: str = "application/json"


def _case(version: case.CaseVersion) -> Writer:
    def write(content: QualificationFile, sender: Sender) -> bytes:
        return case.write(
            content,
            version=version,
            base_url=sender.base_url,
            creator=sender.creator,
            state=sender.state,
            changed_at=sender.changed_at,
        )

    return write


# In the order in which they are tried: what says most clearly what it is comes first.
KINDS: Mapping[Format, Kind] = {
    Format.OWN_JSON: Kind(own.recognises, own.read, lambda content, _sender: own.write(content)),
    Format.NORMALISED_JSON: Kind(normalised.recognises, normalised.read),
    Format.CASE: Kind(case.recognises, case.read, _case(case.CaseVersion.V1_0)),
    Format.CASE_1_1: Kind(case.recognises, case.read, _case(case.CaseVersion.V1_1)),
    Format.MAHARA_MATRIX: Kind(mahara.recognises, mahara.read, ending=".matrix"),
    Format.SBB_XML: Kind(sbb.recognises, sbb.read_dossiers, ending=".xml", media_type="application/xml"),
    Format.MOODLE_CSV: Kind(
        moodle.recognises,
        moodle.read,
        lambda content, _sender: moodle.write(content),
        ending=".csv",
        media_type="text/csv",
    ),
    Format.XLSX: Kind(
        workbook.recognises,
        workbook.read,
        lambda content, _sender: workbook.write(content),
        ending=".xlsx",
        media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
}
# Both versions of CASE are read by the same reader, so one of them is offered.
READABLE = tuple(one for one in Format if one in KINDS and one is not Format.CASE_1_1)
WRITABLE = tuple(one for one in Format if one in KINDS and KINDS[one].write)


def detect(data: bytes, name: str) -> Format | None:
    """The format that a file is in, by what is in it; none when it is none of ours."""
    return next((one for one, kind in KINDS.items() if kind.recognises(data, name)), None)


def read_file(data: bytes, name: str, wanted: Format | None = None) -> FileReport:
    """What the file gives, read in the format that is named or else recognised."""
    found = wanted or detect(data, name)
    if found is None:
        raise _unknown(data)
    return replace(KINDS[found].read(data), format=found)


def write(wanted: Format, content: QualificationFile, sender: Sender) -> bytes:
    """A file in this format with this one qualification."""
    writer = KINDS[wanted].write
    if writer is None:
        raise UnreadableFile(say("Qualifications are not written in this format."))
    return writer(content, sender)


def _unknown(data: bytes) -> UnreadableFile:
    """Why none of the formats fits."""
    try:
        if json_text.looks_like_json(data):
            json_text.read_json(data)
        else:
            sbb.read_dossiers(data)  # refuses it, and says best what it is instead
    except UnreadableFile as refusal:
        return refusal
    return UnreadableFile(
        say("This file is in none of the formats that can be read here. Choose its format by hand if you know it.")
    )
