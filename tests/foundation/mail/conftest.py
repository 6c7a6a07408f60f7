from collections.abc import Iterator
from threading import Thread

import pytest

from tests.foundation.mail.smtp_server import Box, Server


@pytest.fixture
def box() -> Box:
    """What the mail server got."""
    return Box()


@pytest.fixture
def server(box: Box) -> Iterator[Server]:
    """A real mail server on this machine."""
    with Server(box) as listening:
        thread = Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield listening
        listening.shutdown()
        thread.join()
