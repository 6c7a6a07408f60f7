"""The gate. Every route says what it needs; the app does not start with one that does not.

The order for each request: who asks (401), is the form ours (400), slow work that needs no lock, then one unit of work
in which the subject is loaded and may be seen (404) and the deed may be done (403), and only then the view.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Any, NoReturn, cast

from flask import Blueprint, Flask, Response, current_app, g, request
from flask_login import current_user
from flask_wtf.csrf import CSRFProtect
from werkzeug.exceptions import BadRequest

from foundation.access import ANYONE, Actor, Everyone
from foundation.events import Event
from foundation.messages import Message
from foundation.refusals import NotAllowed, NotFound, SignInFirst
from foundation.work import Work, WorkFactory

View = Callable[..., Any]
csrf = CSRFProtect()
LARGEST_FORM = 2_000_000  # bytes that a request may hold besides files
LARGEST_NUMBER = 2**31 - 1  # of a row; larger ones some databases cannot even be asked for


@dataclass(frozen=True)
class Subject:
    """The one way to an object: how it is loaded and the permission that makes it visible at all.

    `explains` says to whom may see it why they may not do something with it, where more can be said than that.
    """

    load: Callable[..., object]
    sees: StrEnum
    explains: Callable[[Actor, StrEnum, Any], Message | None] | None = None


@dataclass(frozen=True)
class Stream:
    """Bytes that a route reads by itself as they come in, and the most of them in one request.

    The type may end in an asterisk: `image/*` is any picture.
    """

    media_type: str
    at_most: int

    def is_of(self, media_type: str) -> bool:
        """Whether bytes of this type are such a stream."""
        if self.media_type.endswith("/*"):
            return media_type.startswith(self.media_type.removesuffix("*"))
        return media_type == self.media_type


@dataclass(frozen=True)
class Route:
    """What a route has declared; the permission matrix of the tests reads it too."""

    needs: StrEnum
    subject: Subject | None
    methods: tuple[str, ...]
    records: Callable[[Work, Any], Event | None] | None = None
    takes_files: bool = False
    for_nobody: bool = False
    takes: Stream | None = None


class GuardedBlueprint(Blueprint):
    """A blueprint whose every route names the permission it needs."""

    def route(self, rule: str, **options: Any) -> NoReturn:
        """Refused: an open route could forget its permission."""
        raise TypeError("Use get(), post(), patch() or delete(): they ask which permission the route needs.")

    def get(  # type: ignore[override]  # narrower on purpose: `needs` is compulsory
        self,
        rule: str,
        *,
        needs: StrEnum,
        load: Subject | None = None,
        records: Callable[[Work, Any], Event | None] | None = None,
        for_nobody: bool = False,
    ) -> Callable[[View], View]:
        """A page. It cannot write; `records` puts the look itself on record, if it gives an event for it.

        Where it is for nobody in particular, whoever is signed in counts as nobody: guests have a way in of their own.
        """
        return self._guarded(rule, Route(needs, load, ("GET",), records, for_nobody=for_nobody), before=None)

    def post(  # type: ignore[override]  # narrower on purpose: `needs` is compulsory
        self,
        rule: str,
        *,
        needs: StrEnum,
        load: Subject | None = None,
        before: Callable[..., Mapping[str, Any] | None] | None = None,
        records: Callable[[Work, Any], Event | None] | None = None,
        takes_files: bool = False,
        takes: Stream | None = None,
        for_nobody: bool = False,
    ) -> Callable[[View], View]:
        """A deed. `before` runs before any lock is held; what it returns is passed on to the view.

        A form that is shown again shows all that stands around it: `records` puts that look on record. Only a route
        that says so takes more than a form's worth of bytes, and only from who may do the deed.
        """
        route = Route(needs, load, ("POST",), records, takes_files=takes_files, for_nobody=for_nobody, takes=takes)
        return self._guarded(rule, route, before=before)

    def patch(  # type: ignore[override]  # narrower on purpose: `needs` is compulsory
        self,
        rule: str,
        *,
        needs: StrEnum,
        load: Subject | None = None,
        before: Callable[..., Mapping[str, Any] | None] | None = None,
        takes: Stream | None = None,
    ) -> Callable[[View], View]:
        """A deed by a program of ours. With `takes` it may send such a stream, and only who may do the deed."""
        return self._guarded(rule, Route(needs, load, ("PATCH",), takes=takes), before=before)

    def delete(  # type: ignore[override]  # narrower on purpose: `needs` is compulsory
        self,
        rule: str,
        *,
        needs: StrEnum,
        load: Subject | None = None,
        before: Callable[..., Mapping[str, Any] | None] | None = None,
    ) -> Callable[[View], View]:
        """A deed by a program of ours: something goes."""
        return self._guarded(rule, Route(needs, load, ("DELETE",)), before=before)

    def _guarded(
        self, rule: str, route: Route, *, before: Callable[..., Mapping[str, Any] | None] | None
    ) -> Callable[[View], View]:
        def decorate(view: View) -> View:
            @wraps(view)
            def guarded(**url: Any) -> Response:
                actor = ANYONE if route.for_nobody else current_actor()
                if route.needs is not Everyone.PUBLIC and not actor.signed_in:
                    raise SignInFirst
                if any(isinstance(part, int) and part > LARGEST_NUMBER for part in url.values()):
                    raise NotFound
                if b"%00" in request.query_string:  # no word holds one, and PostgreSQL cannot be asked for it
                    raise BadRequest
                if route.methods == ("GET",):
                    return _read(actor, route, view, url)
                _bound_the_body(actor, route, url)
                csrf.protect()
                prepared = (before(**url) if before else None) or {}
                return _write(actor, route, view, url, prepared)

            guarded.route = route  # type: ignore[attr-defined]  # read by refuse_unguarded_endpoints
            self.add_url_rule(rule, view.__name__, guarded, methods=list(route.methods))
            return view

        return decorate


def current_actor() -> Actor:
    """Whoever asks, as a frozen value."""
    return cast(Actor, current_user._get_current_object())


def current_works() -> WorkFactory:
    """The factory that opens units of work."""
    return cast(WorkFactory, current_app.extensions["works"])


def refuse_unguarded_endpoints(app: Flask, *, open_endpoints: frozenset[str]) -> None:
    """Refuse to start while an endpoint has not said what it needs, or an exception is no longer one."""
    declared = {endpoint for endpoint, view in app.view_functions.items() if hasattr(view, "route")}
    bare = app.view_functions.keys() - declared - open_endpoints
    if bare:
        raise RuntimeError(f"These endpoints declare no permission: {sorted(bare)}")
    gone = open_endpoints - app.view_functions.keys()
    if gone:
        raise RuntimeError(f"These endpoints are called open but do not exist: {sorted(gone)}")


def _bound_the_body(actor: Actor, route: Route, url: dict[str, Any]) -> None:
    """Before a byte of it is read: files are taken in from who may send them, from others a small form at most."""
    is_stream = route.takes is not None and route.takes.is_of(request.mimetype)
    is_form = route.takes_files and request.mimetype == "multipart/form-data"
    if not (is_stream or is_form):  # anything else is kept in memory
        request.max_content_length = LARGEST_FORM
        return
    if route.takes and is_stream:
        request.max_content_length = route.takes.at_most
    with current_works().reading(actor) as work:
        _admit(work, route, url)


def _read(actor: Actor, route: Route, view: View, url: dict[str, Any]) -> Response:
    works = current_works()
    with works.reading(actor) as work:
        g.work = work
        subject = _admit(work, route, url)
        response = current_app.make_response(_call(view, work, route, subject, url))
        # Asked before the transaction ends: afterwards the subject would be read all over again.
        seen = route.records(work, subject) if route.records and response.status_code < 400 else None
    if seen and request.method != "HEAD":
        works.record(actor, seen)
    return response


def _write(actor: Actor, route: Route, view: View, url: dict[str, Any], prepared: Mapping[str, Any]) -> Response:
    works, seen = current_works(), None
    with works.writing(actor) as work:
        g.work = work
        subject = _admit(work, route, url)
        response = current_app.make_response(_call(view, work, route, subject, {**url, **prepared}))
        if response.status_code >= 400:  # a form shown again keeps nothing, but it was looked at
            seen = route.records(work, subject) if route.records else None
            work.discard()
    if seen:
        works.record(actor, seen)
    return response


def _admit(work: Work, route: Route, url: dict[str, Any]) -> object:
    if route.subject is None:
        work.require(route.needs)
        return None
    subject = route.subject.load(work, **url)
    if not work.allows(route.subject.sees, subject):
        raise NotFound
    if not work.allows(route.needs, subject):
        raise NotAllowed(route.subject.explains and route.subject.explains(work.actor, route.needs, subject))
    return subject


def _call(view: View, work: Work, route: Route, subject: object, extra: dict[str, Any]) -> Any:
    if route.subject is None:
        return view(work, **extra)
    for name in request.view_args or {}:  # the subject stands for the parts of the address
        extra.pop(name, None)
    return view(work, subject, **extra)
