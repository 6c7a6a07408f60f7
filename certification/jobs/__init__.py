"""What is done about achieving and maintaining outside requests."""

from certification.jobs import completing, linking
from foundation.runner import Handlers


def register(handlers: Handlers) -> None:
    """The jobs of this package; each module of this folder has a `register` of its own."""
    completing.register(handlers)
    linking.register(handlers)
