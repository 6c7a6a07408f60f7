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
from portfolio.actions.room import NoRoomLeft, require_room
from portfolio.actions.uploads import Announced, UploadTerms, begin_upload, drop_upload, go_on_with_upload, use_uploads
from portfolio.actions.versions import new_version

__all__ = [
    "MAKE_PREVIEW",
    "Announced",
    "ChangedMeanwhile",
    "NoRoomLeft",
    "RefusedFile",
    "ReplacedMeanwhile",
    "StoredPreviews",
    "TakenIn",
    "TypedElsewhere",
    "UploadTerms",
    "add_entry",
    "add_evidence",
    "add_files",
    "begin_upload",
    "change_entry",
    "change_reasoning",
    "draw",
    "drop_draft",
    "drop_upload",
    "facts_of",
    "go_on_with_upload",
    "new_version",
    "note_previews",
    "relink",
    "remove_entry",
    "remove_file",
    "replace_file",
    "require_room",
    "restore_entry",
    "restore_file",
    "save_change",
    "save_draft",
    "take_draft_back",
    "take_in",
    "throw_draft_away",
    "unlink",
    "use_uploads",
]
