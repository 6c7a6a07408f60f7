"""What a client says about an upload beforehand, as the tus protocol writes it: `filename d29ybGQ=,purpose`."""

from base64 import b64decode, b64encode
from binascii import Error
from collections.abc import Mapping

from foundation.messages import say
from foundation.refusals import Refusal

LONGEST = 4096  # characters; a name and a number or two


class BadMetadata(Refusal):
    """The header is not written as the protocol says."""

    status = 400

    def __init__(self) -> None:
        super().__init__(say("What was said about the upload cannot be read. Reload the page and try again."))


def read_metadata(header: str) -> dict[str, str]:
    """Every key with its text; a key may stand alone."""
    if len(header) > LONGEST:
        raise BadMetadata
    found: dict[str, str] = {}
    for pair in filter(str.strip, header.split(",")):
        key, _, value = pair.strip().partition(" ")
        if key in found:
            raise BadMetadata
        found[key] = _decoded(value)
    return found


def write_metadata(facts: Mapping[str, str]) -> str:
    """The header that `read_metadata` reads."""
    return ",".join(f"{key} {b64encode(text.encode()).decode()}".strip() for key, text in facts.items())


def _decoded(value: str) -> str:
    try:
        text = b64decode(value, validate=True).decode()
    except (Error, ValueError):
        raise BadMetadata from None
    if "\0" in text:  # no name holds one, and PostgreSQL cannot keep it
        raise BadMetadata
    return text
