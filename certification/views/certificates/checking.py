"""Checking a certificate: the page behind its code, for anybody who has it. Nobody signs in."""

from datetime import date

from flask import Response, current_app, make_response, render_template, request, url_for
from flask_babel import force_locale

from certification.documents.certificate import facts_shown, printed_of, spoken, texts_of
from certification.models.certificates import Certificate
from certification.pages.certificates import STATES
from certification.queries import certificates as queries
from certification.rules.certificates import CertificateState
from certification.views.blueprint import bp
from foundation.access import Everyone
from foundation.environment import NAME, setting
from foundation.web.guard import Subject
from foundation.web.words import LANGUAGES, page_language
from foundation.work import Work

LANGUAGES_BY_OWN_NAME = (("en", "English"), ("nl", "Nederlands"))
CHECKED = Subject(load=queries.public_certificate, sees=Everyone.PUBLIC)


@bp.get("/certificates/<string(length=22):public_id>", needs=Everyone.PUBLIC, load=CHECKED)
def check_certificate(work: Work, certificate: Certificate) -> Response:
    """What it is, whose, by whom, when, and whether it holds: just what stands on the paper, and what became of it."""
    wanted = request.args.get("language", "")
    language = wanted if wanted in LANGUAGES else page_language()
    with force_locale(language):
        answer = make_response(_page(work, certificate))
    answer.headers["Cache-Control"] = "no-store"  # what is withdrawn is told so at once
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _page(work: Work, certificate: Certificate) -> str:
    printed, state = printed_of(certificate, work.storage), certificate.state_on(work.today)
    school = str(setting(work.db, NAME) or "Proefstuk")
    return render_template(
        "certification/certificates/check.html",
        certificate=certificate,
        content=certificate.content,
        state=STATES[state],
        is_withdrawn=state is CertificateState.WITHDRAWN,
        words=texts_of(printed, spoken(certificate.content["language"])),
        facts=facts_shown(printed),
        achieved=date.fromisoformat(certificate.content["on"]),
        environment={"name": school, "logo_url": None, "language": page_language()},
        page_language=page_language(),
        color_mode="auto",
        base_url=current_app.config["BASE_URL"],
        languages=[
            (code, name, url_for(".check_certificate", public_id=certificate.public_id, language=code))
            for code, name in LANGUAGES_BY_OWN_NAME
        ],
    )
