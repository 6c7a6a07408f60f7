"""What the home page says about portfolios."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for

from foundation.messages import say, say_many
from foundation.web.deeds import Deed
from foundation.web.wording import speaking
from foundation.web.words import said
from foundation.work import Work
from people.rules import Role
from portfolio import queries
from qualification_files.pages.terms import wording_of


def own_progress(work: Work) -> list[queries.Progress]:
    """How far whoever asks is with each qualification, for a candidate (1 statement)."""
    return queries.progress(work, [work.actor.id or 0]) if Role.CANDIDATE in work.actor.roles else []


def open_deeds(work: Work, progress: Sequence[queries.Progress]) -> list[Deed]:
    """What is open in portfolios for whoever asks, whose own progress is known."""
    deeds = _candidate_deeds(progress)
    if Role.SUPERVISOR in work.actor.roles:
        deeds += _supervisor_deeds(work)
    return deeds


def progress_rows(progress: Sequence[queries.Progress]) -> list[tuple[str, int, int, str, Mapping[str, Any]]]:
    """Per qualification: its name, how many work processes have evidence, of how many, where, and its terms."""
    url = url_for("portfolio.overview")
    return [
        (
            row.qualification,
            row.coverage.done,
            row.coverage.total,
            f"{url}#qualification-{row.qualification_id}",
            row.terms,
        )
        for row in progress
    ]


def _candidate_deeds(progress: Sequence[queries.Progress]) -> list[Deed]:
    url = url_for("portfolio.overview")
    return [
        Deed(
            _still_needed(row),
            f"{url}#qualification-{row.qualification_id}",
            text=say("%(qualification)s", qualification=row.qualification),
            order=60,
        )
        for row in progress
        if row.coverage.missing
    ]


def _still_needed(row: queries.Progress) -> str:
    missing = say_many(
        "%(count)s work process still needs evidence",
        "%(count)s work processes still need evidence",
        row.coverage.missing,
    )
    with speaking(wording_of(row.terms)):
        return said(missing)


def _supervisor_deeds(work: Work) -> list[Deed]:
    guided = queries.guided_ids(work, work.actor.id or 0)
    if not guided:
        return []
    waiting = {row.person_id for row in queries.progress(work, guided) if row.coverage.missing}
    title = say_many("You guide %(count)s candidate", "You guide %(count)s candidates", len(guided))
    text = (
        say_many(
            "%(count)s of them has work processes without evidence",
            "%(count)s of them have work processes without evidence",
            len(waiting),
        )
        if waiting
        else say("Every work process has evidence")
    )
    return [Deed(title, url_for("portfolio.candidates"), kind="info", text=text, order=70)]
