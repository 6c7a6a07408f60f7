"""Why an uploaded file is not taken in, in words its owner can act on."""

from foundation.files.kinds import ALLOWED, FileKind
from foundation.messages import Message, say
from foundation.refusals import Refusal


class NotAccepted(Refusal):
    """A kind of file that is not on the list."""

    status = 415

    def __init__(self, name: str, found: Message) -> None:
        super().__init__(say("%(name)s is %(found)s. %(allowed)s", name=name, found=found, allowed=ALLOWED))


class Misnamed(Refusal):
    """A file that is not what its name says."""

    status = 415

    def __init__(self, name: str, extension: str, kind: FileKind) -> None:
        super().__init__(
            say(
                "%(name)s is named %(extension)s but is %(kind)s. Give it a name that ends in %(right)s and try again.",
                name=name,
                extension=f".{extension}",
                kind=kind.words,
                right=f".{kind.extensions[0]}",
            )
        )


class UnknownEnding(Refusal):
    """A file that is named as nothing on the list is."""

    status = 415

    def __init__(self, name: str, ending: str) -> None:
        super().__init__(
            say(
                "%(name)s ends in %(ending)s, and such files are not taken. %(allowed)s",
                name=name,
                ending=ending,
                allowed=ALLOWED,
            )
        )


class EmptyFile(Refusal):
    """A file without a single byte."""

    status = 422

    def __init__(self, name: str) -> None:
        super().__init__(say("%(name)s is empty. Choose the file again. %(allowed)s", name=name, allowed=ALLOWED))


class DamagedFile(Refusal):
    """A file of a known kind that ends too early or makes no sense inside."""

    status = 422

    def __init__(self, name: str, kind: FileKind) -> None:
        super().__init__(
            say(
                "%(name)s should be %(kind)s but is damaged or incomplete. Open it on your own device to see whether it"
                " works, then upload it again.",
                name=name,
                kind=kind.words,
            )
        )


class DamagedPhoto(Refusal):
    """A picture that cannot be drawn."""

    status = 422

    def __init__(self) -> None:
        super().__init__(
            say("This picture cannot be used: the photo is damaged. Take it or export it again, then upload that one.")
        )


class DamagedDocument(Refusal):
    """A document of which no page can be drawn."""

    status = 422

    def __init__(self) -> None:
        super().__init__(say("No page of this document can be shown: it has a password, or it is damaged."))


class TooManyPixels(Refusal):
    """A picture that would fill the memory."""

    status = 413

    def __init__(self, limit: int) -> None:
        super().__init__(
            say(
                "This picture is too large to show: at most %(limit)s million pixels are allowed. Make it smaller, then"
                " upload it again.",
                limit=limit // 1_000_000,
            )
        )
