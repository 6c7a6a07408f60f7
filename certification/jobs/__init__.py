"""What is done about achieving and maintaining outside requests."""

from certification.jobs import approving, certificates, completing, inventories, linking, reminding
from foundation.runner import Handlers


def register(handlers: Handlers) -> None:
    """The jobs of this package; each module of this folder has a `register` of its own."""
    approving.register(handlers)
    certificates.register(handlers)
    completing.register(handlers)
    inventories.register(handlers)
    linking.register(handlers)
    reminding.register(handlers)
