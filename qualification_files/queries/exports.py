"""What goes out in a file."""

from foundation.environment import NAME, setting
from foundation.work import Work
from qualification_files.formats import Sender
from qualification_files.models import Qualification
from qualification_files.queries.publication import changed_at


def sender(work: Work, row: Qualification, *, base_url: str) -> Sender:
    """Who sends this qualification, and what is known of it besides its content, in two statements."""
    return Sender(
        base_url=base_url,
        creator=str(setting(work.db, NAME, "") or ""),
        state=row.state,
        changed_at=changed_at(work, [row])[row.id],
    )
