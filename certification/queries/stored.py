"""Which stored bytes belong to achieving and maintaining."""

from certification.models import ActivityFile, Proof, ProofDecision, SubmissionFile
from foundation.orphans import KeyPlaces

KEPT = KeyPlaces(
    columns=(ActivityFile.file_key, Proof.file_key, ProofDecision.file_key, SubmissionFile.file_key),
)
