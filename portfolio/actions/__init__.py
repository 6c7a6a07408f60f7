"""What can be done in portfolios."""

from foundation.files import RefusedFile, TakenIn, take_in
from portfolio.actions.drafts import (
    TypedElsewhere,
    drop_draft,
    save_change,
    save_draft,
    take_draft_back,
    throw_draft_away,
)
from portfolio.actions.entries import (
    ChangedMeanwhile,
    add_entry,
    change_entry,
    facts_of,
    remove_entry,
    restore_entry,
)
from portfolio.actions.evidence import add_evidence, change_reasoning, relink, unlink
from portfolio.actions.files import (
    MAKE_PREVIEW,
    ReplacedMeanwhile,
    StoredPreviews,
    add_files,
    draw,
    note_previews,
    remove_file,
    replace_file,
    restore_file,
)
from portfolio.actions.versions import new_version

__all__ = [
    "MAKE_PREVIEW",
    "ChangedMeanwhile",
    "RefusedFile",
    "StoredPreviews",
    "TakenIn",
    "TypedElsewhere",
    "add_entry",
    "ReplacedMeanwhile",
    "add_evidence",
    "add_files",
    "change_entry",
    "change_reasoning",
    "draw",
    "drop_draft",
    "facts_of",
    "new_version",
    "note_previews",
    "relink",
    "remove_entry",
    "remove_file",
    "restore_entry",
    "restore_file",
    "save_change",
    "save_draft",
    "take_draft_back",
    "take_in",
    "throw_draft_away",
    "unlink",
    "replace_file",
    "require_room",
]
