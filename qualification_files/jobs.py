"""Work on qualification files that takes longer than a request should."""

from foundation.messages import say
from foundation.runner import Handlers, JobRun
from qualification_files import actions, queries
from qualification_files.actions.moves import MOVE_JOB, carry_out_move
from qualification_files.permissions import Permission
from qualification_files.queries.moves import version_move_in_full


def link_people(run: JobRun, *, run_id: int) -> None:
    """Link or unlink everybody of a run, piece by piece; one that starts again goes on where it was."""
    is_open = True
    while is_open:
        with run.piece() as work:
            work.require(Permission.LINK_PARTICIPANTS)  # whoever asked may have lost the role meanwhile
            row = queries.link_run_in_full(work, run_id, lock=True)
            is_open = row.finished_at is None
            if is_open:
                actions.carry_out_piece(work, row)
            run.progress(row.done, row.people)


def move_people(run: JobRun, *, move_id: int) -> None:
    """Move everybody of a move to the next version, piece by piece; one that starts again goes on where it was."""
    is_open = True
    while is_open:
        with run.piece() as work:
            work.require(Permission.LINK_PARTICIPANTS)  # whoever asked may have lost the role meanwhile
            row = version_move_in_full(work, move_id, lock=True)
            is_open = row.finished_at is None
            if is_open:
                carry_out_move(work, row)
            run.progress(row.done, row.people)


def register(handlers: Handlers) -> None:
    """The jobs of this package."""
    handlers.long(actions.LINK_JOB, link_people, title=say("Link or unlink participants"))
    handlers.long(MOVE_JOB, move_people, title=say("Move participants to the next version"))
