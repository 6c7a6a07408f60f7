"""Bytes that belong to nothing are cleared away at night: uploads that were given up, and what was thrown away."""

import logging
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice

import certification.queries.stored
import exams.queries.stored
import foundation.uploading.stored
import people.queries.stored
import portfolio.queries.stored
import qualification_files.queries.stored
from foundation.messages import say
from foundation.orphans import in_use, kept_elsewhere
from foundation.refusals import Refusal
from foundation.runner import Handlers, JobRun
from foundation.storage import Storage

log = logging.getLogger(__name__)

SWEEP = "app.sweep-files"
SETTLED = timedelta(hours=24)  # a form that is open for longer has to be filled in anew
AT_ONCE = 5_000
FEW = 100  # orphans are never too many below this, also when nothing else is there

PLACES = (
    certification.queries.stored.KEPT,
    exams.queries.stored.KEPT,
    foundation.uploading.stored.KEPT,
    people.queries.stored.KEPT,
    portfolio.queries.stored.KEPT,
    qualification_files.queries.stored.KEPT,
)


def register(handlers: Handlers) -> None:
    """Every night."""
    handlers.long(SWEEP, sweep, title=say("Clear away files that belong to nothing"), needs_asker=False)
    handlers.schedule(SWEEP, "10 4 * * *")


def sweep(run: JobRun) -> dict[str, int]:
    """Look first, then take away; doing it again finds the rest."""
    with run.reading() as work:
        storage, before = work.storage, work.now - SETTLED
    storage.sweep_unfinished(older_than=before)
    total, orphans = _found(run, storage, before)
    _refuse_wrong_database(len(orphans), total)
    gone = 0
    for keys in _pieces(orphans):
        run.progress(gone, len(orphans))  # stops here when the worker is asked to
        for key in _orphans_among(run, keys):  # asked again: what nobody had may be somebody's by now
            storage.delete(key, unless_newer_than=before)
        gone += len(keys)
    if orphans:
        log.info("%s of %s stored files belonged to nothing and were taken away", len(orphans), total)
    return {"looked_at": total, "taken_away": len(orphans)}


def _found(run: JobRun, storage: Storage, before: datetime) -> tuple[int, list[str]]:
    """How many there are, and which of them belong to nothing."""
    total, orphans = 0, list[str]()
    for keys in _pieces(storage.iterate_keys(older_than=before)):
        total += len(keys)
        orphans += _orphans_among(run, keys)
        run.progress(0)
    return total, orphans


def _orphans_among(run: JobRun, keys: Collection[str]) -> list[str]:
    with run.reading() as work:
        held = in_use(work, PLACES, keys) | kept_elsewhere(work, PLACES)
    return [key for key in keys if key not in held]


def _refuse_wrong_database(orphans: int, total: int) -> None:
    """A new database beside the files of a school must not empty the folder.

    Nothing that people can cause by themselves may stop it: they can upload and throw away as much as they like.
    """
    if orphans <= FEW or orphans < total:
        return
    raise Refusal(
        say(
            "%(orphans)s of %(total)s stored files belong to nothing in this database, so none was taken away. Is it"
            " the database that goes with these files?",
            orphans=orphans,
            total=total,
        )
    )


def _pieces(keys: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(keys)
    while piece := list(islice(rest, AT_ONCE)):
        yield piece
