"""A form that is sent twice makes one thing: what was made is known by who sent it, about what, and the form's key."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar
from uuid import UUID, uuid5

from sqlalchemy.exc import IntegrityError

from exams.rules.decisions import DecisionFacts
from foundation.db import Base
from foundation.messages import say
from foundation.refusals import Refusal
from foundation.work import Work

Made = TypeVar("Made", bound=Base)

_KEYS = UUID("6d1f2a56-7a0e-4d6c-9f55-2f6f6f0f3a11")


class SentBefore(Refusal):
    """This very form was used for something else already, so what it says now was not kept."""

    def __init__(self) -> None:
        super().__init__(say("This form was sent already, with something else in it. Open the page anew."))


def key_for(work: Work, form_key: str, *about: object) -> str:
    """What the actor makes of this by this form; the same key of another, or about something else, is another key."""
    return str(uuid5(_KEYS, "\x1f".join(str(part) for part in (form_key, work.actor.id, *about))))


def bound(work: Work, facts: DecisionFacts, *about: object) -> DecisionFacts:
    """The same decision, with its key bound to who takes it and what it is about."""
    return replace(facts, form_key=key_for(work, facts.form_key, *about))


def add_once(work: Work, row: Made, sent_before: Callable[[], Made | None]) -> Made:
    """Keep the row, or give the one that the same form made at the same moment; its key is unique."""
    try:
        with work.db.begin_nested():
            work.db.add(row)
    except IntegrityError as error:
        if before := sent_before():
            return before
        raise Refusal(say("Somebody else changed this at the same moment. Look again and repeat it.")) from error
    return row
