"""Mails as the pages about their texts show them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask_babel import force_locale

from app.mails.queries import OwnText
from foundation.mail import MailKind, MailWords
from foundation.web.mail import letter_of, mail_kinds, plain_templates
from foundation.web.mail_gaps import example_of, in_gaps
from foundation.web.words import said
from people.rules.names import plain
from qualification_files.pages import LANGUAGE_NAMES


@dataclass(frozen=True)
class MailRow:
    """One mail in the list; `own` says per language who gave it a text of its own, where somebody did."""

    kind: MailKind
    own: Mapping[str, OwnText | None]


@dataclass(frozen=True)
class MailPlace:
    """One mail in one language: what a page about its text is about."""

    kind: MailKind
    language: str

    @property
    def other_languages(self) -> list[str]:
        """The languages beside this one."""
        return [language for language in LANGUAGE_NAMES if language != self.language]


def mail_rows(own: Mapping[tuple[str, str], OwnText], *, words: str, group: str, state: str) -> list[MailRow]:
    """The mails that fit."""
    rows = [
        MailRow(kind, {language: own.get((kind.name, language)) for language in LANGUAGE_NAMES})
        for kind in mail_kinds()
    ]
    return [row for row in rows if _fits(row, words=words, group=group, state=state)]


def groups() -> list[tuple[str, str]]:
    """The parts of the product that send mails, as choices."""
    return list({kind.group.text: (kind.group.text, said(kind.group)) for kind in mail_kinds()}.values())


def original(place: MailPlace) -> MailWords:
    """Our own text of this mail, its gaps still open."""
    with force_locale(place.language):
        letter = letter_of(place.kind.made_of, in_gaps(place.kind, plain_templates()))
    return MailWords(letter.subject, letter.text.strip())


def preview(place: MailPlace, words: MailWords) -> MailWords:
    """How these words read for a receiver, with an example in each gap."""
    with force_locale(place.language):
        return example_of(words, place.kind)


def _fits(row: MailRow, *, words: str, group: str, state: str) -> bool:
    shown = plain(f"{said(row.kind.purpose)} {said(row.kind.receiver)} {said(row.kind.group)}")
    has_own = any(row.own.values())
    return (
        all(word in shown for word in _plain_words(words))
        and (not group or row.kind.group.text == group)
        and (not state or has_own is (state == "own"))
    )


def _plain_words(words: str) -> Iterable[str]:
    return plain(words).split()
