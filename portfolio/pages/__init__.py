"""Prepared values: what the pages of portfolios show."""

from portfolio.pages.came_along import came_along_words
from portfolio.pages.choices import Choice, Choices, Group, evidence_choices
from portfolio.pages.drafts import KeptForm, Unfinished, kept_form, unfinished
from portfolio.pages.entry import told
from portfolio.pages.entry_files import FilesPart, files_part
from portfolio.pages.entry_links import LinksPart, links_part
from portfolio.pages.entry_list import EntryList, ListedEntry, entry_list, period
from portfolio.pages.entry_versions import VersionsPart, versions_part
from portfolio.pages.file import ShownFile, shown_file
from portfolio.pages.files import FileTile, FileVersion, file_tile
from portfolio.pages.home import ProgressRow, open_deeds, own_progress, progress_rows
from portfolio.pages.kinds import FILE_ICONS, KINDS, KindWords
from portfolio.pages.sections import (
    ANY_NUMBER,
    FEW_ROWS,
    STATES,
    Narrowing,
    Row,
    Section,
    StateWords,
    Task,
    Tile,
    overview,
)
from portfolio.pages.suggested import Suggested
from portfolio.pages.uploading import UploadPlace, room_shown, upload_place

__all__ = [
    "ANY_NUMBER",
    "FEW_ROWS",
    "FILE_ICONS",
    "KINDS",
    "STATES",
    "Choice",
    "Choices",
    "EntryList",
    "FileTile",
    "FileVersion",
    "FilesPart",
    "Group",
    "KeptForm",
    "KindWords",
    "LinksPart",
    "ListedEntry",
    "Narrowing",
    "ProgressRow",
    "Row",
    "Section",
    "ShownFile",
    "StateWords",
    "Suggested",
    "Task",
    "Tile",
    "Unfinished",
    "UploadPlace",
    "VersionsPart",
    "came_along_words",
    "entry_list",
    "evidence_choices",
    "file_tile",
    "files_part",
    "kept_form",
    "links_part",
    "open_deeds",
    "overview",
    "own_progress",
    "period",
    "progress_rows",
    "room_shown",
    "shown_file",
    "told",
    "unfinished",
    "upload_place",
    "versions_part",
]
