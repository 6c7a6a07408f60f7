"""Files that come with a form: their bytes are kept before any lock is held, and outlast a form that is shown again."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import BinaryIO, cast

from flask import current_app, request
from flask_babel import gettext as _
from itsdangerous import BadData, URLSafeTimedSerializer

from certification.rules.growth import MOST_FILES
from foundation.files import TakenIn, take_in
from foundation.refusals import Refusal
from foundation.web.guard import current_actor, current_works
from foundation.web.uploads import upload_limits
from foundation.web.words import said

HOURS_KEPT = 6 * 3600  # as long a form that is shown again may wait before its files must be chosen once more


@dataclass(frozen=True)
class TakenFiles:
    """What came with a form: the files whose bytes are kept, and words about the others."""

    taken: tuple[TakenIn, ...] = ()
    wrong: tuple[str, ...] = ()
    status: int = 422

    @property
    def first(self) -> TakenIn | None:
        """The only one, of a form that takes one."""
        return self.taken[0] if self.taken else None

    @property
    def tickets(self) -> list[tuple[str, str]]:
        """What stands in a form that is shown again for the files that are kept: name and ticket."""
        return [(one.name, _ticket(one)) for one in self.taken]


def before_files(**_url: object) -> Mapping[str, TakenFiles]:
    """Keep the bytes; whether they may be sent was asked before a byte was read."""
    taken, wrong, status = list(_kept()), [], 422
    for upload in request.files.getlist("files")[: MOST_FILES + 1]:
        if not upload.filename:
            continue  # browsers send an empty field along
        try:
            works, stream = current_works(), cast(BinaryIO, upload.stream)
            taken.append(take_in(works.storage, stream, upload.filename, limits=upload_limits(), scanner=works.scanner))
        except Refusal as refusal:
            wrong.append(said(refusal.message))
            status = refusal.status
    return {"files": TakenFiles(tuple(taken), tuple(wrong), status)}


def no_file() -> TakenFiles:
    """For a form that must have one."""
    return TakenFiles(wrong=(_("Choose the file of the certificate."),))


def _kept() -> tuple[TakenIn, ...]:
    return tuple(found for text in request.form.getlist("kept")[:MOST_FILES] if (found := _redeemed(text)))


def _ticket(taken: TakenIn) -> str:
    """Of use to whoever sent the file alone, for some hours."""
    return str(_tickets().dumps({"for": current_actor().id, **asdict(taken)}))


def _redeemed(text: str) -> TakenIn | None:
    try:
        facts = _tickets().loads(text, max_age=HOURS_KEPT)
    except BadData:
        return None
    return TakenIn(**facts) if facts.pop("for") == current_actor().id else None


def _tickets() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="certification-kept-file")
