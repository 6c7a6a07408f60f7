"""Reasons and names say something to whoever reads them, however an action is called."""

from foundation.messages import Message, say
from foundation.refusals import Unreadable
from foundation.visible import has_visible

WHY = say("Say why.")


def require_words(text: str, no: Message = WHY) -> None:
    """Refuse what shows nothing: empty, or spaces and characters without a width alone."""
    if not has_visible(text):
        raise Unreadable(no)
