"""What is open for somebody: one short list on the home page, gathered from every package."""

from dataclasses import dataclass
from datetime import date, datetime

from foundation.messages import Message
from foundation.web.words import shown


@dataclass(frozen=True)
class Deed:
    """One thing to do or to know, one click from doing it."""

    title: Message | str
    url: str
    kind: str = "open"  # a kind of templates/_parts/states.html: attention, open, wait, info, ok
    text: Message | None = None
    when: datetime | date | None = None
    order: int = 50  # lower stands higher

    @property
    def when_words(self) -> str:
        """The day or moment as this reader writes it."""
        return "" if self.when is None else shown(self.when)


def in_order(deeds: list[Deed]) -> list[Deed]:
    """Most pressing first; what has a time before what has none."""
    return sorted(deeds, key=lambda deed: (deed.order, deed.when is None, str(deed.when or "")))
