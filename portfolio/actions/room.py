"""How much somebody's files may take together."""

from foundation.messages import say
from foundation.refusals import Refusal
from foundation.storage import size_in_words
from foundation.work import Work
from portfolio import queries
from portfolio.rules import Room


class NoRoomLeft(Refusal):
    """More than one person may have."""

    status = 413

    def __init__(self, room: Room) -> None:
        super().__init__(
            say(
                "There is no room for this: your files take %(used)s, and %(limit)s is the most. Ask your administrator"
                " for more room.",
                used=size_in_words(room.used),
                limit=size_in_words(room.limit),
            )
        )


def require_room(work: Work, person_id: int, size: int, *, limit: int) -> None:
    """Refuse what is more than there is room for."""
    if not limit or not size:
        return
    room = queries.room_of(work, person_id, limit=limit)
    if not room.fits(size):
        raise NoRoomLeft(room)
