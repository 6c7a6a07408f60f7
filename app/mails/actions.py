"""Giving a mail a text of the school's own, and taking it away."""

from sqlalchemy.exc import IntegrityError

from app.events import MailTextChanged, MailTextReverted
from foundation.mail import MailText, MailWords
from foundation.messages import say
from foundation.refusals import Refusal
from foundation.work import Work


def change_text(work: Work, mail: str, language: str, words: MailWords) -> None:
    """This mail says so from now on in this language."""
    stands = work.db.get(MailText, (mail, language))
    if stands and (stands.subject, stands.body) == (words.subject, words.body):
        return
    text = stands or MailText(mail=mail, language=language)
    text.subject, text.body = words.subject, words.body
    text.changed_at, text.changed_by = work.now, work.actor.id
    work.db.add(text)
    try:
        work.db.flush()
    except IntegrityError as error:  # race: somebody else gave it its first text since we looked
        raise Refusal(say("Somebody else changed this at the same moment. Look again and repeat it.")) from error
    work.emit(MailTextChanged(mail=mail, language=language))


def revert_text(work: Work, mail: str, language: str) -> bool:
    """Our own text is sent again; says whether there was another one."""
    stands = work.db.get(MailText, (mail, language))
    if stands is None:
        return False
    work.db.delete(stands)
    work.emit(MailTextReverted(mail=mail, language=language))
    return True
