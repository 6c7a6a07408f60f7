"""Uploads that may be broken off and go on later."""

from foundation.uploading.metadata import BadMetadata, read_metadata, write_metadata
from foundation.uploading.models import Upload
from foundation.uploading.receiving import Gate, Received, receive
from foundation.uploading.rows import (
    UploadGone,
    UploadState,
    begin,
    drop,
    is_settled,
    message_of,
    note,
    refuse,
    state_of,
    taken_of,
    use,
)
from foundation.uploading.sweeping import register

__all__ = [
    "BadMetadata",
    "Gate",
    "Received",
    "Upload",
    "UploadGone",
    "UploadState",
    "begin",
    "drop",
    "is_settled",
    "message_of",
    "note",
    "read_metadata",
    "receive",
    "refuse",
    "register",
    "state_of",
    "taken_of",
    "use",
    "write_metadata",
]
