"""Which stored bytes belong to achieving and maintaining."""

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
)
