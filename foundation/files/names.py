"""Names that people give to files."""

import re
import unicodedata

NAME_BYTES = 200

# They turn "fdp.exe" round on the screen. Joiners stay: emoji and several scripts are written with them.
_BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Controls, lone surrogates, line and paragraph separators.
_UNWRITABLE = frozenset({"Cc", "Cs", "Zl", "Zp"})
_EXTENSION = re.compile(r"(?<=.)\.(?=[0-9]{0,7}[a-z])([a-z0-9]{1,8})$", re.IGNORECASE | re.DOTALL)


def safe_name(name: str) -> str:
    """The name as its owner knows it, without what could mislead a screen, a header or a disk; never empty."""
    last = re.split(r"[/\\]", name)[-1]
    clean = "".join(letter for letter in last if _may_stay(letter)).strip().lstrip(". ").rstrip(". ")
    return _shortened(clean) or "file"


def extension_of(name: str) -> str:
    """The extension in lower case without its dot; empty when there is none."""
    found = _EXTENSION.search(name)
    return found[1].lower() if found else ""


def _may_stay(letter: str) -> bool:
    return letter not in _BIDI_CONTROLS and letter != "\ufeff" and unicodedata.category(letter) not in _UNWRITABLE


def _shortened(name: str) -> str:
    """At most 200 bytes, whole characters, with its extension."""
    if len(name.encode()) <= NAME_BYTES:
        return name
    found = _EXTENSION.search(name)
    ending = found[0] if found else ""
    stem = name.removesuffix(ending).encode()[: NAME_BYTES - len(ending)].decode(errors="ignore")
    return f"{stem.rstrip('. ')}{ending}"
