"""`proefstuk exams going`: which exam files are over their term, without taking anything away."""

import json
from collections.abc import Iterator

import click
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from exams.cli.opening import OpenApp, reading
from exams.models import ExamSession, Sitting
from exams.queries.retention import purges, terms_over
from foundation.work import Work


@click.command("going")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of lines.")
@click.pass_obj
def going(open_app: OpenApp, *, as_json: bool) -> None:
    """Show which exam files are over their term today. Nothing is taken away by this.

    \b
    With --json: {"purges": bool, "exams": [{id, candidate, exam, day}]}; purges: whether they go at night.
    """
    with reading(open_app()) as work:
        found = [
            {
                "id": sitting.id,
                "candidate": sitting.candidate.number or sitting.candidate.name,
                "exam": sitting.session.form.title,
                "day": sitting.starts_at.astimezone(work.zone).date().isoformat(),
            }
            for number in _over(work)
            for sitting in [_sitting(work, number)]
        ]
        at_night = purges(work)
    if as_json:
        click.echo(json.dumps({"purges": at_night, "exams": found}, ensure_ascii=False))
        return
    for one in found:
        click.echo(f"{one['id']}\t{one['day']}\t{one['candidate']}\t{one['exam']}")
    click.echo(
        f"{len(found)} over their term; " + ("they go at night." if at_night else "they stay: the setting is off.")
    )


def _over(work: Work) -> Iterator[int]:
    after, ready = terms_over(work)
    yield from ready
    while after:
        after, ready = terms_over(work, after=after)
        yield from ready


def _sitting(work: Work, number: int) -> Sitting:
    whole = joinedload(Sitting.session).joinedload(ExamSession.form)
    return work.db.scalars(
        select(Sitting).where(Sitting.id == number).options(joinedload(Sitting.candidate), whole)
    ).one()
