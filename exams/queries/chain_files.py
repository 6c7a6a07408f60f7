"""Whether the bytes of photos, and of files with objections, are those that the chain vouches for."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import select

from exams.models import MarkPhoto, Objection, ObjectionFile
from exams.rules.chain import Fault, Finding, Report
from foundation.db import numbers
from foundation.storage import MissingBlob, Storage
from foundation.storage.blobs import is_key, key_for
from foundation.work import Work

PIECE = 1024 * 1024


def with_files(work: Work, found: Sequence[Report]) -> list[Report]:
    """The same, with what is wrong with the bytes themselves: every file is read (2 statements).

    A file is kept under the digest of its bytes, and the chain vouches for what it is kept under.
    """
    spoiled = _spoiled(work, [one.sitting_id for one in found])
    return [
        replace(one, findings=(*one.findings, *_unless_told(one, spoiled.get(one.sitting_id, [])))) for one in found
    ]


def _unless_told(report: Report, spoiled: Iterable[Finding]) -> list[Finding]:
    told = {finding.thing for finding in report.findings}
    return [finding for finding in spoiled if finding.thing not in told]


def _spoiled(work: Work, sitting_ids: Sequence[int]) -> dict[int, list[Finding]]:
    chosen = select(numbers(work.db, sitting_ids))
    photos = select(MarkPhoto.sitting_id, MarkPhoto.id, MarkPhoto.file_key).where(MarkPhoto.sitting_id.in_(chosen))
    files = select(Objection.sitting_id, ObjectionFile.id, ObjectionFile.file_key).join_from(ObjectionFile, Objection)
    spoiled: dict[int, list[Finding]] = defaultdict(list)
    for kind, rows in (
        ("photo", work.db.execute(photos).all()),
        ("file", work.db.execute(files.where(Objection.sitting_id.in_(chosen))).all()),
    ):
        for sitting_id, number, key in rows:
            if fault := _fault(work.storage, key):
                spoiled[sitting_id].append(Finding(fault=fault, thing=f"{kind}:{number}"))
    return spoiled


def _fault(storage: Storage, key: str) -> Fault | None:
    if not is_key(key):
        return Fault.CONTENT_CHANGED
    digest = hashlib.sha256()
    try:
        with storage.open(key) as stream:
            while piece := stream.read(PIECE):
                digest.update(piece)
    except MissingBlob:
        return Fault.CONTENT_GONE
    return None if key_for(digest.hexdigest()) == key else Fault.CONTENT_CHANGED
