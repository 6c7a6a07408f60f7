"""The file of last resort: what a tablet could not send, saved by hand, and how it vouches for it.

{"format": "proefstuk-marks", "version": 1, "tablet": uuid, "user": {"id", "name"}, "school", "made_at",
 "operations": [as a device sends them], "shelf": [{"operation", "answer"}], "photos": […], "mac": hex}

The mac is HMAC-SHA256 with the secret of the tablet over the canonical text of everything but itself: keys sorted, no
spaces, nothing escaped but what JSON must escape, numbers whole. tests/vectors/unsent_file.json has one worked out.
"""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn
from uuid import UUID

from exams.rules.reading import JsonObject, is_keepable, object_in, objects_at, text_at, whole_at
from foundation.messages import say
from foundation.refusals import Unreadable

FORMAT, VERSION = "proefstuk-marks", 1
LARGEST_FILE = 20_000_000  # bytes
MOST_OPERATIONS = 5_000
MOST_DEEDS = 2_000
MOST_PHOTOS = 200
MOST_BYTES = 5_000_000  # besides the photos
MOST_VALUES = 400_000  # 5,000 marks on the shelf with all that is said of them have half of it
MOST_PIXELS = 400_000_000  # of its photos that are larger than a tablet draws them; the server needs 8 s for these
LONGEST_NAME = 260
FIRST_YEAR, LAST_YEAR = 1971, 9000
KEYS = frozenset(
    {"format", "version", "tablet", "user", "school", "made_at", "operations", "shelf", "photos", "mac"},
)
TOO_MUCH = say("There is more in it than a tablet keeps.")
TOO_DEEP = say("The file is nested too deeply for a file that a tablet saved.")


class UnreadableFile(Unreadable):
    """The file is not one that a tablet saved, or not any more."""


@dataclass(frozen=True, kw_only=True)
class FiledPhoto:
    """A photo in the file, with its bytes."""

    id: UUID
    sheet: int
    step: int | None
    media_type: str
    sha256: str
    data: bytes


@dataclass(frozen=True, kw_only=True)
class UnsentFile:
    """What is in the file; operations as they would have been sent, those on the tablet's shelf among them."""

    tablet: UUID | None
    user: int
    user_name: str
    school: str
    made_at: datetime | None
    operations: tuple[JsonObject, ...]
    photos: tuple[FiledPhoto, ...]
    canonical: str
    mac: str

    def is_vouched_for(self, secret: bytes) -> bool:
        """Whether the tablet with this secret wrote every byte that counts."""
        wanted = hmac.new(secret, self.canonical.encode(), hashlib.sha256).hexdigest()
        return hmac.compare_digest(wanted, self.mac)


def read_unsent(data: bytes) -> UnsentFile:
    """The file, checked throughout before anything of it is used; a clear refusal otherwise."""
    if len(data) > LARGEST_FILE:
        raise UnreadableFile(say("The file may be at most %(limit)s.", limit="20 MB"))
    _refuse_swarm(data)
    raw = _object(data)
    if raw.get("format") != FORMAT:
        words = say("This is not a file with marks that a tablet saved. Its name begins with “proefstuk-marks”.")
        raise UnreadableFile(words)
    if raw.get("version") != VERSION or isinstance(raw.get("version"), bool):
        raise UnreadableFile(say("This file is of another version of Proefstuk, which this one cannot read."))
    try:
        return _file(raw, len(data))
    except RecursionError:
        raise UnreadableFile(TOO_DEEP) from None
    except Unreadable as refusal:
        raise UnreadableFile(say("The file cannot be read. %(reason)s", reason=refusal.message)) from None


def _refuse_swarm(data: bytes) -> None:
    """Each value but the first comes after one of these; text only makes it seem more.

    Millions of empty lists take seconds to read, during which Python does nothing else for anybody.
    """
    if sum(map(data.count, (b",", b"[", b"{"))) > MOST_VALUES:
        raise UnreadableFile(say("The file cannot be read. %(reason)s", reason=TOO_MUCH))


