"""The clock of one person: whose it is, when it stands still, and the names of what is asked."""

from collections.abc import Sequence

from sqlalchemy import Row, select

from certification.models import Activity, UpkeepPause
from certification.models.clocks import OpenedClock, OpenedPause, OpenedPauses
from certification.rules.upkeep import Upkeep
from foundation.refusals import NotFound
from foundation.work import Work
from people.models import Person
from people.queries.organisation import may_look_after
from people.rules import Role
from qualification_files.models import Qualification, QualificationLink

PAUSERS = frozenset({Role.ADMINISTRATOR, Role.MANAGER})


def opened_clock(work: Work, person_id: int, qualification_id: int) -> OpenedClock:
    """A qualification that this person has now."""
    found = work.db.execute(
        select(Person, Qualification)
        .join(QualificationLink, QualificationLink.person_id == Person.id)
        .join(Qualification, Qualification.id == QualificationLink.qualification_id)
        .where(Person.id == person_id, Qualification.id == qualification_id, QualificationLink.ended_at.is_(None))
    ).one_or_none()
    if found is None:
        raise NotFound
    return OpenedClock(found[0], found[1], may_look_after(work, person_id))


def opened_pauses(work: Work, person_id: int) -> OpenedPauses:
    """The pauses of this person."""
    person = work.db.get(Person, person_id)
    if person is None:
        raise NotFound
    return OpenedPauses(person, may_look_after(work, person_id, roles=PAUSERS))


def opened_pause(work: Work, person_id: int, pause_id: int) -> OpenedPause:
    """One pause of this person that was not withdrawn."""
    opened = opened_pauses(work, person_id)
    pause = work.db.get(UpkeepPause, pause_id)
    if pause is None or pause.person_id != person_id:
        raise NotFound
    return OpenedPause(opened.person, opened.looked_after, pause)


def locked_pause(work: Work, pause_id: int) -> UpkeepPause:
    """This pause as it is now."""
    # Race: two who end or withdraw it at once. The second waits, and sees what the first did.
    return work.db.scalars(
        select(UpkeepPause)
        .where(UpkeepPause.id == pause_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def pauses_of(work: Work, person_id: int) -> Sequence[Row[UpkeepPause, str, Person]]:
    """Each pause, the newest first, with the name of its qualification where it is of one, and who made it."""
    return work.db.execute(
        select(UpkeepPause, Qualification.name, Person)
        .outerjoin(Qualification, Qualification.id == UpkeepPause.qualification_id)
        .outerjoin(Person, Person.id == UpkeepPause.made_by)
        .where(UpkeepPause.person_id == person_id)
        .order_by(UpkeepPause.since.desc(), UpkeepPause.id.desc())
    ).all()


def same_pause(work: Work, pause: UpkeepPause) -> UpkeepPause | None:
    """A pause that says the same and stands."""
    # Race: a double click. Whoever comes second waits for this person's row, and finds what the first made.
    work.db.execute(select(Person.id).where(Person.id == pause.person_id).with_for_update())
    return work.db.scalars(
        select(UpkeepPause)
        .where(
            UpkeepPause.person_id == pause.person_id,
            UpkeepPause.qualification_id.is_not_distinct_from(pause.qualification_id),
            UpkeepPause.since == pause.since,
            UpkeepPause.until.is_not_distinct_from(pause.until),
            UpkeepPause.withdrawn_at.is_(None),
        )
        .limit(1)
    ).one_or_none()


def qualifications_of(work: Work, person_id: int) -> Sequence[Row[int, str]]:
    """Number and name of what this person has now, by name."""
    return work.db.execute(
        select(Qualification.id, Qualification.name)
        .join(QualificationLink, QualificationLink.qualification_id == Qualification.id)
        .where(QualificationLink.person_id == person_id, QualificationLink.ended_at.is_(None))
        .order_by(Qualification.name, Qualification.id)
    ).all()


def titles_of(work: Work, upkeep: Upkeep) -> dict[int, str]:
    """What the activities are called that this qualification asks."""
    numbers = {line.activity_id for line in upkeep.activities}
    found = work.db.execute(select(Activity.id, Activity.title).where(Activity.id.in_(numbers)))
    return {number: title for number, title in found}  # noqa: C416  # dict() does not know what rows hold
