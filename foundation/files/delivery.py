"""How uploaded bytes leave: always as a download that no browser runs, except pictures we drew ourselves."""

import unicodedata
from types import MappingProxyType
from urllib.parse import quote

from foundation.files.names import safe_name

# Both layers, whatever the kind: the type cannot be guessed otherwise, and were it shown, nothing in it could run.
DOWNLOAD_HEADERS = MappingProxyType(
    {
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-store",
        "Referrer-Policy": "no-referrer",
    }
)
# Only for previews and photos: our own JPEG, drawn anew. The browser may keep it, but asks again each time.
DERIVATIVE_HEADERS = MappingProxyType({**DOWNLOAD_HEADERS, "Cache-Control": "private, no-cache"})

_PLAIN = "!#$&+-.^_`|~"  # RFC 8187, attr-char, beside letters and digits


def disposition(name: str, *, inline: bool = False) -> str:
    """The Content-Disposition value for this name (RFC 6266); `inline` is for our own derivatives alone."""
    name = safe_name(name)
    kind, plain = ("inline" if inline else "attachment"), _in_ascii(name)
    if plain == name:
        return f'{kind}; filename="{plain}"'
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe=_PLAIN)}"


def _in_ascii(name: str) -> str:
    """For programs that know no other: accents dropped, the rest as a line; no quote, backslash or percent sign."""
    letters = (letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter))
    return "".join(letter if " " <= letter <= "~" and letter not in '"\\%;' else "_" for letter in letters)
