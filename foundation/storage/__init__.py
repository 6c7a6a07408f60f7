"""Uploaded bytes, kept by their content. Import `foundation.storage.s3` only where it is used: boto3 loads slowly."""

from foundation.storage.blobs import (
    BadKey,
    BadRange,
    MissingBlob,
    NoRoom,
    StagedElsewhere,
    Storage,
    StorageUnavailable,
    StorageUnready,
    StoredBlob,
    TooLarge,
    WrongOffset,
    size_in_words,
)
from foundation.storage.disk import DiskStorage

__all__ = [
    "BadKey",
    "BadRange",
    "DiskStorage",
    "MissingBlob",
    "NoRoom",
    "StagedElsewhere",
    "Storage",
    "StorageUnavailable",
    "StorageUnready",
    "StoredBlob",
    "TooLarge",
    "WrongOffset",
    "size_in_words",
]
