"""The list of qualifications, as it is shown."""

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from foundation.messages import Message, say
from foundation.web.words import said
from qualification_files.models import Qualification
from qualification_files.pages.words import (
    KINDS,
    LANGUAGE_NAMES,
    STATES,
    Sign,
    counted_processes,
    followed_by,
    state_sign,
)
from qualification_files.queries import Choices, Row, Wanted
from qualification_files.rules import QualificationState, what_is_missing, why_structure_stays

Option = tuple[str, str]
CAN_BE_ACTIVATED = (QualificationState.DRAFT, QualificationState.DEACTIVATED)
OVER = (QualificationState.SUPERSEDED, QualificationState.CLOSED)


@dataclass(frozen=True)
class Filter:
    """One choice that narrows a list."""

    name: str
    label: str
    options: list[Option]
    value: str


@dataclass(frozen=True)
class Line:
    """One qualification in the list."""

    qualification: Qualification
    state: Sign
    glance: Sign
    content: Message
    followers: Message | None
    can_be_activated: bool
    can_be_removed: bool
    fixed: bool  # its core tasks and work processes stay as they are

    @property
    def glance_says_more(self) -> bool:
        """Whether it tells what the state alone does not."""
        return self.qualification.state not in OVER


def line(row: Row) -> Line:
    """The row with what one wants to know at a glance."""
    state = row.qualification.state
    missing = what_is_missing(row.completeness)
    return Line(
        qualification=row.qualification,
        state=state_sign(state),
        glance=_glance(state, missing),
        content=counted_processes(row.work_processes),
        followers=followed_by(row.followers) if row.followers else None,
        can_be_activated=state in CAN_BE_ACTIVATED and not missing,
        can_be_removed=state is QualificationState.DRAFT,
        fixed=why_structure_stays(state, followers=row.followers) is not None,
    )


def filters(choices: Choices, wanted: Wanted) -> list[Filter]:
    """Level, cohort, language where there is more than one, and which state an inactive one is in."""
    levels = [(str(level), _("Level %(level)s", level=level)) for level in choices.levels]
    shown = [
        Filter("level", _("Level"), levels, str(wanted.level or "")),
        Filter("cohort", _("Cohort"), [(cohort, cohort) for cohort in choices.cohorts], wanted.cohort or ""),
    ]
    if len(choices.languages) > 1 or wanted.language:
        languages = [(code, str(LANGUAGE_NAMES.get(code, code))) for code in choices.languages]
        shown.append(Filter("language", _("Language"), languages, wanted.language or ""))
    if not wanted.active:
        states = [(str(state), str(STATES[state][1])) for state in choices.states]
        shown.append(Filter("state", _("State"), states, str(wanted.state or "")))
    return shown


def tabs(choices: Choices, wanted: Wanted) -> list[tuple[str, str, bool, int]]:
    """Active and Inactive; what was searched for goes along to the other one."""
    return [
        (_("Active"), _address(wanted, tab=None), wanted.active, choices.active),
        (_("Inactive"), _address(wanted, tab="inactive"), not wanted.active, choices.inactive),
    ]


def headings() -> list[str]:
    """The columns of the list as a spreadsheet."""
    return [
        _("Code"),
        _("Name"),
        _("Cohort"),
        _("Edition"),
        _("Level"),
        _("Language"),
        _("Kind"),
        _("State"),
        _("At a glance"),
        _("Core tasks"),
        _("Work processes"),
        _("Participants"),
        _("Valid from"),
        _("End of intake"),
        _("End of the programme"),
        _("Link to new participants by default"),
    ]


def cells(row: Row) -> list[str]:
    """One qualification as a row of that spreadsheet."""
    one, told = row.qualification, line(row)
    dates = (one.valid_from, one.intake_ends, one.programme_ends)
    return [
        one.code,
        one.name,
        one.cohort,
        one.edition,
        str(one.level or ""),
        str(LANGUAGE_NAMES.get(one.language, one.language)),
        str(KINDS[one.kind]),
        _in_words(told.state),
        _in_words(told.glance),
        str(len(row.completeness.core_tasks)),
        str(row.work_processes),
        str(row.followers),
        *(day.isoformat() if day else "" for day in dates),
        _("Yes") if one.link_by_default else _("No"),
    ]


def _in_words(sign: Sign) -> str:
    return said(sign.words) if isinstance(sign.words, Message) else str(sign.words)


def _address(wanted: Wanted, *, tab: str | None) -> str:
    return url_for(
        "qualification_files.index",
        tab=tab,
        q=wanted.words or None,
        level=wanted.level,
        cohort=wanted.cohort,
        language=wanted.language,
        sort=wanted.sort if wanted.sort != "name" else None,
    )


def _glance(state: QualificationState, missing: list[Message]) -> Sign:
    if state is QualificationState.ACTIVE:
        return Sign("ok", say("In use"))
    if state is QualificationState.SUPERSEDED:
        return Sign("quiet", say("A newer version took its place"))
    if state is QualificationState.CLOSED:
        return Sign("quiet", say("Closed for good"))
    return Sign("attention", missing[0]) if missing else Sign("open", say("Can be activated"))
