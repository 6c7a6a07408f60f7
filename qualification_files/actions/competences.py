"""The environment's own competences beside the 25 standard ones."""

from sqlalchemy.exc import IntegrityError

from foundation.messages import say
from foundation.refusals import Refusal, Unreadable
from foundation.work import Work
from qualification_files import queries
from qualification_files.events import CompetenceAdded, CompetenceChanged, CompetenceRemoved
from qualification_files.models import Competence

STANDARD_STAYS = say("The 25 standard competences stay as they are. Add one of your own instead.")


class LetterTaken(Unreadable):
    """Another competence has this letter."""


def add_competence(work: Work, *, letter: str, name_nl: str, name_en: str) -> Competence:
    """A competence of the environment's own."""
    if queries.letter_taken(work, letter):
        raise _letter_taken(letter)
    added = Competence(letter=letter, name_nl=name_nl, name_en=name_en, standard=False)
    try:
        with work.db.begin_nested():
            work.db.add(added)
    except IntegrityError as error:  # race: somebody else took the letter since we looked
        raise _letter_taken(letter) from error
    work.emit(CompetenceAdded(competence_id=added.id))
    return added


def rename_competence(work: Work, competence: Competence, *, name_nl: str, name_en: str) -> None:
    """Other names for one's own competence; the letter stays, because files refer to it."""
    _refuse_standard(competence)
    if (competence.name_nl, competence.name_en) == (name_nl, name_en):
        return
    competence.name_nl, competence.name_en = name_nl, name_en
    work.emit(CompetenceChanged(competence_id=competence.id, change="renamed"))


def retire_competence(work: Work, competence: Competence) -> None:
    """It is no longer offered; work processes that call on it keep it."""
    _refuse_standard(competence)
    if competence.retired_at is not None:
        return
    competence.retired_at = work.now
    work.emit(CompetenceChanged(competence_id=competence.id, change="retired"))


def restore_competence(work: Work, competence: Competence) -> None:
    """It is offered again."""
    if competence.retired_at is None:
        return
    competence.retired_at = None
    work.emit(CompetenceChanged(competence_id=competence.id, change="restored"))


def remove_competence(work: Work, competence: Competence) -> None:
    """One's own that nothing calls on goes."""
    _refuse_standard(competence)
    number = competence.id
    try:
        with work.db.begin_nested():
            work.db.delete(competence)
    except IntegrityError as error:  # work processes call on it, perhaps since a moment ago
        raise Refusal(
            say(
                "Work processes call on competence %(letter)s, so it stays. Retire it if it is no longer to be chosen.",
                letter=competence.letter,
            )
        ) from error
    work.emit(CompetenceRemoved(competence_id=number))


def _refuse_standard(competence: Competence) -> None:
    if competence.standard:
        raise Refusal(STANDARD_STAYS)


def _letter_taken(letter: str) -> LetterTaken:
    return LetterTaken(say("There is a competence %(letter)s already. Choose another letter or code.", letter=letter))
