"""Ways back: to the page somebody came from, and out of what was just done."""

from typing import Any
from urllib.parse import urlsplit

from flask import flash


def inside(target: str | None) -> str | None:
    """The address if it is one of our own, never one of another site."""
    if not target or "\\" in target or any(ord(c) < 32 for c in target):
        return None
    parts = urlsplit(target)
    own = not parts.scheme and not parts.netloc and target.startswith("/") and not target.startswith("//")
    return target if own else None


def flash_with_undo(words: str, *, label: str, url: str, **fields: str) -> None:
    """Say on the next page what was done, with one button that takes it back: a POST to `url` with these fields."""
    told: Any = {"words": words, "label": label, "url": url, "fields": fields}  # Flask keeps JSON, not only text
    flash(told, "success")


def flash_with_link(words: str, *, label: str, url: str) -> None:
    """Say on the next page what was done, with a link to what goes with it."""
    told: Any = {"words": words, "label": label, "url": url}
    flash(told, "success")
