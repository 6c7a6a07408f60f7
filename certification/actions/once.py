"""A form that is sent twice makes one thing: what it made is known by who sent it, about what, and its key."""

from uuid import UUID, uuid5

from foundation.work import Work

_KEYS = UUID("0b6c2c0e-5c1b-4d38-9b0b-3a0f6f8f2d51")


def bound_key(work: Work, form_key: str, *about: object) -> str:
    """What the actor makes of this by this form; the same key of another, or about something else, is another key."""
    return str(uuid5(_KEYS, "\x1f".join(str(part) for part in (form_key, work.actor.id, *about))))
