"""The official qualification file as SBB publishes it: one XML file in, qualifications or reasons why not out."""

from qualification_files.formats.sbb.incoming import Limits
from qualification_files.formats.sbb.sbb_xml import read_dossiers

__all__ = ["Limits", "read_dossiers", "recognises"]


def recognises(data: bytes, _name: str) -> bool:
    """Whether it begins as XML does; the reader says what is wrong with XML that is no official file."""
    return data[:400].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").startswith(b"<")
