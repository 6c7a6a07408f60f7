"""What the home page says about portfolios."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from foundation.messages import Message, say, say_many
from foundation.web.deeds import Deed
from foundation.web.wording import speaking
from foundation.web.words import said
from foundation.work import Work
from people.rules import Role
from portfolio import queries
from portfolio.pages.drafts import draft_url
from portfolio.queries import home as found
from portfolio.queries.home import News, NewsRow
from portfolio.queries.reviews import waiting_longest
from portfolio.rules import Coverage, ProcessState
from qualification_files.pages.terms import wording_of

ONE_BY_ONE = 3  # of each sort; the others are told as a number
SHORT = 140  # characters of a reason or a comment


@dataclass(frozen=True)
class ProgressRow:
    """How far somebody is with a qualification, as the home page shows it."""

    qualification: str
    coverage: Coverage
    url: str
    terms: Mapping[str, Any]


def own_progress(work: Work) -> list[queries.Progress]:
    """How far whoever asks is with each qualification, for a candidate (1 statement)."""
    return queries.progress(work, [work.actor.id or 0]) if Role.CANDIDATE in work.actor.roles else []


def open_deeds(work: Work, progress: Sequence[queries.Progress]) -> list[Deed]:
    """What is open in portfolios for whoever asks, whose own progress is known (at most 4 statements)."""
    deeds: list[Deed] = []
    if Role.CANDIDATE in work.actor.roles:
        deeds += _news_deeds(found.news(work, work.actor.id or 0))
        deeds += _missing_deeds(progress)
    if not work.actor.roles.isdisjoint((Role.SUPERVISOR, Role.EXAMINER)):
        deeds += _review_deeds(work)
    if Role.SUPERVISOR in work.actor.roles:
        deeds += _supervisor_deeds(work)
    return deeds


def progress_rows(progress: Sequence[queries.Progress]) -> list[ProgressRow]:
    """Per qualification: how far, where it is read, and in which words."""
    url = url_for("portfolio.overview")
    return [
        ProgressRow(row.qualification, row.coverage, f"{url}#qualification-{row.qualification_id}", row.terms)
        for row in progress
        if row.coverage.total  # what has only activities stands under My growth
    ]


def _news_deeds(news: Sequence[NewsRow]) -> list[Deed]:
    rows = {what: [row for row in news if row.what is what] for what in News}
    said_at = _latest_of_each(rows[News.COMMENT])
    deeds = [_returned(row) for row in rows[News.RETURNED][:ONE_BY_ONE]]
    deeds += _more_returned(rows[News.RETURNED])
    deeds += [_draft(row) for row in rows[News.DRAFT][:ONE_BY_ONE]]
    deeds += [_accepted(those) for those in _by_entry(rows[News.ACCEPTED])[:ONE_BY_ONE]]
    deeds += [_signed(row) for row in rows[News.SIGNED][:ONE_BY_ONE]]
    return deeds + [_comment(row) for row in said_at[:ONE_BY_ONE]]


def _returned(row: NewsRow) -> Deed:
    gaps = {"title": row.title, "number": row.number, "name": row.by}
    title = (
        say("Returned: “%(title)s” for %(number)s, by %(name)s", **gaps)
        if row.by
        else say("Returned: “%(title)s” for %(number)s", **gaps)
    )
    url = f"{url_for('portfolio.entry', entry_id=row.entry_id)}#link-{row.evidence_id}"
    return Deed(title, url, kind="attention", text=_shortened(row.words), when=row.at, order=10, is_news=True)


def _more_returned(rows: Sequence[NewsRow]) -> list[Deed]:
    more = rows[0].total - ONE_BY_ONE if rows else 0
    if more <= 0:
        return []
    title = say_many("%(count)s more piece was returned", "%(count)s more pieces were returned", more)
    return [Deed(title, url_for("portfolio.overview", show=ProcessState.RETURNED), kind="attention", order=11)]


def _draft(row: NewsRow) -> Deed:
    title = (
        say("Not finished: “%(title)s”", title=row.title) if row.title else say("Not finished: an entry without name")
    )
    unfinished = url_for("portfolio.entries", _anchor="unfinished")
    url = unfinished if row.entry_id else draft_url(row.words, None)
    return Deed(
        title,
        url,
        text=say("What you typed is kept. Finish it, or throw it away."),
        when=row.at,
        order=30,
        is_news=True,
    )


def _latest_of_each(rows: Sequence[NewsRow]) -> list[NewsRow]:
    """Of several comments at one entry the latest."""
    latest: dict[int | None, NewsRow] = {}
    for row in rows:
        latest.setdefault(row.entry_id, row)
    return list(latest.values())


def _comment(row: NewsRow) -> Deed:
    title = say("%(name)s wrote about “%(title)s”", name=row.by, title=row.title)
    url = f"{url_for('portfolio.entry', entry_id=row.entry_id)}#talk"
    return Deed(title, url, kind="info", text=_shortened(row.words), when=row.at, order=35, is_news=True)


def _by_entry(rows: Sequence[NewsRow]) -> list[list[NewsRow]]:
    """What is told of each entry, in the order in which they come first."""
    found: dict[int | None, list[NewsRow]] = {}
    for row in rows:
        found.setdefault(row.entry_id, []).append(row)
    return list(found.values())


def _accepted(rows: Sequence[NewsRow]) -> Deed:
    """One entry that was accepted of late, for each work process it shows."""
    row = rows[0]
    gaps = {"title": row.title, "name": row.by}
    title = (
        say("Accepted: “%(title)s”, by %(name)s", **gaps) if row.by else say("Accepted: “%(title)s”", title=row.title)
    )
    numbers = ", ".join(sorted({one.number for one in rows if one.number}))
    url = f"{url_for('portfolio.entry', entry_id=row.entry_id)}#link-{row.evidence_id}"
    text = say("For %(numbers)s", numbers=numbers) if numbers else None
    return Deed(title, url, kind="ok", text=text, when=row.at, order=35, is_news=True)


def _signed(row: NewsRow) -> Deed:
    title = say("%(name)s signed as a witness of “%(title)s”", name=row.by, title=row.title)
    url = f"{url_for('portfolio.entry', entry_id=row.entry_id)}#witnesses"
    return Deed(title, url, kind="ok", text=_shortened(row.words), when=row.at, order=35, is_news=True)


def _shortened(text: str) -> Message | None:
    """The beginning of what somebody wrote, on one line."""
    line = " ".join(text.split())
    if not line:
        return None
    shown = line if len(line) <= SHORT else line[:SHORT].rsplit(" ", 1)[0] + "…"
    return say("%(words)s", words=shown)


def _missing_deeds(progress: Sequence[queries.Progress]) -> list[Deed]:
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


def _review_deeds(work: Work) -> list[Deed]:
    count, since = waiting_longest(work)
    if not count:
        return []
    title = say_many(
        "%(count)s piece of evidence waits for your review", "%(count)s pieces of evidence wait for your review", count
    )
    days = (work.today - since.astimezone(work.zone).date()).days if since else 0
    text = (
        say_many("The oldest has waited for %(count)s day", "The oldest has waited for %(count)s days", days)
        if days > 0
        else say("It was handed in today")
    )
    return [Deed(title, url_for("portfolio.to_review"), kind="attention", text=text, order=10)]


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
