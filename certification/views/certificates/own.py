"""One's own certificates, those of somebody one looks after, and each of them as a file."""

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from certification.events.certificates import CertificateTaken
from certification.models.certificates import CertificatesOf, OpenedCertificate
from certification.pages.certificates import certificate_line
from certification.permissions import Permission
from certification.queries import certificates as queries
from certification.views.approvals.sending import send_original
from certification.views.blueprint import bp
from foundation.access import Everyone
from foundation.refusals import NotFound
from foundation.web.guard import LARGEST_NUMBER, Subject
from foundation.work import Work

CERTIFICATE = Subject(load=queries.certificate, sees=Permission.SEE_CERTIFICATE)
OF_PERSON = Subject(load=queries.person_with_certificates, sees=Permission.SEE_CERTIFICATES_OF)


def certificate_taken(work: Work, opened: OpenedCertificate) -> CertificateTaken | None:
    """Somebody takes the certificate of another."""
    if opened.owner_id == work.actor.id:
        return None
    return CertificateTaken(person_id=opened.owner_id, certificate_id=opened.certificate.id)


@bp.get("/my-growth/certificates", needs=Everyone.SIGNED_IN)
def own_certificates(work: Work) -> ResponseReturnValue:
    """What one was given, newest first."""
    assert work.actor.id is not None
    return _list(work, work.actor.id, person=None)


@bp.get("/people/<int:person_id>/certificates", needs=Permission.SEE_CERTIFICATES_OF, load=OF_PERSON)
def certificates_of(work: Work, of: CertificatesOf) -> ResponseReturnValue:
    """What somebody was given, for who looks after that person."""
    return _list(work, of.owner_id, person=of.person)


@bp.get(
    "/my-growth/certificates/<int:certificate_id>.pdf",
    needs=Permission.SEE_CERTIFICATE,
    load=CERTIFICATE,
    records=certificate_taken,
)
def certificate_paper(work: Work, opened: OpenedCertificate) -> Response:
    """The file as it was made when it was given; not found as long as it is being made."""
    certificate = opened.certificate
    if certificate.file_key is None:
        raise NotFound
    name = f"{certificate.title[:80].strip()} {certificate.issued_on.isoformat()}.pdf".replace("/", "-")
    return send_original(work, certificate.file_key, name=name, media_type="application/pdf")


def _list(work: Work, person_id: int, *, person: object) -> str:
    words, asked = request.args.get("q", "").strip()[:200], request.args.get("page", type=int) or 1
    page = queries.certificates_of(work, person_id, words=words, number=min(max(1, asked), LARGEST_NUMBER))
    return render_template(
        "certification/certificates/list.html",
        page=page,
        lines=[certificate_line(row, work.today) for row in page.rows],
        words=words,
        person=person,
    )
