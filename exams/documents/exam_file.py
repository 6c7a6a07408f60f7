"""The whole file of an exam as one archive: papers to read, data for machines, the chain, and a manifest of digests."""

import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO

from flask import current_app

from exams.documents.manifest import NAME, Digested
from exams.documents.naming import safe_file
from exams.documents.record import official_record
from exams.documents.result_letter import Sender, result_letter
from exams.models import FormDocument, ObjectionFile
from exams.pages.papers import record_page
from exams.pages.sittings import state_of
from exams.queries.files_of import ExamFile
from exams.rules import SittingState
from exams.rules.chain import FIELDS, Link, canonical, kind_of
from foundation.archives import Member, zipped
from foundation.storage import MissingBlob, Storage
from foundation.web.words import day, page_language, said

ENDINGS = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp"}


@dataclass(frozen=True, kw_only=True)
class Packed:
    """All that goes into the archive of one exam; nothing of it is read from the database again."""

    file: ExamFile
    design: str  # the form as a file that can be brought in again
    links: Sequence[Link]
    contents: Mapping[str, Mapping[str, Any]]
    documents: Sequence[FormDocument]
    sender: Sender
    storage: Storage
    at: datetime


def archive(packed: Packed) -> BinaryIO:
    """The archive as a ZIP file, to be read once from beginning to end."""
    return zipped(members(packed))


def members(packed: Packed, *, folder: str = "") -> Iterator[Member]:
    """The parts of the archive, the manifest last: by then their digests are known.

    What is drawn is drawn now, in the language of the reader; documents are opened when their turn comes.
    """
    documents = [*_documents(packed, folder), *_photos(packed, folder)]
    made = _papers(packed) | _data(packed)
    made["index.html"] = _index(packed, [*made, *(member.path.removeprefix(folder) for member in documents)])
    drawn = [
        Member(f"{folder}{name}", _opening(content), len(content), packed.at, packs=True)
        for name, content in made.items()
    ]
    about = {"exam": packed.file.sitting.id, "form": packed.file.form.title, "school": packed.sender.school}
    return _with_manifest([*drawn, *documents], about, folder=folder, at=packed.at)


def _with_manifest(parts: Sequence[Member], about: dict[str, Any], *, folder: str, at: datetime) -> Iterator[Member]:
    digested = Digested()
    yield from digested.noted(parts, without=folder)
    yield Member(
        f"{folder}{NAME}",
        lambda: io.BytesIO(digested.manifest(about, made_at=at)),
        0,  # not known yet; it is small
        at,
        packs=True,
    )


def _opening(content: bytes) -> Callable[[], BinaryIO]:
    return lambda: io.BytesIO(content)


def _papers(packed: Packed) -> dict[str, bytes]:
    """The record, and the letter where there is an official result."""
    if packed.file.sitting.outcome is None:
        return {}
    page = record_page(packed.file)
    found = {"record.pdf": official_record(page, school=packed.sender.school)}
    if packed.file.sitting.state is SittingState.RATIFIED:
        found["letter.pdf"] = result_letter(page, packed.sender)
    return found


def _data(packed: Packed) -> dict[str, bytes]:
    """What machines read: the form, everything the chain vouches for, and the chain."""
    chain = b"".join(_line(link) for link in packed.links)
    return {
        "exam.json": _json(_facts(packed.file) | _of_tablets(packed)),
        "form.json": packed.design.encode(),
        "contents.json": canonical(dict(packed.contents)) + b"\n",
        "chain.jsonl": chain,
    }


def _line(link: Link) -> bytes:
    return canonical({name: getattr(link, name) for name in (*FIELDS, "hash")}) + b"\n"


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, default=_written).encode() + b"\n"


def _written(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)


