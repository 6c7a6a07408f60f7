"""The menu: what each person can reach, in the words users of today's systems know."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import overload

from flask import g, request, url_for

from foundation.access import Access
from foundation.web.guard import current_actor
from foundation.web.wording import speaking, standing_wording
from foundation.work import Work


@dataclass(frozen=True)
class Place:
    """A menu item: where it leads, who sees it, and which other addresses belong to it."""

    label: str
    endpoint: str
    icon: str
    needs: StrEnum
    beneath: tuple[str, ...] = ()
    counts: Callable[[Work], int] | None = None  # how much waits there for whoever asks


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


class Menu(Sequence[Group]):
    """The groups that hold something for whoever asks; made when a page first looks, for some pages show none."""

    def __init__(self, make: Callable[[], list[Group]]) -> None:
        self._make = make

    @cached_property
    def _groups(self) -> list[Group]:
        return self._make()

    @overload
    def __getitem__(self, place: int) -> Group: ...

    @overload
    def __getitem__(self, place: slice) -> list[Group]: ...

    def __getitem__(self, place: int | slice) -> Group | list[Group]:
        return self._groups[place]

    def __len__(self) -> int:
        return len(self._groups)


class Navigation:
    """Builds the menu for whoever asks."""

    def __init__(self, access: Access, places: Mapping[str, tuple[Place, ...]]) -> None:
        self._access = access
        self._places = places
        self._addresses: dict[tuple[str, str], str] = {}

    def __call__(self) -> Menu:
        """The menu of this request."""
        return Menu(self._in_words_of_all)

    def _in_words_of_all(self) -> list[Group]:
        with speaking(standing_wording()):  # the menu says the same on every page, whatever the page is about
            return self._groups()

    def _groups(self) -> list[Group]:
        actor = current_actor()
        if not actor.signed_in:
            return []
        reached = {
            label: [
                (place, self._address(place.endpoint)) for place in places if self._access.allows(actor, place.needs)
            ]
            for label, places in self._places.items()
        }
        here = _nearest(found for places in reached.values() for found in places)
        return [
            Group(
                str(label),
                tuple(Item(str(place.label), url, place.icon, place is here, _waiting(place)) for place, url in places),
            )
            for label, places in reached.items()
            if places
        ]

    def _address(self, endpoint: str) -> str:
        """The address of a place; it stays the same as long as the application stands under the same root."""
        key = (request.script_root, endpoint)
        if key not in self._addresses:
            self._addresses[key] = url_for(endpoint)
        return self._addresses[key]


def _waiting(place: Place) -> int | None:
    """How much waits there; an error page, which stands outside any work, asks nothing."""
    work: Work | None = g.get("work")
    return place.counts(work) if place.counts and work else None


def _nearest(places: Iterable[tuple[Place, str]]) -> Place | None:
    """The place this page belongs to: of a place and a place beneath it, the lower one; of two equal ones the first."""
    root = request.script_root
    here = f"{root}{request.path}"
    near = [
        (place, url)
        for place, address in places
        for url in (address, *(f"{root}{path}" for path in place.beneath))
        if here == url or (url != f"{root}/" and here.startswith(f"{url}/"))
    ]
    return max(near, key=lambda found: len(found[1]))[0] if near else None
