"""The ways in that the doors of questionnaires share."""

from flask import request

from certification.permissions import Permission
from certification.queries import inventories as queries
from foundation.web.guard import Subject

INVENTORY = Subject(load=queries.inventory, sees=Permission.SEE_INVENTORY)
QUESTION = Subject(load=queries.open_question, sees=Permission.SEE_INVENTORY)
JUMP = Subject(load=queries.open_jump, sees=Permission.SEE_INVENTORY)
PROPOSAL = Subject(load=queries.open_proposal, sees=Permission.SEE_INVENTORY)
OFFERED = Subject(load=queries.offered, sees=Permission.BEGIN_INVENTORY)
OWN_RUN = Subject(load=queries.own_run, sees=Permission.FILL_IN_INVENTORY)
OWN_QUESTION = Subject(load=queries.own_question, sees=Permission.FILL_IN_INVENTORY)
ASKED_RUN = Subject(load=queries.asked_run, sees=Permission.TAKE_BACK_INVENTORY)
DECIDABLE = Subject(load=queries.decidable_run, sees=Permission.DECIDE_INVENTORY)


def asked(name: str) -> str:
    """What the address asks for under this name."""
    return request.args.get(name, "").strip()[:200]


def whole_number(text: str) -> int | None:
    """A number that can be one of ours, or None."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 9 else None


def page_asked() -> int:
    """Which page of a list."""
    return max(1, whole_number(asked("page")) or 1)


def version_sent() -> int:
    """Which version of the questionnaire a button was pressed on."""
    return whole_number(request.form.get("version", "")) or 0
