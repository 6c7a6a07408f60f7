"""Ways the application says no. Views never turn these into answers; the guard does."""

from collections.abc import Sequence

from foundation.messages import Message, say


class Refusal(Exception):
    """A request the domain declines, in words the person can act on."""

    status = 409

    def __init__(self, message: Message, *, details: Sequence[Message] = ()) -> None:
        super().__init__(str(message))
        self.message = message
        self.details = tuple(details)


class Unreadable(Refusal):
    """What was sent cannot be understood or used."""

    status = 422


class NotFound(Refusal):
    """Absent or invisible: the answer is the same, so that nobody learns what exists."""

    status = 404

    def __init__(self) -> None:
        super().__init__(say("This page does not exist, or it is not yours to see."))


class NotAllowed(Refusal):
    """Visible, but not for this person to do."""

    status = 403

    def __init__(self, message: Message | None = None) -> None:
        super().__init__(message or say("You may not do this. Ask an administrator if you think you should."))


class SignInFirst(Refusal):
    """Nobody is signed in."""

    status = 401

    def __init__(self) -> None:
        super().__init__(say("Sign in to see this page."))


class TooMany(Refusal):
    """Asked too often in a short time."""

    status = 429


class Busy(Refusal):
    """Not now: too many ask for the same, or others hold what is needed. The same request does later."""

    status = 503
