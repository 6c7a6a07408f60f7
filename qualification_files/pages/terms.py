"""The words of a qualification and of the environment: putting them in force, and the form in which they are chosen."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from flask_babel import gettext as _
from markupsafe import Markup
from wtforms import (  # type: ignore[attr-defined]  # the stubs do not know SelectChoice yet
    Field,
    HiddenField,
    SelectChoice,
    SelectField,
    StringField,
)
from wtforms.validators import InputRequired, Length, ValidationError

from foundation.web.forms import Form
from foundation.web.wording import lazy_gettext as _l
from foundation.web.wording import speak, speaking, standing_wording
from foundation.web.words import page_language
from foundation.wording import Choices, Word, Wording
from foundation.work import Work
from qualification_files.models import Qualification
from qualification_files.rules.terms import (
    ARTICLES,
    LANGUAGES,
    LONGEST_TERM,
    OF_A_QUALIFICATION,
    VOCABULARIES,
    Term,
    is_a_term,
    read_terms,
    together,
    unusual,
    usual_word,
)
from qualification_files.rules.texts import fingerprint

Found = TypeVar("Found")
KEPT_WORDINGS = 256  # each remembers the sentences it was asked for


@lru_cache(maxsize=KEPT_WORDINGS)
def wording(choices: Choices) -> Wording | None:
    """The wording with these words; None where they are the usual ones."""
    found = unusual(choices)
    return Wording(VOCABULARIES, found) if found else None


def wording_of(terms: Mapping[str, Any]) -> Wording | None:
    """The words of a qualification with these terms: its own, then those of the environment, then the usual ones."""
    standing = standing_wording()
    if not terms:
        return standing
    return wording(together(standing_choices(), read_terms(terms, OF_A_QUALIFICATION)))


def standing_choices() -> Choices:
    """What the environment calls otherwise than is usual."""
    standing = standing_wording()
    return standing.choices if standing else frozenset()


def speak_of(qualification: Qualification) -> None:
    """Say the rest of this page in the words of this qualification."""
    speak(wording_of(qualification.terms))


def speak_of_all(terms: Iterable[Mapping[str, Any]]) -> None:
    """Say the rest of this page in the words that all these qualifications share, or in those of the environment."""
    found = [dict(of_one) for of_one in terms]
    if found and all(of_one == found[0] for of_one in found):
        speak(wording_of(found[0]))


def in_its_words(load: Callable[..., Found], terms_of: Callable[[Found], Mapping[str, Any]]) -> Callable[..., object]:
    """The same way to a subject, for a page that says these words: no view has to think of it, and none can forget."""

    def loaded(work: Work, **asked: object) -> Found:
        found = load(work, **asked)
        speak(wording_of(terms_of(found)))
        return found

    return loaded


def in_terms_of(terms: Mapping[str, Any], caller: Callable[[], str]) -> Markup:
    """For templates: {% call in_terms_of(section.terms) %}, for the part of a page that is about one qualification."""
    with speaking(wording_of(terms)):
        return Markup(caller())  # noqa: S704 # a template's own output, escaped by then


class TermsForm(Form):
    """What everything is called, in each language; made by `terms_form`."""

    terms: Sequence[Term] = ()
    languages: Sequence[str] = LANGUAGES
    usual: Mapping[str, Mapping[Term, Word]] = {}  # what holds where nothing else is chosen
    seen = HiddenField()

    def fields_of(self, language: str, term: Term) -> list[Field]:
        """The fields of one term, as far as it has them."""
        return [self[name] for name in _names(language, term) if name in self]

    def words(self) -> dict[str, dict[Term, Word]]:
        """What was filled in."""
        return {language: {term: self._word(language, term) for term in self.terms} for language in self.languages}

    def usually(self, language: str, term: Term, field: Field) -> str:
        """What stands in this field where nothing is chosen; empty while that stands there now."""
        word = self.usual[language][term]
        found = dict(zip(_names(language, term), (word.one, word.many, word.article), strict=True))[field.name]
        return found if field.data != found else ""

    def differing(self, language: str | None = None) -> int:
        """How many terms are called otherwise than usual, in this language or in all."""
        return sum(
            any(self.usually(each, term, field) for field in self.fields_of(each, term))
            for each in ([language] if language else self.languages)
            for term in self.terms
        )

    def is_refused(self, language: str) -> bool:
        """Whether a word of this language has to be looked at."""
        return any(field.errors for term in self.terms for field in self.fields_of(language, term))

    def is_outdated(self, now: Choices) -> bool:
        """Whether somebody changed the words since the form was opened; the next attempt is made knowingly."""
        stands = seen_terms(now)
        outdated = bool(self.seen.data) and self.seen.data != stands
        if outdated:
            self.form_errors.append(
                _(
                    "Somebody changed this while you had it open. What you filled in is still here. "
                    "Look at how it stands now, and save again to replace it."
                )
            )
            self.seen.data, self.seen.raw_data = stands, [stands]
        return outdated

    def _word(self, language: str, term: Term) -> Word:
        one, many, article = (self[name].data or "" if name in self else "" for name in _names(language, term))
        return Word(one, many or one, article)


def terms_form(
    terms: Sequence[Term],
    words: Mapping[str, Mapping[Term, Word]],
    *,
    usual: Mapping[str, Mapping[Term, Word]],
    first: str = LANGUAGES[0],
    now: Choices = frozenset(),
    formdata: Any = ...,
) -> TermsForm:
    """The form for these terms, filled with these words, the `first` language on top."""
    languages = sorted(LANGUAGES, key=lambda language: language != first)
    reader = page_language() if page_language() in LANGUAGES else LANGUAGES[-1]
    facts: dict[str, Any] = {"terms": tuple(terms), "languages": tuple(languages), "usual": usual}
    start: dict[str, str] = {"seen": seen_terms(now)}
    for language in languages:
        for term in terms:
            facts |= _fields(language, term, shown=_capital(usual_word(reader, term).one))
            word = words[language][term]
            start |= dict(zip(_names(language, term), (word.one, word.many, word.article), strict=True))
    made: type[TermsForm] = type("TermsForm", (TermsForm,), facts)
    more: dict[str, Any] = {} if formdata is ... else {"formdata": formdata}
    return made(data=start, **more)


def seen_terms(choices: Collection[Any]) -> str:
    """How the words stand now, in short."""
    return fingerprint(sorted(repr(choice) for choice in choices))


def one_line(_form: Form, field: Field) -> None:
    """Refuse what cannot stand in the middle of a sentence."""
    sent = str((field.raw_data or [""])[0]).strip(" ")
    if not is_a_term(" ".join(part for part in sent.split(" ") if part)):
        raise ValidationError(_("Use plain words on one line, without line breaks or tabs."))


def _fields(language: str, term: Term, *, shown: str) -> dict[str, Any]:
    one, many, article = _names(language, term)
    if term is Term.PARTICIPANTS_LIST:
        return {one: _term_field(_l("Name of the list of participants"))}
    fields: dict[str, Any] = {
        one: _term_field(_l("%(term)s: singular", term=shown)),
        many: _term_field(_l("%(term)s: plural", term=shown)),
    }
    if usual_word(language, term).article:
        choices = [SelectChoice(word, word) for word in ARTICLES]
        fields |= {article: SelectField(_l("%(term)s: de or het", term=shown), choices=choices)}
    return fields


def _term_field(label: Any) -> StringField:
    required = InputRequired(_l("Fill this in. No term may be empty."))
    return StringField(label, [required, Length(max=LONGEST_TERM), one_line], filters=[_single_spaced])


def _single_spaced(text: str | None) -> str | None:
    return " ".join(text.split()) if text else text


def _names(language: str, term: Term) -> tuple[str, str, str]:
    return (f"{language}-{term}-one", f"{language}-{term}-many", f"{language}-{term}-article")


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