def canonical(plain: Mapping[str, object]) -> str:
    """The text over which the tablet vouches."""
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def _object(data: bytes) -> JsonObject:
    no_json = say("The file is damaged: it is no JSON text any more. Save it once more on the tablet.")
    try:
        text = data.decode("utf-8-sig")
        found = json.loads(
            text, object_pairs_hook=_once, parse_float=_no_number, parse_constant=_no_number, parse_int=_whole
        )
    except (UnicodeDecodeError, json.JSONDecodeError):
        raise UnreadableFile(no_json) from None
    except RecursionError:
        raise UnreadableFile(TOO_DEEP) from None
    if not isinstance(found, dict):
        raise UnreadableFile(no_json)
    return found


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Two values under one key: which of them counts would depend on who reads it."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise UnreadableFile(say("The file says two things under one name, as no tablet writes it."))
    return found


def _whole(written: str) -> int:
    if len(written) > 16:
        _no_number(written)
    return int(written)


def _no_number(_written: str) -> NoReturn:
    raise UnreadableFile(say("The file has a number in it that no tablet writes."))


def _file(raw: JsonObject, size: int) -> UnsentFile:
    if raw.keys() - KEYS:
        raise Unreadable(say("There is something in it that no tablet writes."))
    user = object_in(raw.get("user"))
    shelf = [object_in(one.get("operation")) for one in objects_at(raw, "shelf")] if "shelf" in raw else []
    operations = (*objects_at(raw, "operations"), *shelf)
    photos = objects_at(raw, "photos") if "photos" in raw else ()
    _refuse_too_much(operations, photos, size)
    name = text_at(user, "name")
    return UnsentFile(
        tablet=_id(raw.get("tablet")),
        user=whole_at(user, "id", at_least=1),
        user_name=name[:LONGEST_NAME],
        school=text_at(raw, "school") if "school" in raw else "",
        made_at=_moment(raw.get("made_at")),
        operations=operations,
        photos=tuple(_photo(one) for one in photos),
        canonical=_keepable({key: value for key, value in raw.items() if key != "mac"}),
        mac=_mac(raw.get("mac")),
    )


def _refuse_too_much(operations: Sequence[JsonObject], photos: Sequence[JsonObject], size: int) -> None:
    besides = size - sum(len(text_at(one, "data")) for one in photos)
    deeds = sum("deed" in one for one in operations)
    if len(operations) > MOST_OPERATIONS or deeds > MOST_DEEDS or len(photos) > MOST_PHOTOS or besides > MOST_BYTES:
        raise Unreadable(TOO_MUCH)


def _keepable(plain: Mapping[str, object]) -> str:
    found = canonical(plain)
    if not is_keepable(found):
        raise Unreadable(say("There are characters in it that are no text."))
    return found


def _mac(found: object) -> str:
    """Anything else than a mac vouches for nothing."""
    return found if isinstance(found, str) and len(found) == 64 and found.isascii() else ""


def _photo(raw: JsonObject) -> FiledPhoto:
    found = _id(raw.get("id"))
    try:
        data = base64.b64decode(text_at(raw, "data"), validate=True)
    except (binascii.Error, ValueError):
        data = b""
    sha256 = text_at(raw, "sha256")
    if found is None or hashlib.sha256(data).hexdigest() != sha256:
        raise Unreadable(say("A photo in it is damaged."))
    step = None if raw.get("step") is None else whole_at(raw, "step", at_least=1)
    return FiledPhoto(
        id=found,
        sheet=whole_at(raw, "sheet", at_least=1),
        step=step,
        media_type=text_at(raw, "type")[:100],
        sha256=sha256,
        data=data,
    )


def _id(found: object) -> UUID | None:
    try:
        return UUID(found) if isinstance(found, str) else None
    except ValueError:
        return None


def _moment(found: object) -> datetime | None:
    """The device's clock, as far as a database can keep it."""
    try:
        moment = datetime.fromisoformat(found) if isinstance(found, str) else None
    except ValueError:
        return None
    return moment if moment and moment.tzinfo and FIRST_YEAR <= moment.year <= LAST_YEAR else None
