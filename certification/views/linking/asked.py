"""What an address asks for."""

from flask import request


def asked(name: str) -> str:
    """The words under this name."""
    return request.args.get(name, "").strip()[:200]


def number_asked(name: str) -> int | None:
    """The same as a number; anything else is as if it was not asked."""
    return whole_number(asked(name))


def numbers_asked(name: str) -> list[int]:
    """All numbers under this name."""
    return [number for text in request.args.getlist(name)[:100] if (number := whole_number(text))]


def whole_number(text: str) -> int | None:
    """A number that can be one of ours, or None."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 9 else None


def page_asked() -> int:
    """Which page of a list."""
    return max(1, number_asked("page") or 1)
