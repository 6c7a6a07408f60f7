"""Making the file of a certificate, once."""

from certification.actions import certificates as actions
from certification.documents.certificate import certificate_pdf, printed_of, spoken
from certification.models.certificates import Certificate
from foundation.messages import say
from foundation.runner import Handlers, JobRun


def register(handlers: Handlers) -> None:
    """The jobs of certificates."""
    handlers.long(actions.RENDER, render_certificate, title=say("Making a certificate"), needs_asker=False)


def render_certificate(run: JobRun, *, certificate_id: int) -> None:
    """From what was kept when it was given, while no lock is held; a second attempt changes nothing."""
    with run.reading() as work:
        found = work.db.get(Certificate, certificate_id)
        if found is None or found.file_key is not None:
            return
        printed = printed_of(found, work.storage)
    made = certificate_pdf(printed, language=spoken(printed.content["language"]))
    with run.piece() as work:
        actions.keep_file(work, certificate_id, made)
