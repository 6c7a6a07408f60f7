"""What is done about achieving and maintaining outside requests."""

from foundation.runner import Handlers


def register(handlers: Handlers) -> None:
    """The jobs of this package; each module of this folder has a `register` of its own."""
