"""Whoever looks at a page, as templates know them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Reader:
    """The actor without what no page may show: the token."""

    id: int | None
    name: str
    roles: frozenset[str]
    signed_in: bool
    language: str | None
    color_mode: str
    photo_url: str | None
