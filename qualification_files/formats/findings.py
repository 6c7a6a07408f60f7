"""What is found on the way: remarks that do not stand in the way, and defects that do."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from foundation.messages import Message, say, say_many
from foundation.refusals import Refusal
from qualification_files.formats.values import Remark


class Unplaceable(Refusal):
    """Part of a qualification cannot be placed, so the qualification as a whole ends up among the refused ones."""

    status = 422

    def __init__(self, message: Message, *, where: Message | None = None) -> None:
        super().__init__(message)
        self.where = where  # the place in the file, where the one who found it knows


@dataclass(slots=True)
class Remarks:
    """Collects remarks up to a limit and counts the rest, so that a bad file does not give a report without end."""

    limit: int
    _kept: list[Remark] = field(default_factory=list)
    _left_out: int = 0

    def add(self, code: str | None, text: Message, where: Message) -> None:
        """Keep one remark."""
        if len(self._kept) < self.limit:
            self._kept.append(Remark(code, text, where))
        else:
            self._left_out += 1

    @property
    def is_full(self) -> bool:
        """Whether one more is only counted; whoever has very many need not find words for it."""
        return len(self._kept) >= self.limit

    def count_one(self) -> None:
        """Count one remark that nobody will read."""
        self._left_out += 1

    def all(self) -> tuple[Remark, ...]:
        """The remarks in the order of the file."""
        return (*self._kept, *self._rest())

    def _rest(self) -> Iterable[Remark]:
        if not self._left_out:
            return ()
        text = say_many(
            "One more warning was left out.", "%(count)s more warnings were left out.", count=self._left_out
        )
        return (Remark(None, text, say("the file as a whole")),)
