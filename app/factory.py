"""The composition root: the only module that knows every package."""

from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import Flask, Response, g, session, url_for
from flask_login import LoginManager
from flask_migrate import Migrate
from sqlalchemy.exc import OperationalError
from werkzeug.middleware.proxy_fix import ProxyFix

from app.background import attach_background
from app.environment import EnvironmentFacts
from app.navigation import Navigation
from app.packages import BLUEPRINTS, ELSEWHERE, GRANTS, KEPT_FURTHER, MAILS, OPEN_ENDPOINTS, PLACES, listen
from app.settings import ROOT, Settings
from foundation.access import ANYONE, Access, Actor
from foundation.clock import Clock, standing_clock, system_clock
from foundation.events import Subscriptions
from foundation.mail import MailKinds, Post
from foundation.runner import Bell
from foundation.scanning import Scanner, scanner_at
from foundation.secrets import Passwords, token_hash
from foundation.sessions import BARE
from foundation.storage import DiskStorage, Storage
from foundation.web.assets import attach_assets
from foundation.web.database import attach_database, current_session, db
from foundation.web.errors import attach_errors
from foundation.web.guard import LARGEST_FORM, csrf, current_actor, current_works, refuse_unguarded_endpoints
from foundation.web.headers import attach_headers
from foundation.web.mail import attach_mails
from foundation.web.reader import Reader
from foundation.web.tus import OverrideMethod
from foundation.web.wording import attach_wording
from foundation.web.words import attach_words, page_language
from foundation.work import WorkFactory
from people import queries as people
from people.actions import sign_ins
from people.pages import photo_url

SEEN_EVERY = timedelta(minutes=5)
UPLOADS = "/portfolio/uploads/"
FOR_JOBS = 4  # connections that the worker's threads may use beside the requests


def create_app(
    settings: Settings,
    *,
    clock: Clock | None = None,
    storage: Storage | None = None,
    scanner: Scanner | None = None,
    passwords: Passwords | None = None,
    post: Post | None = None,
) -> Flask:
    """The whole application, ready to answer; clock, storage, scanner, passwords and post may be handed in."""
    keep_private(settings)
    app = Flask("app", static_folder=None, template_folder=str(ROOT / "templates"))
    configure(app, settings)
    attach_database(app, settings.database_url, connections=settings.threads + FOR_JOBS)
    Migrate(app, db, directory=str(ROOT / "migrations"))
    bell = Bell()
    works = WorkFactory(
        session=current_session,
        clock=clock or chosen_clock(settings),
        access=Access(*GRANTS),
        subscriptions=Subscriptions(),
        storage=storage or chosen_storage(settings),
        scanner=scanner or scanner_at(settings.scanner),
        zone=ZoneInfo(settings.time_zone),
        wake=bell.ring,
    )
    listen(works.subscriptions)
    app.extensions.update(
        elsewhere=ELSEWHERE,
        kept_further=KEPT_FURTHER,
        works=works,
        passwords=passwords or Passwords(),
        settings=settings,
    )
    attach_background(app, works, settings, bell, post)
    csrf.init_app(app)
    attach_sign_ins(app, works)
    attach_words(
        app,
        sources=ROOT / "translations",
        compiled=settings.cache / "translations",
        default=settings.language,
        zone=settings.time_zone,
    )
    attach_assets(app, ROOT / "static")
    attach_headers(app)
    attach_errors(app)
    attach_page(app, works.access)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.add_url_rule("/healthz", "healthz", healthz)
    refuse_unguarded_endpoints(app, open_endpoints=OPEN_ENDPOINTS)
    return app


def keep_private(settings: Settings) -> None:
    """The data folder and a new database are for this user alone, also where the folder was made by somebody else."""
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    database = Path(settings.database_url.removeprefix("sqlite:///"))
    # Never touched once it is there: closing the file again would drop the locks SQLite holds in this process.
    if settings.database_url.startswith("sqlite:///") and not database.exists():
        database.touch(mode=0o600)


