"""Public qualifications for other programs, read-only, at the addresses of the CASE REST binding (1.0 and 1.1).

Answers may be kept by anybody and are checked each time: as long as nothing changed, a short look at the database says
so. What is not public does not exist here.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import wraps
from urllib.parse import urlencode
from uuid import UUID

from flask import Response, current_app, request
from werkzeug.http import http_date

from foundation.access import Everyone
from foundation.environment import NAME, setting
from foundation.work import Work
from qualification_files.formats import QualificationFile
from qualification_files.formats.case import CaseVersion, Framework
from qualification_files.formats.case.writing import STATUSES, JsonObject, written_json
from qualification_files.formats.json_text import Json
from qualification_files.models import Qualification
from qualification_files.queries import publication
from qualification_files.queries.contents import content_of
from qualification_files.rules import fingerprint
from qualification_files.views.blueprint import bp
from qualification_files.views.shelf import Built, Shelf

_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
RELEASES = {"v1p0": CaseVersion.V1_0, "v1p1": CaseVersion.V1_1}
ROOT = "/ims/case/<any(v1p0, v1p1):release>"
USUAL_LIMIT = 100
LARGEST_LIMIT = 500
LARGEST_OFFSET = 1_000_000
LONGEST_FILTER = 500
DOCUMENT_FIELDS = frozenset(
    (
        "identifier",
        "uri",
        "creator",
        "title",
        "lastChangeDateTime",
        "officialSourceURL",
        "publisher",
        "description",
        "subject",
        "subjectURI",
        "language",
        "version",
        "adoptionStatus",
        "statusStartDate",
        "statusEndDate",
        "licenseURI",
        "notes",
        "CFPackageURI",
        "caseVersion",
        "frameworkType",
        "extensions",
    )
)
_EQUALITY = re.compile(r"\s*([A-Za-z]+)\s*=\s*'([^']*)'\s*")
Answer = Callable[..., Response]


class _Wrong(Exception):
    """A request that cannot be answered, as the binding tells it to a program."""

    def __init__(self, status: int, code: str, description: str, *, name: str = "sourcedId") -> None:
        super().__init__(description)
        self.status, self.code, self.description, self.name = status, code, description, name

    def answer(self) -> Response:
        """The status object of the binding."""
        minor: JsonObject = {"imsx_codeMinorFieldName": self.name, "imsx_codeMinorFieldValue": self.code}
        return _public(
            {
                "imsx_codeMajor": "failure",
                "imsx_severity": "error",
                "imsx_description": self.description,
                "imsx_codeMinor": {"imsx_codeMinorField": [minor]},
            },
            status=self.status,
        )


_SHELF = Shelf(room=8)


def _told_to_programs(view: Answer) -> Answer:
    @wraps(view)
    def answered(*arguments: object, **url: object) -> Response:
        try:
            return view(*arguments, **url)
        except _Wrong as wrong:
            return wrong.answer()

    return answered


@bp.get(f"{ROOT}/CFDocuments", needs=Everyone.PUBLIC)
@_told_to_programs
def case_documents(work: Work, release: str) -> Response:
    """The public qualifications, without their parts."""
    wanted, chosen = _wanted(), _fields()
    rows, total = publication.public_qualifications(work, wanted)
    school = _school(work)
    tag = fingerprint([release, school, total, chosen, request.query_string, [(row.id, row.version) for row in rows]])
    if _is_known(tag):
        return _unchanged(tag)
    changed = publication.changed_at(work, rows)
    documents = [
        _framework(row, publication.facts_alone(row), release, school, changed[row.id]).document() for row in rows
    ]
    if chosen:
        documents = [{name: value for name, value in one.items() if name in chosen} for one in documents]
    answer = _public({"CFDocuments": list(documents)}, tag=tag)
    answer.headers["X-Total-Count"] = str(total)
    answer.headers["Link"] = _links(release, wanted, total)
    return answer


@bp.get(f"{ROOT}/CFDocuments/<identifier>", needs=Everyone.PUBLIC)
@_told_to_programs
def case_document(work: Work, release: str, identifier: str) -> Response:
    """One qualification, without its parts."""
    row = _found(publication.public_qualification(work, _uuid(identifier)))
    school = _school(work)
    tag = fingerprint(["document", release, school, str(row.identifier), row.version])
    if _is_known(tag):
        return _unchanged(tag)
    changed = publication.changed_at(work, [row])[row.id]
    framework = _framework(row, publication.facts_alone(row), release, school, changed)
    return _public(framework.document(), tag=tag, changed_at=changed)


@bp.get(f"{ROOT}/CFPackages/<identifier>", needs=Everyone.PUBLIC)
@_told_to_programs
def case_package(work: Work, release: str, identifier: str) -> Response:
    """One qualification with everything in it."""
    row = _found(publication.public_qualification(work, _uuid(identifier)))
    tag, school = _tag(work, row, release)
    if _is_known(tag):
        return _unchanged(tag)
    built = _built(work, row, release, tag, school)
    return _public(built.body, tag=tag, changed_at=built.changed_at)


@bp.get(f"{ROOT}/CFItems/<identifier>", needs=Everyone.PUBLIC)
@_told_to_programs
def case_item(work: Work, release: str, identifier: str) -> Response:
    """One core task, work process or indicator."""
    return _of_package(work, release, identifier, "item", _item)


@bp.get(f"{ROOT}/CFItemAssociations/<identifier>", needs=Everyone.PUBLIC)
@_told_to_programs
def case_item_associations(work: Work, release: str, identifier: str) -> Response:
    """One core task, work process or indicator, with all that connects it to others."""
    return _of_package(work, release, identifier, "associations", _item_associations)


def _of_package(
    work: Work,
    release: str,
    identifier: str,
    name: str,
    part: Callable[[Mapping[str, Json], str], JsonObject],
) -> Response:
    wanted = _uuid(identifier)
    row = _found(publication.public_qualification_with(work, wanted))
    tag, school = _tag(work, row, release)
    own_tag = fingerprint([tag, name, str(wanted)])
    if _is_known(own_tag):
        return _unchanged(own_tag)
    built = _built(work, row, release, tag, school)
    return _public(part(json.loads(built.body), str(wanted)), tag=own_tag, changed_at=built.changed_at)


def _item(package: Mapping[str, Json], identifier: str) -> JsonObject:
    found = next(one for one in _objects(package["CFItems"]) if one["identifier"] == identifier)
    return {**found, "CFDocumentURI": _document_link(package)}


def _item_associations(package: Mapping[str, Json], identifier: str) -> JsonObject:
    link = _document_link(package)
    associations = (
        one
        for one in _objects(package["CFAssociations"])
        if identifier in {end["identifier"] for end in _objects([one["originNodeURI"], one["destinationNodeURI"]])}
    )
    return {
        "CFItem": _item(package, identifier),
        "CFAssociations": [{**one, "CFDocumentURI": link} for one in associations],
    }


def _document_link(package: Mapping[str, Json]) -> JsonObject:
    (document,) = _objects([package["CFDocument"]])
    return {name: document[name] for name in ("title", "identifier", "uri")}


def _objects(found: Json) -> list[JsonObject]:
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _tag(work: Work, row: Qualification, release: str) -> tuple[str, str]:
    """What changes whenever anything in the package does, and the name of the school that is in it."""
    school = _school(work)
    words = publication.competence_words(work)
    return fingerprint(["package", release, school, words, str(row.identifier), row.version]), school


def _built(work: Work, row: Qualification, release: str, tag: str, school: str) -> Built:
    def build() -> Built:
        changed = publication.changed_at(work, [row])[row.id]
        framework = _framework(row, content_of(work, row.id), release, school, changed)
        return Built(written_json(framework.package()), changed)

    return _SHELF.take(tag, build)


def _framework(
    row: Qualification, content: QualificationFile, release: str, school: str, changed_at: datetime
) -> Framework:
    # How the school itself works with it is nobody else's business.
    content = replace(content, instruction=None, terms={}, link_by_default=False)
    return Framework(
        content=content,
        version=RELEASES[release],
        base_url=current_app.config["BASE_URL"],
        creator=school,
        state=row.state,
        changed_at=changed_at,
    )


def _school(work: Work) -> str:
    return str(setting(work.db, NAME, "") or "")


def _uuid(written: str) -> UUID:
    if not _UUID.fullmatch(written):
        raise _Wrong(404, "invaliduuid", "Invalid UUID: an identifier looks like 3d8cdec5-83d6-49b4-9300-91a824c59758.")
    return UUID(written)


def _found(row: Qualification | None) -> Qualification:
    if row is None:
        raise _Wrong(404, "unknownobject", "Unknown Object: there is nothing public with this identifier.")
    return row


# --- what is asked of a list -----------------------------------------------------------------------------------------


def _wanted() -> publication.PublicWanted:
    sort = request.args.get("sort") or "title"
    if sort not in publication.PUBLIC_SORTS:
        raise _Wrong(400, "invalid_sort_field", f"Sort by one of: {_listed(publication.PUBLIC_SORTS)}.", name="sort")
    direction = (request.args.get("orderBy") or "asc").casefold()
    if direction not in ("asc", "desc"):
        raise _not_selected("orderBy", "orderBy is asc or desc.")
    wanted = publication.PublicWanted(
        limit=min(_number("limit", USUAL_LIMIT, low=1), LARGEST_LIMIT),
        offset=_number("offset", 0, low=0),
        sort=sort,
        descending=direction == "desc",
    )
    return _filtered(wanted, request.args.get("filter") or "")


def _filtered(wanted: publication.PublicWanted, written: str) -> publication.PublicWanted:
    if not written:
        return wanted
    found = _EQUALITY.fullmatch(written) if len(written) <= LONGEST_FILTER else None
    name, value = found.groups() if found else ("", "")
    match name:
        case "title":
            return replace(wanted, title=value)
        case "language":
            return replace(wanted, language=value)
        case "version":
            return replace(wanted, version=value)
        case "identifier":
            return replace(wanted, identifier=_uuid_asked(value))
        case "adoptionStatus":
            return replace(wanted, states=[state for state, status in STATUSES.items() if status == value])
    raise _not_selected(
        "filter",
        "A filter is one equality, such as title='Welder', on title, identifier, language, version or adoptionStatus.",
    )


def _uuid_asked(written: str) -> UUID:
    try:
        return UUID(written)
    except ValueError:
        raise _not_selected("filter", "This identifier is not a UUID.") from None


def _fields() -> list[str]:
    chosen = [name.strip() for name in (request.args.get("fields") or "").split(",") if name.strip()]
    unknown = [name for name in chosen if name not in DOCUMENT_FIELDS]
    if unknown:
        raise _not_selected("fields", f"Choose from these fields: {_listed(DOCUMENT_FIELDS)}.")
    return chosen


def _number(name: str, usual: int, *, low: int) -> int:
    written = request.args.get(name, "").strip()
    if not written:
        return usual
    number = int(written) if written.isascii() and written.isdecimal() and len(written) <= 7 else -1
    if not low <= number <= LARGEST_OFFSET:
        raise _not_selected(name, f"{name} is a whole number from {low} to {LARGEST_OFFSET}.")
    return number


def _not_selected(name: str, description: str) -> _Wrong:
    return _Wrong(400, "invalid_selection_field", description, name=name)


def _listed(names: Mapping[str, object] | frozenset[str]) -> str:
    return ", ".join(sorted(names))


def _links(release: str, wanted: publication.PublicWanted, total: int) -> str:
    """Where the other pages of the list are."""
    last = max(0, (total - 1) // wanted.limit * wanted.limit)
    places = {"first": 0, "last": last}
    if wanted.offset + wanted.limit < total:
        places["next"] = wanted.offset + wanted.limit
    if wanted.offset > 0:
        places["prev"] = max(0, wanted.offset - wanted.limit)
    address = f"{current_app.config['BASE_URL']}{RELEASES[release].path}/CFDocuments"
    asked = {name: request.args[name] for name in ("sort", "orderBy", "filter", "fields") if name in request.args}
    return ", ".join(
        f'<{address}?{urlencode({**asked, "limit": wanted.limit, "offset": offset})}>; rel="{name}"'
        for name, offset in places.items()
    )


# --- answers ---------------------------------------------------------------------------------------------------------


def _is_known(tag: str) -> bool:
    return request.if_none_match.contains_weak(tag)


def _unchanged(tag: str) -> Response:
    return _public(b"", status=304, tag=tag)


def _public(
    body: JsonObject | bytes, *, status: int = 200, tag: str | None = None, changed_at: datetime | None = None
) -> Response:
    sent = body if isinstance(body, bytes) else written_json(body)
    answer = Response(sent, status=status, mimetype="application/json")
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Access-Control-Expose-Headers"] = "ETag, Link, X-Total-Count"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    # May be kept by anybody, and is asked for again each time: what is no longer public is gone at once.
    answer.headers["Cache-Control"] = "public, no-cache" if status < 400 else "no-store"
    if tag:
        answer.set_etag(tag)
    if changed_at:
        answer.headers["Last-Modified"] = http_date(changed_at)
    return answer
