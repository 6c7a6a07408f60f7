"""What certificates say and how they look, and with which template they are made."""

from collections.abc import Mapping
from uuid import UUID, uuid4

from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from certification.actions.templates import TemplateFacts
from certification.models.certificates import CertificateTemplate
from certification.rules.certificates import LONGEST_LINE, LONGEST_TEXT, SHOWS, Shows, unknown_gaps
from foundation.messages import say
from foundation.web.forms import Form, WholeNumberField
from foundation.web.wording import lazy_gettext as _l
from foundation.web.words import said

LINE, TEXT = Length(max=LONGEST_LINE), Length(max=LONGEST_TEXT)
IN_LANGUAGES = ("en", "nl")


class TemplateForm(Form):
    """A template: its name, its words in each language, what else stands on it, and its pictures."""

    name = StringField(_l("Name"), [DataRequired(_l("Give the template a name.")), LINE])
    title_en = StringField(_l("Heading in English"), [LINE])
    body_en = TextAreaField(_l("Sentence in English"), [TEXT])
    below_en = TextAreaField(_l("Small text in English"), [TEXT])
    title_nl = StringField(_l("Heading in Dutch"), [LINE])
    body_nl = TextAreaField(_l("Sentence in Dutch"), [TEXT])
    below_nl = TextAreaField(_l("Small text in Dutch"), [TEXT])
    shows = SelectMultipleField(
        _l("What else stands on it"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    signatory = StringField(_l("Name of who signs"), [LINE])
    signatory_function = StringField(_l("Function of who signs"), [LINE])
    logo = FileField(_l("Logo"))
    no_logo = BooleanField(_l("Take the logo away"))
    signature = FileField(_l("Signature"))
    no_signature = BooleanField(_l("Take the signature away"))
    form_key = HiddenField()
    version = WholeNumberField(widget=HiddenInput(), validators=[Optional()])

    def offer(self) -> None:
        """What can stand on it, in the reader's words."""
        self.shows.choices = [(one.value, said(words)) for one, words in SHOWS.items()]

    def show(self, template: CertificateTemplate) -> None:
        """Filled in as the template stands."""
        for name in ("name", "signatory", "signatory_function"):
            self[name].data = getattr(template, name)
        self.shows.data = list(template.shows)
        self.version.data = template.version
        for language in IN_LANGUAGES:
            words = template.words(language)
            for part in ("title", "body", "below"):
                self[f"{part}_{language}"].data = getattr(words, part)

    @property
    def key(self) -> str:
        """Which form this is: the same one sent twice makes one template."""
        try:
            return str(UUID(self.form_key.data or ""))
        except ValueError:
            return str(uuid4())

    def validate(self, extra_validators: object = None) -> bool:
        """Without gaps that nothing fills."""
        sound = bool(super().validate(extra_validators))
        for language in IN_LANGUAGES:
            for part in ("title", "body", "below"):
                field = self[f"{part}_{language}"]
                if wrong := unknown_gaps(field.data or ""):
                    words = say("%(gap)s is not known here. Use one of the gaps beside the form.", gap=wrong[0])
                    field.errors, sound = [said(words)], False
        return sound

    def facts(self, pictures: Mapping[str, str | None]) -> TemplateFacts:
        """What was filled in, with the pictures that came along."""
        return TemplateFacts(
            name=self.name.data or "",
            texts={language: self._texts(language) for language in IN_LANGUAGES},
            shows=frozenset(Shows(one) for one in self.shows.data or ()),
            signatory=self.signatory.data or "",
            signatory_function=self.signatory_function.data or "",
            logo_key="" if self.no_logo.data else pictures.get("logo"),
            signature_key="" if self.no_signature.data else pictures.get("signature"),
        )

    def _texts(self, language: str) -> dict[str, str]:
        return {part: self[f"{part}_{language}"].data or "" for part in ("title", "body", "below")}


class ChoiceForm(Form):
    """With which template certificates are made; ours where none is chosen."""

    template_id = SelectField(_l("Template"), [Optional()])

    @property
    def chosen(self) -> int | None:
        """The number of the template."""
        return int(self.template_id.data) if self.template_id.data else None
