"""A portfolio on its way into a file."""

from collections.abc import Callable
from dataclasses import dataclass, field

from foundation.messages import Message
from foundation.storage import Storage
from portfolio.queries.contents import Contents


@dataclass
class Packing:
    """A portfolio on its way into a ZIP file: what it will hold, and what had to stay out."""

    contents: Contents
    storage: Storage
    packed: Callable[[int], None] = lambda _count: None  # is told how many files are in
    left_out: list[Message] = field(default_factory=list)
