"""A certificate of an invented person, to see what a template makes."""

from flask_babel import gettext as _

from certification.actions.certificates import About, content_of
from certification.documents.certificate import Printed, read_picture
from certification.models.certificates import CertificateTemplate
from certification.rules.periods import Period, Unit
from foundation.web.mail import public_url
from foundation.work import Work

NOBODY = "a" * 22


def sample(work: Work, template: CertificateTemplate) -> Printed:
    """What it would say today."""
    about = About(title=_("First Aid"), summary=_("Help until the ambulance is there."), on=work.today, minutes=240)
    content = content_of(work, about, "Fatima de Vries", None, template)
    return Printed(
        content=content,
        is_qualification=True,
        valid_until=Period(1, Unit.YEARS).after(work.today),
        issued_on=work.today,
        address=public_url("certification.check_certificate", public_id=NOBODY),
        logo=read_picture(work.storage, template.logo_key),
        signature=read_picture(work.storage, template.signature_key),
    )
