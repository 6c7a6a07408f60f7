"""The menu: what each person can reach, in the words users of today's systems know."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from flask import request, url_for

from foundation.access import Access, Actor
from foundation.web.guard import current_actor


@dataclass(frozen=True)
class Place:
    """A menu item: where it leads and who sees it."""

    label: str
    endpoint: str
    icon: str
    needs: StrEnum


@dataclass(frozen=True)
class Item:
    """A menu item as it is shown."""

    label: str
    url: str
    icon: str
    current: bool
    count: int | None = None


@dataclass(frozen=True)
class Group:
    """Menu items that belong together."""

    label: str
    items: tuple[Item, ...]


class Navigation:
    """Builds the menu for whoever asks."""

    def __init__(self, access: Access, places: dict[str, tuple[Place, ...]]) -> None:
        self._access = access
        self._places = places

    def __call__(self) -> list[Group]:
        """The groups that hold something for this person."""
        actor = current_actor()
        if not actor.signed_in:
            return []
        groups = (Group(str(label), tuple(self._items(actor, places))) for label, places in self._places.items())
        return [group for group in groups if group.items]

    def _items(self, actor: Actor, places: tuple[Place, ...]) -> Iterator[Item]:
        for place in places:
            if self._access.allows(actor, place.needs):
                url = url_for(place.endpoint)
                yield Item(str(place.label), url, place.icon, current=_leads_here(url))


def _leads_here(url: str) -> bool:
    return request.path == url or (url != "/" and request.path.startswith(f"{url}/"))
