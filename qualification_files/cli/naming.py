"""Naming one qualification on the command line: by number, or by code with cohort and edition."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

import click

from foundation.work import Work
from qualification_files import queries
from qualification_files.models import Qualification

NUMBER, CODE = "id:", "code:"
HOW = "QUALIFICATION is its number or its code; id:12 or code:12 where one number may be both."


@dataclass(frozen=True)
class Called:
    """How a qualification was named."""

    which: str
    cohort: str | None = None
    edition: str | None = None

    def find(self, work: Work) -> Qualification:
        """The one that is meant; refused, with the candidates named, where that is not clear."""
        found = [row for row in _called(work, self.which) if self._may_be(row)]
        if len(found) == 1:
            return found[0]
        if not found:
            raise click.ClickException(f"There is no qualification {self} here. Look which there are: list.")
        known = "; ".join(identified(row) for row in found)
        raise click.ClickException(
            f"There are {len(found)} qualifications {self}: {known}. "
            f"Say which one by its number, as id:{found[0].id}, or with --cohort and --edition where they differ."
        )

    def _may_be(self, row: Qualification) -> bool:
        return self.cohort in (None, row.cohort) and self.edition in (None, row.edition)

    def __str__(self) -> str:
        parts = [self.which]
        parts += [f"of cohort {self.cohort or '-'}"] if self.cohort is not None else []
        parts += [f"edition {self.edition or '-'}"] if self.edition is not None else []
        return ", ".join(parts)


def one_qualification(command: Callable[..., None]) -> Callable[..., None]:
    """The argument QUALIFICATION with --cohort and --edition, handed on as `called`."""

    @click.argument("which", metavar="QUALIFICATION")
    @click.option("--cohort", help="Of which cohort, where several have the same code.")
    @click.option("--edition", help="Which edition, where several have the same code.")
    @wraps(command)
    def naming(*args: object, which: str, cohort: str | None, edition: str | None, **options: object) -> None:
        command(*args, called=Called(which.strip(), cohort, edition), **options)

    return naming


def the_qualification(command: Callable[..., None]) -> Callable[..., None]:
    """The argument QUALIFICATION alone, for commands in which --cohort means something else."""

    @click.argument("which", metavar="QUALIFICATION")
    @wraps(command)
    def naming(*args: object, which: str, **options: object) -> None:
        command(*args, called=Called(which.strip()), **options)

    return naming


def identified(row: Qualification) -> str:
    """Number, cohort, edition and state: what tells those with the same code apart."""
    return f"id:{row.id} {row.code} (cohort {row.cohort or '-'}, edition {row.edition or '-'}, {row.state})"


def line(row: Qualification) -> str:
    """One qualification in one line."""
    return f"{row.id}  {row.code} {row.cohort or '-'} {row.edition or '-'}  {row.state}: {row.name}"


def _called(work: Work, which: str) -> list[Qualification]:
    if which.startswith(NUMBER):
        return queries.qualifications_called(work, number=which.removeprefix(NUMBER))
    if which.startswith(CODE):
        return queries.qualifications_called(work, code=which.removeprefix(CODE))
    return queries.qualifications_called(work, code=which, number=which)