def _facts(file: ExamFile) -> dict[str, Any]:
    """Who, what, when, and what became of it, with names beside the numbers."""
    sitting, steps = file.sitting, {step.id: step.key for step in file.form.steps}
    return {
        "candidate": {"name": sitting.candidate.name, "number": sitting.candidate.number},
        "qualification": {"code": file.form.qualification.code, "name": file.form.qualification.name},
        "form": {"title": file.form.title, "code": file.form.code, "edition": file.form.edition},
        "starts_at": sitting.starts_at,
        "place": sitting.session.place,
        "state": sitting.state,
        "attempt": sitting.attempt,
        "passed": sitting.passed,
        "signed_at": sitting.signed_at,
        "ratified_at": sitting.ratified_at,
        "annulled_at": sitting.annulled_at,
        "annulled_for": sitting.annulled_for,
        "annulled_uses_attempt": sitting.annulled_uses_attempt,
        "examiners": [
            {"sheet": sheet.id, "name": sheet.examiner.name, "position": sheet.position, "signed_at": sheet.signed_at}
            for sheet in sitting.standing_sheets
        ],
        "clocks": [
            {
                "sheet": one.sheet.id,
                "began": one.began,
                "ended": one.ended,
                "minutes_without_pauses": one.minutes,
                "pauses": [
                    {"since": pause.since, "until": pause.until, "reason": pause.reason} for pause in one.pauses
                ],
            }
            for one in file.how.clocks
        ],
        "came_another_way": [{"source": one.source, "by": one.by, "marks": one.count} for one in file.how.elsewhere],
        "photos": [
            {
                "id": one.id,
                "sheet": one.sheet_id,
                "step": steps.get(one.step_id or 0),
                "taken_at": one.taken_at,
                "added_after_signing": one.late and {"at": one.late.at, "by": one.late.by, "reason": one.late.reason},
            }
            for one in file.how.photos
        ],
        "marks": [
            {
                "step": steps[step],
                "value": stands.value,
                "source": stands.source,
                "remark": stands.remark,
                "parts": list(stands.parts),
                "parts_seen_by_one": list(stands.apart),
            }
            for step, stands in file.stands.items()
            if step in steps
        ],
        "agreed_marks": [
            {
                "step": steps.get(one.step_id),
                "by": file.who(one.made_by),
                "value": one.value,
                "parts": one.parts,
                "reason": one.reason,
            }
            for one in file.agreed
        ],
        "corrections": [
            {
                "step": steps.get(one.step_id),
                "before": one.value_before,
                "after": one.value,
                "reason": one.reason,
                "improvement": one.improvement,
                "by": file.who(one.made_by),
                "at": one.made_at,
            }
            for one in file.corrections
        ],
        "outcomes": [
            {"cause": one.cause, "passed": one.passed, "at": one.made_at, "outcome": one.outcome}
            for one in file.outcomes
        ],
        "decisions": [
            {
                "number": one.number,
                "kind": one.kind,
                "day": one.decided_on,
                "present": [file.who(number) for number in one.present],
                "appeals_committee": one.committee,
                "grounds": one.grounds,
            }
            for one in file.own_decisions
        ],
        "objections": [
            {
                "kind": one.kind,
                "state": one.state,
                "grounds": one.grounds,
                "lodged_at": one.lodged_at,
                "decide_by": one.decide_by,
                "outcome": one.outcome,
                "closed_at": one.closed_at,
            }
            for one in file.objections
        ],
        "exemptions": [{"parts": one.parts, "ground": one.ground} for one in file.exemptions],
    }


def _of_tablets(packed: Packed) -> dict[str, Any]:
    """What was done on tablets besides marking, and decided about what was refused, with names beside the numbers."""
    examiners = {sheet.id: sheet.examiner.name for sheet in packed.file.sitting.sheets}
    deeds, shelf = (_of_kind(packed, kind).values() for kind in ("deed", "shelf"))
    told = ("op", "kind", "content", "made_at", "sent_at", "received_at", "answer")
    decided = ("op", "taken_over", "new_op", "reason", "decided_at")
    return {
        "deeds": [{"by": examiners.get(one["sheet_id"], "")} | {name: one[name] for name in told} for one in deeds],
        "refused_and_decided": [{name: one[name] for name in decided} for one in shelf],
    }


def _of_kind(packed: Packed, kind: str) -> dict[str, Mapping[str, Any]]:
    """Number -> what the chain vouches for, of things of this kind."""
    return {thing.partition(":")[2]: content for thing, content in packed.contents.items() if kind_of(thing) == kind}


def _photos(packed: Packed, folder: str) -> Iterator[Member]:
    """The photos that were not taken away, named by their step."""
    keys = {step.id: step.key for step in packed.file.form.steps}
    for number, photo in _of_kind(packed, "photo").items():
        if photo["removed_at"]:
            continue
        name = f"{keys.get(photo['step_id'], 'exam')}-{number}{ENDINGS.get(photo['content_type'], '')}"
        yield from _member(packed, f"{folder}photos/{safe_file(name)}", photo["file_key"], photo["taken_at"])


def _documents(packed: Packed, folder: str) -> Iterator[Member]:
    """The documents of the form, and the files that came with objections and their decisions."""
    sent: list[tuple[str, FormDocument | ObjectionFile]] = [
        ("objections", file) for one in packed.file.objections for file in one.files
    ]
    for place, one in [*(("documents", document) for document in packed.documents), *sent]:
        name = f"{folder}{place}/{one.id}-{safe_file(one.file_name)}"
        yield from _member(packed, name, one.file_key, one.added_at)


def _member(packed: Packed, name: str, key: str, at: datetime) -> Iterator[Member]:
    """The stored file under this name, unless its bytes are gone: the manifest shows that they are not in it."""
    try:
        size = packed.storage.size(key)
    except MissingBlob:
        return
    yield Member(name, _from(packed.storage, key), size, at)


def _from(storage: Storage, key: str) -> Callable[[], BinaryIO]:
    return lambda: storage.open(key)


def _index(packed: Packed, names: Sequence[str]) -> bytes:
    sitting = packed.file.sitting
    page = current_app.jinja_env.get_template("exams/records/index.html").render(
        file=packed.file,
        sitting=sitting,
        state=str(state_of(sitting)[1]),
        names=names,
        language=page_language(),
        school=packed.sender.school,
        made_on=day(packed.at),
        said=said,
    )
    return page.encode()
