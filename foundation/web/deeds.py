"""What is open for somebody: one short list on the home page, gathered from every package."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

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
    is_news: bool = False  # the newest stands first; of what is to be done the earliest

    @property
    def when_words(self) -> str:
        """The day or moment as this reader writes it."""
        return "" if self.when is None else shown(self.when)


def in_order(deeds: list[Deed]) -> list[Deed]:
    """Most pressing first; what has a time before what has none."""
    return sorted(deeds, key=lambda deed: (deed.order, deed.when is None, _place_in_time(deed)))


def _place_in_time(deed: Deed) -> float:
    if deed.when is None:
        return 0
    at = deed.when if isinstance(deed.when, datetime) else datetime.combine(deed.when, time.min, UTC)
    return -at.timestamp() if deed.is_news else at.timestamp()
