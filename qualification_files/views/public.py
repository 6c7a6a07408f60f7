"""Public qualifications for people: the list, one to read and its PDF. Nobody signs in; nothing in them is personal.

Answers may be kept by anybody and are checked each time; as long as nothing changed they are built once.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from flask import Response, current_app, render_template, request, url_for
from flask_babel import force_locale
from werkzeug.http import http_date

from foundation.access import Everyone
from foundation.files import DOWNLOAD_HEADERS, disposition
from foundation.refusals import NotFound
from foundation.web.guard import Subject
from foundation.web.words import LANGUAGES, page_language
from foundation.work import Work
from qualification_files import pages, queries
from qualification_files.documents.qualification import qualification_pdf
from qualification_files.models import Qualification
from qualification_files.pages.reading import reading_page
from qualification_files.pages.terms import in_its_words, seen_terms, standing_choices
from qualification_files.queries import publication
from qualification_files.rules import fingerprint
from qualification_files.views.blueprint import asked, bp, page_asked
from qualification_files.views.reading import PDF, school_of
from qualification_files.views.sharing import file_name
from qualification_files.views.shelf import Built, Shelf

HTML = "text/html"
LANGUAGES_BY_OWN_NAME = (("en", "English"), ("nl", "Nederlands"))
PAGES = Shelf(room=40)
PAPERS = Shelf(room=16)


def _public(work: Work, identifier: UUID) -> Qualification:
    found = publication.public_qualification(work, identifier)
    if found is None:
        raise NotFound
    return found


# What is not public answers as what does not exist.
PUBLIC = Subject(load=in_its_words(_public, lambda found: found.terms), sees=Everyone.PUBLIC)


@bp.get("/public/qualifications", needs=Everyone.PUBLIC)
def public_list(work: Work) -> Response:
    """Those that anybody may read; where there are none, this page does not exist."""
    if not publication.is_anything_public(work):
        raise NotFound
    words = asked("q")
    page = publication.public_page(work, words, page_asked())
    with force_locale(_language()):
        body = render_template(
            "qualification_files/public_list.html", page=page, words=words, state_sign=pages.state_sign, **_frame(work)
        )
    return _answer(Response(body, mimetype=HTML), _tag_of(body.encode()))


@bp.get("/public/qualifications/<uuid:identifier>", needs=Everyone.PUBLIC, load=PUBLIC)
def public_qualification(work: Work, qualification: Qualification) -> Response:
    """The whole qualification to read."""

    def build() -> bytes:
        found = queries.structure(work, qualification.id)
        return render_template(
            "qualification_files/public_qualification.html",
            qualification=found,
            page=reading_page(found, inside=False),
            identity=pages.identity,
            language=page_language(),
            newer=newer,
            **_frame(work),
        ).encode()

    newer = publication.public_successor(work, qualification)
    with force_locale(_language()):
        key = fingerprint([_key(work, qualification), newer and [str(newer.identifier), newer.name, newer.version]])
        built = _built(work, qualification, PAGES, key, build)
    # By what is in it: a page that a newer version of the product draws otherwise is another page.
    return _answer(Response(built.body, mimetype=HTML), _tag_of(built.body), changed_at=built.changed_at)


@bp.get("/public/qualifications/<uuid:identifier>.pdf", needs=Everyone.PUBLIC, load=PUBLIC)
def public_paper(work: Work, qualification: Qualification) -> Response:
    """The same on paper."""

    def build() -> bytes:
        page = reading_page(queries.structure(work, qualification.id), inside=False)
        return qualification_pdf(page, school=school_of(work), today=work.today)

    with force_locale(_language()):
        key = fingerprint([_key(work, qualification), work.today])
        if request.if_none_match.contains_weak(key):
            return _answer(Response(mimetype=PDF), key)
        built = _built(work, qualification, PAPERS, key, build)
    headers = {**DOWNLOAD_HEADERS, "Content-Disposition": disposition(file_name(qualification, ".pdf"))}
    return _answer(Response(built.body, mimetype=PDF, headers=headers), key, changed_at=built.changed_at)


def _language() -> str:
    wanted = asked("language")
    return wanted if wanted in LANGUAGES else page_language()


def _frame(work: Work) -> dict[str, object]:
    """What the pages have in common; the name of the school is read anew, for it is in what is kept."""
    return {
        "environment": {"name": school_of(work), "logo_url": None, "language": page_language()},
        "page_language": page_language(),
        "color_mode": "auto",
        "base_url": current_app.config["BASE_URL"],
        "languages": [(code, name, _here(code)) for code, name in LANGUAGES_BY_OWN_NAME],
    }


def _here(language: str) -> str:
    """This same page in another language."""
    kept = {"q": asked("q"), "page": asked("page")} if request.endpoint == "qualification_files.public_list" else {}
    named = {name: value for name, value in kept.items() if value}
    return url_for(str(request.endpoint), **{**(request.view_args or {}), **named, "language": language})


def _key(work: Work, row: Qualification) -> str:
    """What changes whenever anything on the page does."""
    words = publication.competence_words(work)
    standing = seen_terms(standing_choices())
    return fingerprint([page_language(), school_of(work), standing, words, str(row.identifier), row.version])


def _built(work: Work, row: Qualification, shelf: Shelf, key: str, build: Callable[[], bytes]) -> Built:
    return shelf.take(key, lambda: Built(build(), publication.changed_at(work, [row])[row.id]))


def _tag_of(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:32]


def _answer(answer: Response, tag: str, *, changed_at: datetime | None = None) -> Response:
    """May be kept by anybody, and is asked for again each time: what is no longer public is gone at once."""
    if request.if_none_match.contains_weak(tag):
        answer = Response(status=304)
    answer.headers["Cache-Control"] = "public, no-cache"
    answer.set_etag(tag, weak=True)  # compressed on the way it is still the same page
    if asked("language") not in LANGUAGES:
        answer.vary.update(("Accept-Language", "Cookie"))
    if changed_at:
        answer.headers["Last-Modified"] = http_date(changed_at)
    return answer
