"""What a page carries along of the results it shows, to be compared when somebody decides about them."""

from collections.abc import Sequence

from flask import request

from exams.actions.unseen import OnPage
from exams.models import Sitting
from exams.queries.shown import shown_of
from exams.rules.shown import shown_in
from foundation.work import Work

MOST_DIGITS = 18


def carried(work: Work, sittings: Sequence[Sitting], *, anew: bool = False) -> list[str]:
    """What stands of these, as the page sends it back (at most 1 statement).

    Of a page that comes back for another reason what it showed at first: nobody was told to read it `anew`.
    """
    if "shown" in request.form and not anew:
        return [written for written in request.form.getlist("shown") if written]
    return [f"{number}.{shown}" for number, shown in shown_of(work, [sitting.id for sitting in sittings]).items()]


def on_page() -> OnPage | None:
    """What the page that was sent showed; None where it showed nothing of the kind."""
    if "shown" not in request.form:
        return None
    parts = (written.partition(".") for written in request.form.getlist("shown") if written)
    return {int(number): shown_in(rest) for number, _dot, rest in parts if _is_number(number)}


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS
