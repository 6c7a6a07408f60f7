"""Why a file is refused is said in one language: no part of it stays English for whoever reads Dutch."""

import re

import pytest
from flask_babel import force_locale

from foundation.files import RefusedFile
from foundation.files.kinds import JPEG, KINDS, PDF
from foundation.files.refused import (
    DamagedDocument,
    DamagedFile,
    DamagedPhoto,
    EmptyFile,
    Misnamed,
    NotAccepted,
    TooManyPixels,
    UnknownEnding,
)
from foundation.messages import Message, from_json, say, to_json
from foundation.scanning import HarmFound, ScannerSilent, TooLargeToScan
from foundation.storage import NoRoom, TooLarge
from foundation.web.words import said

ALONE = [
    UnknownEnding("x.exe", ".exe"),
    EmptyFile("x.jpg"),
    DamagedPhoto(),
    DamagedDocument(),
    TooManyPixels(50_000_000),
    TooLarge(20_000_000),
    NoRoom(),
    NotAccepted("x.exe", say("a program")),
    Misnamed("x.jpg", "jpg", PDF),
    *(DamagedFile("x", kind) for kind in KINDS.values()),
]
WORDS = [HarmFound.words, TooLargeToScan.words, ScannerSilent.words]


def messages():
    found = [refusal.message for refusal in ALONE] + WORDS
    return [*found, *(say("%(name)s: %(reason)s", name="x.exe", reason=one) for one in found)]


def sentences(message):
    """The message and those in its gaps, as they stand in English."""
    yield message.text
    for gap in message.gaps.values():
        if isinstance(gap, Message):
            yield from sentences(gap)


def pieces(text):
    """What is between the gaps, as far as it is words and not a sign or a name."""
    return [piece.strip(" .:") for piece in re.split(r"%\(\w+\)s", text) if len(piece.split()) > 1]


@pytest.mark.parametrize("message", messages(), ids=str)
@pytest.mark.parametrize("kept", [lambda one: one, lambda one: from_json(to_json(one))], ids=["fresh", "kept"])
def test_p2_no_part_of_a_refusal_stays_english(app, message, kept):
    with app.test_request_context(), force_locale("nl"):
        told = said(kept(message))
    assert [piece for text in sentences(message) for piece in pieces(text) if piece in told] == []


def test_p2_a_refusal_by_name_keeps_its_reason_a_message():
    refused = RefusedFile("x.jpg", TooLarge(1)).message
    assert isinstance(refused.gaps["reason"], Message)
    assert isinstance(Misnamed("x.pdf", "pdf", JPEG).message.gaps["kind"], Message)
