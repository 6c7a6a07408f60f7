"""Choosing what the parts of a qualification are called."""

from collections.abc import Mapping

from foundation.wording import Choices, Word
from foundation.work import Work
from qualification_files.events import QualificationChanged
from qualification_files.models import Qualification
from qualification_files.rules.terms import Term, to_keep


def change_terms(
    work: Work, qualification: Qualification, words: Mapping[str, Mapping[Term, Word]], *, environment: Choices
) -> None:
    """These words from now on, whatever its state: they change how it is spoken of and nothing in it.

    What the environment calls the same is left to the environment, and follows it.
    """
    _keep(work, qualification, to_keep(words, beneath=environment))


def forget_terms(work: Work, qualification: Qualification) -> None:
    """The words of the environment again."""
    _keep(work, qualification, {})


def _keep(work: Work, qualification: Qualification, kept: dict[str, dict[str, list[str]]]) -> None:
    if kept == qualification.terms:
        return
    qualification.terms = dict(kept)
    work.emit(QualificationChanged(qualification_id=qualification.id, fields=("terms",)))
