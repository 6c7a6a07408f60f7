"""What the pages about qualifications show, prepared."""

from qualification_files.pages.deeds import open_deeds
from qualification_files.pages.imports import Preview, Reported, all_remarks, differences, previews, remarks, report
from qualification_files.pages.links import (
    SHOWN,
    Effect,
    Group,
    effects,
    group_words,
    kept_results,
    people_filters,
    progress_words,
    result_words,
)
from qualification_files.pages.lists import Filter, Line, filters, line, tabs
from qualification_files.pages.structure import Missing, Panel, panel, parts
from qualification_files.pages.words import (
    KINDS,
    LANGUAGE_NAMES,
    Sign,
    blocks,
    counted_indicators,
    counted_processes,
    followed_by,
    identity,
    import_sign,
    state_sign,
)

__all__ = [
    "KINDS",
    "LANGUAGE_NAMES",
    "SHOWN",
    "Effect",
    "Filter",
    "Group",
    "Line",
    "Missing",
    "Panel",
    "Preview",
    "Reported",
    "Sign",
    "all_remarks",
    "blocks",
    "counted_indicators",
    "counted_processes",
    "differences",
    "effects",
    "filters",
    "followed_by",
    "group_words",
    "identity",
    "import_sign",
    "kept_results",
    "line",
    "open_deeds",
    "panel",
    "parts",
    "people_filters",
    "previews",
    "progress_words",
    "remarks",
    "report",
    "result_words",
    "state_sign",
    "tabs",
]
