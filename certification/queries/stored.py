"""Which stored bytes belong to achieving and maintaining."""

from sqlalchemy import select

from certification.models import (
    ActivityFile,
    Certificate,
    CertificateTemplate,
    DrawnPage,
    Proof,
    ProofDecision,
    SubmissionFile,
)
from foundation.orphans import KeyPlaces
from foundation.work import Work


def pictures_to_draw(work: Work) -> set[str]:
    """The pictures on certificates of which the file is still to be made; their template may have others by now."""
    waiting = work.db.scalars(select(Certificate.content).where(Certificate.file_key.is_(None)))
    return {key for content in waiting for key in (content.get("logo"), content.get("signature")) if key}


KEPT = KeyPlaces(
    columns=(
        ActivityFile.file_key,
        Certificate.file_key,
        CertificateTemplate.logo_key,
        CertificateTemplate.signature_key,
        DrawnPage.picture_key,
        Proof.file_key,
        ProofDecision.file_key,
        SubmissionFile.file_key,
    ),
    elsewhere=pictures_to_draw,
)
