"""Plain text: what has no other structure and reads as letters from the first byte to the last."""

import codecs
import re
from typing import BinaryIO

from foundation.files.findings import Unwanted
from foundation.messages import say
from foundation.storage.blobs import CHUNK, KILOBYTE

_LETTERS = bytes({*range(0x20, 0x7F), *range(0x80, 0x100), *b"\t\n\r\f"})
_NOT_IN_CP1252 = bytes([0x81, 0x8D, 0x8F, 0x90, 0x9D])
_BLANK = b"\xef\xbb\xbf \t\r\n\f"
_MARKUP = re.compile(rb"<[a-z!?/]", re.IGNORECASE)


def is_plain_text(whole: BinaryIO) -> bool:
    """Valid UTF-8 or Windows-1252, without NUL and other controls, through and through."""
    whole.seek(0)
    decoder, is_utf8, is_cp1252 = codecs.getincrementaldecoder("utf-8")(), True, True
    while chunk := whole.read(CHUNK):
        if chunk.translate(None, _LETTERS):
            return False
        is_utf8 = is_utf8 and _decodes(decoder, chunk)
        is_cp1252 = is_cp1252 and not any(byte in chunk for byte in _NOT_IN_CP1252)
        if not is_utf8 and not is_cp1252:
            return False
    return is_cp1252 or _decodes(decoder, b"", final=True)


def beginning_of(stream: BinaryIO, limit: int) -> tuple[str, bool]:
    """The first bytes of a plain text as letters, and whether that is all of it."""
    content = stream.read(limit + 1)
    whole = len(content) <= limit
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    try:
        return decoder.decode(content[:limit], whole), whole
    except UnicodeDecodeError:
        return content[:limit].decode("cp1252", errors="replace"), whole


def refuse_code(head: bytes) -> None:
    """Refuse what a browser or a shell would run, though it is written in letters."""
    start = head.lstrip(_BLANK)[: 4 * KILOBYTE].lower()
    if start.startswith(b"#!"):
        raise Unwanted(say("a script"))
    if start.startswith(b"{\\rtf"):
        raise Unwanted(say("an RTF document"))
    if not _MARKUP.match(start):
        return
    if b"<svg" in start:
        raise Unwanted(say("an SVG drawing"))
    if start.startswith(b"<?xml") and b"<html" not in start:
        raise Unwanted(say("an XML file"))
    raise Unwanted(say("a web page or another file with markup"))


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True
