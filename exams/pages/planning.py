"""Words and filters of the planning pages."""

from collections.abc import Sequence
from enum import StrEnum
from hashlib import sha256
from typing import Any

from flask_babel import gettext as _

from exams.models import Sitting
from exams.queries.places import Target
from exams.queries.sessions import WantedSessions
from exams.rules import SittingState
from exams.rules.attempts import REPLACEABLE
from foundation.messages import Message, say, say_many
from foundation.web.words import clock, said
from qualification_files.models import Qualification


def digest_of(conflicts: Sequence[Message]) -> str:
    """What these conflicts are known by: whoever plans anyway has seen these, and no others."""
    return sha256("\n".join(map(str, conflicts)).encode()).hexdigest()[:16]


def place_words(target: Target) -> str:
    """A place in a session: when, in which room, how many are free."""
    free = _free(target)
    if target.slot and target.slot.room:
        return said(
            say("%(time)s, room %(room)s, %(free)s", time=clock(target.starts_at), room=target.slot.room, free=free)
        )
    return said(say("%(time)s, %(free)s", time=clock(target.starts_at), free=free))


def target_words(target: Target) -> str:
    """The same with the day and the place, for a list over several sessions."""
    facts = {"when": target.starts_at, "place": target.session.place, "free": _free(target)}
    if target.slot and target.slot.room:
        return said(say("%(when)s, %(place)s, room %(room)s, %(free)s", room=target.slot.room, **facts))
    return said(say("%(when)s, %(place)s, %(free)s", **facts))


def _free(target: Target) -> Any:
    if target.free is None:
        return say("as many as you like")
    return say_many("%(count)s place free", "%(count)s places free", target.free)


def target_key(target: Target) -> str:
    """What a form calls a place."""
    return f"{target.session.id}-{target.slot.id if target.slot else ''}"


def qualification_name(qualification: Qualification) -> str:
    """Its name with its cohort, where it has one."""
    return f"{qualification.name} ({qualification.cohort})" if qualification.cohort else qualification.name


def session_filters(
    wanted: WantedSessions, qualifications: Sequence[Qualification], places: Sequence[str]
) -> list[dict[str, Any]]:
    """What the list of sessions can be narrowed by."""
    return [
        {
            "name": "qualification",
            "label": _("Qualification"),
            "options": [(one.id, qualification_name(one)) for one in qualifications],
            "value": wanted.qualification,
        },
        {"name": "place", "label": _("Place"), "options": [(one, one) for one in places], "value": wanted.place},
        {
            "name": "examiner",
            "label": _("Examiners"),
            "options": [("none", _("Without enough examiners"))],
            "value": "none" if wanted.without_examiner else "",
        },
    ]


class Replan(StrEnum):
    """What planning a candidate once more means."""

    FIRST = "first"
    MOVE = "move"
    ANEW = "anew"
    RESIT = "resit"


def replan_of(sitting: Sitting) -> Replan | None:
    """What can be planned from this sitting on; nothing while it goes on, waits for the board, or was passed."""
    if sitting.state is SittingState.PLANNED:
        return Replan.MOVE
    if sitting.state in REPLACEABLE:
        return Replan.ANEW
    if sitting.state is SittingState.RATIFIED and not sitting.passed:
        return Replan.RESIT
    return None
