"""The list of qualifications, as it is shown."""

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from foundation.messages import Message, say
from qualification_files.models import Qualification
from qualification_files.pages.words import Sign, counted_processes, followed_by, state_sign
from qualification_files.queries import Choices, Row, Wanted
from qualification_files.rules import QualificationState, what_is_missing

Option = tuple[str, str]
CAN_BE_ACTIVATED = (QualificationState.DRAFT, QualificationState.DEACTIVATED)


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
    )


def filters(choices: Choices, wanted: Wanted) -> list[Filter]:
    """Level and cohort."""
    return [
        Filter(
            "level",
            _("Level"),
            [(str(level), _("Level %(level)s", level=level)) for level in choices.levels],
            str(wanted.level or ""),
        ),
        Filter("cohort", _("Cohort"), [(cohort, cohort) for cohort in choices.cohorts], wanted.cohort or ""),
    ]


def tabs(choices: Choices, wanted: Wanted) -> list[tuple[str, str, bool, int]]:
    """Active and Inactive."""
    here = url_for("qualification_files.index")
    return [
        (_("Active"), here, wanted.active, choices.active),
        (_("Inactive"), url_for("qualification_files.index", tab="inactive"), not wanted.active, choices.inactive),
    ]


def _glance(state: QualificationState, missing: list[Message]) -> Sign:
    if state is QualificationState.ACTIVE:
        return Sign("ok", say("In use"))
    if state not in CAN_BE_ACTIVATED:
        return Sign("quiet", say("Closed for good"))
    return Sign("attention", missing[0]) if missing else Sign("open", say("Can be activated"))
