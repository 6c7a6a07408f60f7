"""What the demo's candidates have told: some much, some little, some nothing yet."""

import io
import uuid
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from app.demo import pictures, stories
from app.demo.stage import School
from app.demo.stories import Story
from foundation.files import TakenIn, UploadLimits, take_in
from foundation.scanning import NoScanner
from foundation.work import Work
from people.models import Person
from portfolio import actions as portfolio
from portfolio.models import OpenedDraft
from portfolio.rules import EntryFacts, EntryKind
from qualification_files.models import CoreTask, Indicator, Qualification, WorkProcess

VARIETY = 5  # pictures of each kind: drawing takes long, and a demo should start soon
MONTH = 30


@dataclass(frozen=True)
class Course:
    """What a group follows: the work processes in order, each with its indicators in order."""

    qualification_id: int
    processes: list[int]
    indicators: dict[int, list[int]]

    def pointed_at(self, story: Story) -> list[int]:
        """The indicators that a story names."""
        return [
            self.indicators[self.processes[process - 1]][place - 1]
            for process, places in story.in_particular.items()
            for place in places
        ]


def make_portfolios(school: School) -> None:
    """The first of the welders shows everything at once; the others less the further down the list."""
    for group, code, told in (("LAS-2A", "25290", stories.WELDING), ("VZ-3B", "25656", stories.CARE)):
        course = course_of(school, school.qualifications[code])
        for place, person in enumerate(school.groups[group]):
            for number, story in enumerate(stories_of(person, place, told)):
                tell(school, person, course, story, seed=place * 10 + number)
    begin_a_draft(school, school.people["daan.visser"])


def stories_of(person: Person, place: int, told: tuple[Story, ...]) -> list[Story]:
    """What this person tells, by the place in the group."""
    if person.given_name == "Daan":
        return list(stories.DAAN)
    return [story for number, story in enumerate(told) if (place * 7 + number * 3) % 5 < 4 - place // 6]


def course_of(school: School, qualification: Qualification) -> Course:
    """What there is to show for a qualification."""
    with school.on(school.today) as work:
        processes = list(
            work.db.scalars(
                select(WorkProcess.id)
                .join(CoreTask)
                .where(CoreTask.qualification_id == qualification.id)
                .order_by(CoreTask.position, WorkProcess.position)
            )
        )
        rows = select(Indicator.work_process_id, Indicator.id).where(Indicator.work_process_id.in_(processes))
        indicators = defaultdict(list)
        for process, number in work.db.execute(rows.order_by(Indicator.position, Indicator.id)):
            indicators[process].append(number)
        return Course(qualification.id, processes, indicators)


def tell(school: School, person: Person, course: Course, story: Story, *, seed: int) -> None:
    """One entry with its files, linked to what it shows."""
    day = school.ago(days=max(MONTH * story.months_ago - seed % 20, 5))
    with school.on(day, 19, by=person) as work:
        entry = portfolio.add_entry(
            work,
            story.kind,
            facts_of(story, day - timedelta(days=MONTH * story.ended_before)),
            qualification_ids=[course.qualification_id],
            form_key=str(uuid.uuid4()),
        )
        taken = [take(work, *file_of(kind, story, seed + place)) for place, kind in enumerate(story.files)]
        portfolio.add_files(work, entry, taken)
        shown = [course.processes[number - 1] for number in story.shows]
        if shown:
            portfolio.add_evidence(
                work, entry, shown, reasoning=story.reasoning, indicator_ids=course.pointed_at(story)
            )
        school.entries[person.email.split("@")[0], story.title] = entry.id


def facts_of(story: Story, ended: date) -> EntryFacts:
    """What is filled in for it."""
    return EntryFacts(
        title=story.title,
        organisation=story.organisation,
        role=story.role,
        started_on=ended - timedelta(days=story.lasted),
        ended_on=ended,
        hours=story.hours,
        level=story.level,
        outcome=story.outcome,
        description=story.description,
    )


def begin_a_draft(school: School, person: Person) -> None:
    """Something was typed last night, and not finished."""
    with school.on(school.ago(days=1), 22, by=person) as work:
        opened = OpenedDraft(str(uuid.uuid4()), person.id, None)
        portfolio.save_draft(work, opened, EntryKind.PROJECT, stories.UNFINISHED, work_process_id=None, version=0)


def take(work: Work, name: str, content: bytes) -> TakenIn:
    """A file, as it would be taken in from an upload."""
    return take_in(work.storage, io.BytesIO(content), name, limits=UploadLimits(), scanner=NoScanner())


def file_of(kind: str, story: Story, seed: int) -> tuple[str, bytes]:
    """A file by its kind: its name and content."""
    match kind:
        case "weld":
            return f"IMG_{2000 + seed}.jpg", pictures.weld(seed % VARIETY)
        case "ward":
            return f"IMG_{2000 + seed}.jpg", pictures.ward(seed % VARIETY)
        case "sound":
            return "gesprek.wav", pictures.sound()
    return f"{story.title.replace('/', '-')}.pdf", pictures.report(story.title, (story.description, story.reasoning))
