"""What is done for portfolios outside requests."""

from foundation.files import DamagedPhoto, TooManyPixels
from foundation.messages import say
from foundation.refusals import NotFound
from foundation.runner import Handlers, JobRun
from foundation.storage import TooLarge
from foundation.work import Work
from portfolio import actions, queries
from portfolio.models import EntryFile
from portfolio.rules import PreviewState


def register(handlers: Handlers) -> None:
    """Name the jobs of this package."""
    handlers.long(
        actions.MAKE_PREVIEW, make_derivatives, title=say("Making previews of your photos"), needs_asker=False
    )


def make_derivatives(run: JobRun, *, file_id: int) -> None:
    """Draw the preview and the thumbnail of a photo. Decoding takes long and much memory, so no lock is held then."""
    with run.reading() as work:
        file = _waiting(work, file_id)
        key = file.original_key if file else None
        storage = work.storage
    if key is None:
        return
    try:
        previews = actions.draw(storage, key)
    except (DamagedPhoto, TooManyPixels, TooLarge):
        previews = None
    with run.piece() as work:
        file = _waiting(work, file_id)
        if file:
            actions.note_previews(work, file, previews)


def _waiting(work: Work, file_id: int) -> EntryFile | None:
    """The file, unless it is gone or was drawn by an earlier attempt."""
    try:
        file = queries.file(work, file_id).file
    except NotFound:
        return None
    return file if file.preview is PreviewState.WAITING else None
