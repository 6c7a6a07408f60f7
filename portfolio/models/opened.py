"""Portfolios, entries, files and links as the actor finds them: with plain values that decide who may do what."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portfolio.models.entries import Entry, EntryDraft, EntryFile, Evidence
from portfolio.models.reviews import Comment


@dataclass(frozen=True)
class Portfolio:
    """Somebody's portfolio, as the actor finds it."""

    owner_id: int
    name: str  # of the owner
    note: str  # group and number of the owner
    guided: bool  # the actor guides the owner
    assessed: bool = False  # the actor assesses the owner's portfolio
    kept: bool = True


@dataclass(frozen=True)
class OpenedEntry:
    """An entry, as the actor finds it."""

    entry: Entry
    entry_id: int
    owner_id: int
    guided: bool
    kept: bool  # not put aside
    assessed: bool = False
    frozen: bool = False  # something it shows was accepted


@dataclass(frozen=True)
class OpenedFile:
    """A file of an entry, as the actor finds it."""

    file: EntryFile
    file_id: int
    owner_id: int
    guided: bool
    kept: bool
    given: bool  # others may take it whole: it tells no more than they are shown
    assessed: bool = False
    frozen: bool = False


@dataclass(frozen=True)
class OpenedPage(OpenedFile):
    """A page of a document, as the actor finds it."""

    key: str = ""  # of what we drew of it


@dataclass(frozen=True)
class OpenedComment:
    """A comment at an entry, as the actor finds it."""

    comment: Comment
    comment_id: int
    entry_id: int
    author_id: int | None
    owner_id: int  # of the entry
    guided: bool
    assessed: bool
    kept: bool


@dataclass(frozen=True)
class OpenedEvidence:
    """A link of an entry to a work process, as the actor finds it."""

    evidence: Evidence
    owner_id: int
    guided: bool
    kept: bool
    terms: Mapping[str, Any]
    assessed: bool = False
    frozen: bool = False  # this very link was accepted


@dataclass(frozen=True)
class OpenedDraft:
    """What somebody typed in a form, as the actor finds it; nothing yet while the first key is still to be kept."""

    form_key: str
    owner_id: int
    draft: EntryDraft | None
    entry_id: int | None = None  # the entry that this form has made since
