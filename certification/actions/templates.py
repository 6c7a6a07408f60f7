"""Templates of certificates: made, changed, retired and chosen. What was given stays as it was."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from certification.events.certificates import TemplateChanged, TemplateChosen, TemplateMade, TemplateRetired
from certification.models.certificates import ActivityCertificate, CertificateTemplate, QualificationCertificate
from certification.queries.certificates import template_by_key
from certification.rules.certificates import Shows, unknown_gaps
from foundation.messages import say
from foundation.refusals import Refusal, Unreadable
from foundation.work import Work

Texts = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, kw_only=True)
class TemplateFacts:
    """What is filled in of a template; a picture that is None stays, an empty one goes."""

    name: str
    texts: Texts = field(default_factory=dict)
    shows: frozenset[Shows] = frozenset()
    signatory: str = ""
    signatory_function: str = ""
    logo_key: str | None = None
    signature_key: str | None = None


class ChangedMeanwhile(Refusal):
    """Somebody else, or the same person in another tab, changed it."""

    def __init__(self) -> None:
        super().__init__(
            say("Somebody else changed this template meanwhile. What you typed is still here; look again, and save.")
        )


def make_template(work: Work, facts: TemplateFacts, *, form_key: str) -> CertificateTemplate:
    """A template more; the same form twice makes one."""
    _refuse(facts)
    if before := template_by_key(work, form_key):
        return before
    made = CertificateTemplate(form_key=form_key, made_at=work.now, made_by=work.actor.id, name="", shows=[], texts={})
    _write(made, facts)
    work.db.add(made)
    work.db.flush()  # the event needs the number
    work.emit(TemplateMade(template_id=made.id))
    return made


def change_template(work: Work, template: CertificateTemplate, facts: TemplateFacts, *, version: int) -> None:
    """New certificates say it so; those that were given stay as they are."""
    _refuse(facts)
    if template.version != version:
        raise ChangedMeanwhile
    changed = _write(template, facts)
    if changed:
        work.emit(TemplateChanged(template_id=template.id, fields=changed))


def retire_template(work: Work, template: CertificateTemplate, *, retired: bool) -> None:
    """It is not chosen any more, or is again; what chose it before keeps it. Pressed twice it is so once."""
    if (template.retired_at is not None) is retired:
        return
    template.retired_at = work.now if retired else None
    work.emit(TemplateRetired(template_id=template.id, retired=retired))


def choose_template(
    work: Work,
    template: CertificateTemplate | None,
    *,
    activity_id: int | None = None,
    qualification_id: int | None = None,
) -> None:
    """New certificates of this activity or qualification are made with it; with ours where there is none."""
    if template and template.retired_at is not None:
        raise Refusal(say("This template is retired. Choose another one."))
    known: ActivityCertificate | QualificationCertificate | None = (
        work.db.get(QualificationCertificate, qualification_id, with_for_update=True)
        if activity_id is None
        else work.db.get(ActivityCertificate, activity_id, with_for_update=True)
    )
    if (known.template_id if known else None) == (template.id if template else None):
        return
    if known is not None and template is None:
        work.db.delete(known)
    elif known is not None and template is not None:
        known.template_id = template.id
    elif template is not None and activity_id is not None:
        work.db.add(ActivityCertificate(activity_id=activity_id, template_id=template.id))
    elif template is not None:
        work.db.add(QualificationCertificate(qualification_id=qualification_id, template_id=template.id))
    work.emit(
        TemplateChosen(
            template_id=template.id if template else None, activity_id=activity_id, qualification_id=qualification_id
        )
    )


def _refuse(facts: TemplateFacts) -> None:
    if not facts.name:
        raise Unreadable(say("Give the template a name."))
    wrong = [gap for texts in facts.texts.values() for text in texts.values() for gap in unknown_gaps(text)]
    if wrong:
        raise Unreadable(say("%(gap)s is not known here. Use one of the gaps beside the form.", gap=wrong[0]))


def _write(template: CertificateTemplate, facts: TemplateFacts) -> tuple[str, ...]:
    values: dict[str, object] = {
        "name": facts.name,
        "texts": {language: dict(texts) for language, texts in facts.texts.items()},
        "shows": sorted(facts.shows),
        "signatory": facts.signatory,
        "signatory_function": facts.signatory_function,
    }
    for picture in ("logo_key", "signature_key"):
        given = getattr(facts, picture)
        if given is not None:
            values[picture] = given or None
    changed = tuple(name for name, value in values.items() if getattr(template, name) != value)
    for name in changed:
        setattr(template, name, values[name])
    return changed
