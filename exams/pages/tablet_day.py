"""What an examiner takes along on a tablet: forms once, and what differs from sheet to sheet."""

import base64
import io
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from typing import Any

from exams.models import Tablet
from exams.pages.marking import Fragment, Reader, marking_fragment
from exams.pages.tablet import school, shell
from exams.queries.tablets import SheetToTake
from exams.rules.tablets import secret_of
from foundation.files import preview
from foundation.storage import MissingBlob, Storage
from foundation.web.wording import speaking
from qualification_files.pages.terms import wording_of

MOST_NAMES = 128
MOST_PHOTOS = 300
VERSION_LENGTH = 8  # hex digits: two states of one sheet are told apart, and two hundred fit in an address
LARGEST_ADDRESS = 20_000  # characters of a candidate's photo
EDGES = (160, 112, 64)  # pixels: the first that is small enough

_PHOTOS: dict[str, str | None] = {}


@dataclass
class Day:
    """Sheets to take along, with the forms that they share."""

    forms: dict[str, Sequence[str]] = field(default_factory=dict)
    sheets: list[dict[str, Any]] = field(default_factory=list)

    @property
    def sheet_ids(self) -> tuple[int, ...]:
        """Which sheets these are."""
        return tuple(sheet["id"] for sheet in self.sheets)


def day_of(taken: Sequence[SheetToTake], reader: Reader, storage: Storage) -> Day:
    """These sheets as the app puts them together, each in the words of its qualification."""
    day = Day()
    for one in taken:
        with speaking(wording_of(one.sheet.terms)):
            photo = photo_address(storage, one.sheet.photo_key)
            found = marking_fragment(
                one.sheet, one.design, one.marks, reader, one.freed, one.more, one.came, photo=photo
            )
        form = form_name(found.parts)
        day.forms[form] = found.parts
        day.sheets.append(_sheet(one, found, reader, form=form, photo=photo))
    return day


@lru_cache(maxsize=MOST_NAMES)
def form_name(parts: tuple[str, ...]) -> str:
    """The name of a form: what is alike has one name, now and the next time."""
    return sha256("\0".join(parts).encode()).hexdigest()[:16]


def _sheet(one: SheetToTake, found: Fragment, reader: Reader, *, form: str, photo: str | None) -> dict[str, Any]:
    sheet = one.sheet
    plain = {
        "id": sheet.id,
        "sitting": sheet.sitting_id,
        "session": sheet.session_id,
        "form": form,
        "name": sheet.candidate_name,
        "photo": photo,
        "exam": sheet.title,
        "formative": sheet.formative,
        "starts_at": sheet.starts_at.isoformat(),
        "day": sheet.starts_at.astimezone(reader.zone).date().isoformat(),
        "place": sheet.place,
        "room": sheet.room,
        "position": sheet.position,
        "required": sheet.required,
        "values": dict(found.values),
        "facts": dict(found.facts),
    }
    return {**plain, "version": _version(plain)}


def _version(sheet: dict[str, Any]) -> str:
    """Something that differs as soon as anything of the sheet does; when it was asked for is nothing of the sheet."""
    lasting = {**sheet, "facts": {**sheet["facts"], "now": ""}}
    return sha256(json.dumps(lasting, sort_keys=True).encode()).hexdigest()[:VERSION_LENGTH]


def changed(day: Day, known: Mapping[int, str], forms: Collection[str]) -> dict[str, Any]:
    """What this tablet does not have yet, given these versions; and which are not its own any more."""
    sheets = [sheet for sheet in day.sheets if sheet["version"] != known.get(sheet["id"])]
    missing = {sheet["form"] for sheet in sheets} - set(forms)
    return {
        "sheets": sheets,
        "forms": {name: parts for name, parts in day.forms.items() if name in missing},
        "withdrawn": sorted(set(known) - set(day.sheet_ids)),
    }


def prepared(day: Day, tablet: Tablet, reader: Reader) -> dict[str, Any]:
    """All that this tablet keeps from now on."""
    return {
        "user": {"id": reader.actor.id, "name": reader.actor.name},
        "now": reader.now.isoformat(),
        "until": tablet.ends_at.isoformat(),
        "today": reader.now.astimezone(reader.zone).date().isoformat(),
        "build": shell().build,
        "language": reader.language,
        "school": school(),
        "secret": base64.b64encode(secret_of(tablet.secret, tablet.person_id)).decode(),
        "forms": day.forms,
        "sheets": day.sheets,
    }


def photo_address(storage: Storage, key: str | None) -> str | None:
    """A candidate's photo as a small JPEG in an address of its own; None where there is none to show."""
    if key is None:
        return None
    if key not in _PHOTOS:
        drawn = _drawn(storage, key)
        while len(_PHOTOS) >= MOST_PHOTOS:
            _PHOTOS.pop(next(iter(_PHOTOS)), None)
        _PHOTOS[key] = drawn
    return _PHOTOS[key]


def _drawn(storage: Storage, key: str) -> str | None:
    try:
        with storage.open(key) as file:
            original = io.BytesIO(file.read())
    except MissingBlob:
        return None
    addresses = (_address(preview(original, edge=edge).content) for edge in EDGES)
    return next((one for one in addresses if len(one) <= LARGEST_ADDRESS), None)


def _address(content: bytes) -> str:
    return "data:image/jpeg;base64," + base64.b64encode(content).decode()
