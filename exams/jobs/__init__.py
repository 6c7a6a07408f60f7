"""What is done for exams outside requests."""

from exams.jobs import inviting, records, telling, telling_cases
from foundation.runner import Handlers


def register(handlers: Handlers) -> None:
    """The jobs of this package."""
    inviting.register(handlers)
    records.register(handlers)
    telling.register(handlers)
    telling_cases.register(handlers)
