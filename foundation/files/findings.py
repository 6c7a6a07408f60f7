"""What a look inside a file can end in, besides a kind."""

from foundation.files.kinds import FileKind
from foundation.messages import Message


class Unwanted(Exception):
    """Recognised, but not on the list."""

    def __init__(self, words: Message) -> None:
        super().__init__(str(words))
        self.words = words


class Broken(Exception):
    """Begins as a kind on the list, but is not whole."""

    def __init__(self, kind: FileKind) -> None:
        super().__init__(kind.name)
        self.kind = kind
