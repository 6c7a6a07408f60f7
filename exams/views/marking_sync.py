"""The two addresses a tablet talks to. Every answer carries our own header: a captive portal's does not."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, jsonify, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf
from werkzeug.exceptions import RequestEntityTooLarge

from exams.actions import marking_sync as actions
from exams.actions.tablets import refuse_shut_out
from exams.pages.origins import origin_words
from exams.pages.tablet import shell
from exams.queries.entering import origins_of_marks
from exams.queries.tablets import is_shut_out
from exams.rules import Answer
from exams.rules.reading import object_in
from exams.views.blueprint import bp
from exams.views.tablet import PROOF_HEADER, tablet_that_asks
from foundation.access import Everyone
from foundation.messages import say
from foundation.refusals import Unreadable
from foundation.web.words import said
from foundation.work import Work

OUR_HEADER = "X-Proefstuk"
LARGEST = 2_000_000  # three hundred marks with the longest remarks; no request without files is larger
TALKING = frozenset({"exams.device_session", "exams.sync", "exams.prepare_tablet", "exams.fresh_sheets"})


@bp.after_request
def sign_answer(response: Response) -> Response:
    """Refusals carry the header too: that nobody is signed in is our own answer."""
    if request.endpoint in TALKING:
        response.headers[OUR_HEADER] = "1"
    return response


@bp.get("/session", needs=Everyone.PUBLIC)
def device_session(work: Work) -> ResponseReturnValue:
    """Who is signed in on this device, the token for what is sent next, and which app is handed out now."""
    return jsonify(
        user=work.actor.id,
        csrf_token=generate_csrf(),
        now=work.now.isoformat(),
        build=shell().build,
        shut_out=is_shut_out(work, tablet_that_asks(), request.headers.get(PROOF_HEADER, "")),
    )


def read_delivery(**_url: Any) -> Mapping[str, Any]:
    """The marks and deeds of the request, before any lock is held."""
    if request.content_length is None or request.content_length > LARGEST:
        raise RequestEntityTooLarge
    try:
        raw = json.loads(request.get_data(cache=False))
    except (ValueError, RecursionError):
        raise Unreadable(say("The marks that were sent cannot be read.")) from None
    return {"delivered": actions.delivery(object_in(raw), tablet=tablet_that_asks())}


@bp.post("/sync", needs=Everyone.SIGNED_IN, before=read_delivery)
def sync(work: Work, *, delivered: actions.Delivery) -> ResponseReturnValue:
    """An answer for every mark and deed: stored, duplicate, refused or conflict."""
    refuse_shut_out(work, delivered.tablet)
    answers = actions.take_marks(work, delivered)
    return jsonify(answers=told(work, answers), now=work.now.isoformat())


def told(work: Work, answers: Sequence[Answer]) -> list[dict[str, object]]:
    """The answers as plain JSON; of a mark that stands in the way also how it came, unless its examiner sent it."""
    came = origins_of_marks(work, {answer.standing.op for answer in answers if answer.standing})
    plain = [answer.to_json(said) for answer in answers]
    for answer, one in zip(answers, plain, strict=True):
        origin = came.get(answer.standing.op) if answer.standing else None
        if answer.standing and origin:
            one["standing"] = {**answer.standing.to_json(), "from": said(origin_words(origin))}
    return plain