def configure(app: Flask, settings: Settings) -> None:
    """Cookies that stay ours, forms that stay small, links that start with the public address."""
    secure = settings.base_url.startswith("https://")
    app.config.update(
        SECRET_KEY=settings.secret_key(),
        BASE_URL=settings.base_url,
        FIGURES=str(settings.cache / "figures"),
        SIGN_IN_DAYS=settings.sign_in_days,
        PERMANENT_SESSION_LIFETIME=timedelta(days=settings.sign_in_days),
        SESSION_COOKIE_NAME="__Host-proefstuk" if secure else "proefstuk",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,
        WTF_CSRF_CHECK_DEFAULT=False,  # the guard checks, after it knows who asks
        WTF_CSRF_TIME_LIMIT=None,  # as old as the sign-in
        MAX_FORM_MEMORY_SIZE=LARGEST_FORM,
        MAX_CONTENT_LENGTH=settings.media_limit + LARGEST_FORM,
    )
    app.wsgi_app = OverrideMethod(app.wsgi_app, UPLOADS)  # type: ignore[method-assign]  # the documented way
    app.jinja_options = {"autoescape": True}
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if settings.behind_proxy:
        app.wsgi_app = ProxyFix(app.wsgi_app)  # type: ignore[method-assign]  # the documented way


def attach_sign_ins(app: Flask, works: WorkFactory) -> None:
    """Who asks is read once per request, in one statement outside any transaction."""
    login = LoginManager(app)
    login.session_protection = None  # the sign-in row decides, not the browser's name
    login.anonymous_user = lambda: ANYONE

    @login.user_loader  # type: ignore[untyped-decorator]  # Flask-Login has no types
    def load(token: str) -> Actor | None:
        with db.engine.connect().execution_options(**BARE) as connection:
            visitor = people.visitor(connection, token=token, hashed=token_hash(token), now=works.clock())
        g.seen_at = visitor.seen_at if visitor else None
        return visitor.actor if visitor else None

    @app.after_request
    def note_seen(response: Response) -> Response:
        # After the request's own unit of work and in one of its own: a GET cannot write, and no lock is held meanwhile.
        seen_at, now = g.get("seen_at"), works.clock()
        if seen_at and now - seen_at >= SEEN_EVERY:
            actor = current_actor()
            with suppress(OperationalError), works.writing(actor) as work:  # too busy? Then the next request notes it
                sign_ins.note_seen(work, actor.sign_in_id)
        return response


def attach_page(app: Flask, access: Access) -> None:
    """What every template may use."""
    navigation = Navigation(access, PLACES)
    name = app.extensions["environment_name"] = EnvironmentFacts()
    attach_wording(app, name.wording)
    attach_mails(app, MailKinds(MAILS), name.mail_words)

    @app.context_processor
    def page() -> dict[str, object]:
        actor = current_actor()
        return {
            "actor": reader_of(actor),
            "navigation": navigation(),
            "page_language": page_language(),
            "color_mode": actor.color_mode if actor.signed_in else session.get("color_mode", "auto"),
            "may": lambda permission, subject=None: access.allows(actor, permission, subject),
            "environment": {"name": name(), "logo_url": None, "language": page_language()},
            "clock_now": current_works().clock,
            "portfolio_of": lambda person_id: url_for("portfolio.overview_of", person_id=person_id),
            "qualifications_of": lambda person_id: url_for(
                "certification.qualifications_of_person", person_id=person_id
            ),
        }


def _page_of_person(endpoint: str, person_id: int) -> str:
    return url_for(endpoint, person_id=person_id)


def reader_of(actor: Actor) -> Reader:
    """Whoever looks, with a photo and without a token."""
    return Reader(
        id=actor.id,
        name=actor.name,
        roles=actor.roles,
        signed_in=actor.signed_in,
        language=actor.language,
        color_mode=actor.color_mode,
        photo_url=photo_url(actor.id, actor.photo_key) if actor.id else None,
    )


def chosen_clock(settings: Settings) -> Clock:
    """The real clock, or the one that stands still for a test."""
    return standing_clock(settings.clock) if settings.clock else system_clock


def chosen_storage(settings: Settings) -> Storage:
    """Files on disk, or in an S3-compatible service."""
    if not settings.storage:
        return DiskStorage(settings.files)
    bucket, _, prefix = settings.storage.removeprefix("s3://").partition("/")
    from foundation.storage.s3 import S3Storage  # boto3 is slow to load, and most schools do without

    return S3Storage(bucket, endpoint_url=settings.s3_endpoint or None, prefix=prefix, spool=settings.cache)


def healthz() -> tuple[str, int]:
    """Ready: the database answers."""
    with db.engine.connect().execution_options(**BARE) as connection:
        connection.exec_driver_sql("SELECT 1")
    return "ok\n", 200
