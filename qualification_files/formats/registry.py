"""Every format with its reader and its writer: which one a file is in, and reading and writing it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from foundation.messages import Message, say, say_many
from qualification_files.formats import case, json_text, mahara, moodle, normalised, own, sbb, workbook
from qualification_files.formats.sbb.texts import clipped
from qualification_files.formats.values import FileReport, Format, QualificationFile, Sender, UnreadableFile

NOTES = (".md", ".markdown")  # by its name alone, since it may well begin as XML does
NOT_WORDS = (b"<", b"{", b"[", b"%PDF", b"PK", b"\xff\xfe", b"\xfe\xff")
CONTROLS = bytes({*range(32)} - {*b"\t\n\r\f"})
MOST_KEYS = 8
READ_HERE = "SBB (XML), Proefstuk (JSON), CASE (JSON), Moodle (CSV), Mahara (.matrix), Excel (XLSX)"
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
    if name.lower().endswith(NOTES):
        return None
    return next((one for one, kind in KINDS.items() if kind.recognises(data, name)), None)


def read_file(data: bytes, name: str, wanted: Format | None = None) -> FileReport:
    """What the file gives, read in the format that is named or else recognised."""
    found = wanted or detect(data, name)
    if found is None:
        raise _unknown(data, name)
    return replace(KINDS[found].read(data), format=found)


def write(wanted: Format, content: QualificationFile, sender: Sender) -> bytes:
    """A file in this format with this one qualification."""
    writer = KINDS[wanted].write
    if writer is None:
        raise UnreadableFile(say("Qualifications are not written in this format."))
    return writer(content, sender)


def _unknown(data: bytes, name: str) -> UnreadableFile:
    """Why none of the formats fits."""
    if name.lower().endswith(NOTES) or _is_text(data):
        return UnreadableFile(say("This is a text file, not a file with qualifications."))
    try:
        if not json_text.looks_like_json(data):
            sbb.read_dossiers(data)  # refuses it, and says best what it is instead
        return UnreadableFile(
            say(
                "%(found)s It is in none of the formats that are read here: %(formats)s.",
                found=_found_in(json_text.read_json(data)),
                formats=READ_HERE,
            )
        )
    except UnreadableFile as refusal:
        return refusal


def _is_text(data: bytes) -> bool:
    """Whether it is words, and neither XML, JSON nor something that only another program can open."""
    text = data.lstrip(b"\xef\xbb\xbf \t\r\n")
    return bool(text) and not text.startswith(NOT_WORDS) and not any(byte in data for byte in CONTROLS)


def _found_in(node: json_text.Node) -> Message:
    if isinstance(node.value, list):
        return say_many(
            "This is a JSON list with %(count)s element.",
            "This is a JSON list with %(count)s elements.",
            len(node.value),
        )
    names = [clipped(name) for name in node.fields()]
    shown = ", ".join(names[:MOST_KEYS])
    if len(names) > MOST_KEYS:
        more = len(names) - MOST_KEYS
        return say("This is JSON with the keys %(keys)s and %(more)s more.", keys=shown, more=more)
    return say("This is JSON with the keys %(keys)s.", keys=shown) if names else say("This is JSON with nothing in it.")
