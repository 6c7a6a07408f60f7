"""Doors for following the day: one session or all of today, as a page and as what is asked for again and again."""

from collections.abc import Sequence

from flask import Response, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from exams.models import ExamSession
from exams.pages.live import LivePage, live_page
from exams.permissions import Permission
from exams.queries.live import LiveSession, followed_session, live_day, live_session, shows_names
from exams.views.blueprint import bp
from foundation.web.guard import Subject
from foundation.web.wording import wording_in_force
from foundation.web.words import page_language
from foundation.work import Work

FOLLOWED = Subject(load=followed_session, sees=Permission.SEE_SESSION)
OURS = "X-Proefstuk-Live"  # no answer of somebody else's network is put in the page


@bp.get("/sessions/<int:session_id>/live", needs=Permission.SEE_SESSION, load=FOLLOWED)
def live(work: Work, session: ExamSession) -> ResponseReturnValue:
    """One session as it goes."""
    return _show(work, live_session(work, session.id), session)


@bp.get("/sessions/<int:session_id>/live/rows", needs=Permission.SEE_SESSION, load=FOLLOWED)
def live_rows(work: Work, session: ExamSession) -> ResponseReturnValue:
    """What changes of it."""
    return _rows(work, live_session(work, session.id), single=True)


@bp.get("/live", needs=Permission.SEE_SESSIONS)
def live_today(work: Work) -> ResponseReturnValue:
    """All sessions of today as they go."""
    return _show(work, live_day(work, work.today), None)


@bp.get("/live/rows", needs=Permission.SEE_SESSIONS)
def live_today_rows(work: Work) -> ResponseReturnValue:
    """What changes of them."""
    return _rows(work, live_day(work, work.today))


def _prepared(work: Work, sessions: Sequence[LiveSession], *, single: bool) -> tuple[LivePage, bool]:
    allowed = shows_names(work)
    page = live_page(sessions, work.actor, work.now, names=allowed and not _on_screen(), single=single)
    return page, allowed


def _on_screen() -> bool:
    """Whether this is for a screen that everybody in the room sees."""
    return "screen" in request.args


def _show(work: Work, sessions: Sequence[LiveSession], session: ExamSession | None) -> str:
    page, allowed = _prepared(work, sessions, single=session is not None)
    return render_template(
        "exams/live/screen.html" if _on_screen() else "exams/live/live.html",
        page=page,
        session=session,
        allowed=allowed,
        tag=page.tag(*_looks()),
        rows_url=_address(session, "rows", on_screen=_on_screen()),
        screen_url=_address(session, on_screen=True),
        own_url=_address(session),
        now=work.now,
        today=work.today,
    )


def _rows(work: Work, sessions: Sequence[LiveSession], *, single: bool = False) -> Response:
    """Nothing is drawn where the browser has it: nearly always, for it asks every few seconds."""
    page, _ = _prepared(work, sessions, single=single)
    answer = Response(mimetype="text/html", headers={OURS: "1", "Cache-Control": "private, no-cache"})
    answer.set_etag(page.tag(*_looks()))
    answer.vary.add("Cookie")
    if answer.make_conditional(request).status_code != 304:
        answer.set_data(render_template("exams/live/_rows.html", page=page))
    return answer


def _looks() -> tuple[str, ...]:
    wording = wording_in_force()
    build = str(current_app.config.get("BUILD", ""))
    return page_language(), repr(wording.choices if wording else ()), build, "screen" if _on_screen() else "page"


def _address(session: ExamSession | None, what: str = "", *, on_screen: bool = False) -> str:
    screen = "1" if on_screen else None
    if session is None:
        return url_for("exams.live_today_rows" if what else "exams.live_today", screen=screen)
    return url_for("exams.live_rows" if what else "exams.live", session_id=session.id, screen=screen)
