"""Exams with a chain, and ways to spoil them that the product itself refuses."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, text

from exams import queries
from exams.actions.marking import Signature, seen_of, sign_sheet
from exams.models import AgreedMark, Correction, ExamEvent, Sitting
from exams.queries.chain import links_of, reports
from exams.rules.chain import BEGINNING, Anchor, Happened, Link, Report, Tip, link_after
from foundation.events import Event
from foundation.sessions import WRITING
from foundation.web.database import db
from tests.conftest import NOON, Desk, actor_of

NO_CHAINS = f"DELETE FROM exam_event WHERE sitting_id <> {BEGINNING}"


@dataclass(frozen=True)
class Chained:
    """A signed exam of which every event is in its chain."""

    sitting: Sitting
    desk: Desk

    def report(self, anchor: Anchor | None = None) -> Report:
        """What checking finds now."""
        with self.desk.reading() as work:
            return reports(work, [self.sitting.id], anchor)[0]

    @property
    def wrong(self) -> list[str]:
        """What checking finds now, in words."""
        return [str(finding.message) for finding in self.report().findings]

    @property
    def things(self) -> list[tuple[str, str]]:
        """What is wrong with which thing."""
        return [(str(one.fault), one.thing.partition(":")[0] or str(one.number)) for one in self.report().findings]


def mark_and_sign(school: Any, visit: Callable[..., Any], sitting: Sitting, *, remark: str = "Good work.") -> Chained:
    """Mark every step as a tablet does, sign, and there is a result."""
    sheet, browser = sitting.sheets[0].id, visit(school.examiner)
    marks = [
        {
            "op": str(uuid4()),
            "sheet": sheet,
            "step": step.id,
            "value": 2,
            "remark": remark,
            "base_op": None,
            "sequence": number,
            "made_at": (NOON + timedelta(seconds=number)).isoformat(),
        }
        for number, step in enumerate(school.form.steps, start=1)
    ]
    for half in (marks[:3], marks[3:]):
        answer = browser.post("/exams/sync", json={"operations": half, "sent_at": NOON.isoformat()})
        assert answer.status_code == 200, answer.text
    sign(school, sitting)
    return Chained(sitting, school.desk)


def sign(school: Any, sitting: Sitting) -> None:
    """The examiner signs."""
    with school.desk.writing(actor_of(school.examiner)) as work:
        sheet = queries.sheet(work, sitting.sheets[0].id)
        seen = seen_of(queries.standing_marks(work, sheet.id))
        sign_sheet(work, sheet, Signature(name="Ahmed Bakker", overall_remark="Calm and safe.", seen=seen))


def settled(school: Any, sitting: Sitting, event: Event) -> None:
    """A mark was agreed on, and a mark corrected, in one deed."""
    with school.desk.writing() as work:
        facts = {
            "sitting_id": sitting.id,
            "step_id": school.form.steps[0].id,
            "made_at": work.now,
            "reason": "Because.",
        }
        sheet, by = sitting.sheets[0].id, school.examiner.id
        work.db.add(AgreedMark(**facts, sheet_id=sheet, value=3, made_by=by, form_key=str(uuid4())))
        work.db.add(Correction(**facts, value_before=2, value=3, made_by=by, form_key=str(uuid4())))
        work.emit(event)


def tamper(desk: Desk, *statements: str, missing_ok: bool = False) -> None:
    """Do to the database what only somebody can who gets at it past the product, and past its triggers."""
    with desk.app.app_context(), db.engine.connect().execution_options(**WRITING, migrating=True) as connection:
        triggers = lifted(connection)
        for statement in statements:
            assert connection.execute(text(statement)).rowcount > 0 or missing_ok, statement
        for trigger in triggers:
            connection.execute(text(trigger))
        connection.commit()


def lifted(connection: Connection) -> list[str]:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        return []
    found = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
    for name, _ in found:
        connection.execute(text(f"DROP TRIGGER {name}"))
    return [statement for _, statement in found]


def older(desk: Desk, sitting_id: int) -> None:
    """This exam and all before it were there when the installation began the chains, at noon; see `beginning`."""
    began = Happened(
        sitting_id=BEGINNING, name="exams.chains-began", at=NOON, actor_id=None, facts={"sittings": sitting_id}
    )
    put(desk, link_after(Tip(), began, {}, salt="0" * 32), instead=f"sitting_id = {BEGINNING}")


def put(desk: Desk, link: Link, *, instead: str = "") -> None:
    """This link stands in the database, in the place of those."""
    if instead:
        tamper(desk, f"DELETE FROM exam_event WHERE {instead}")
    with desk.writing() as work:
        work.db.add(ExamEvent(**asdict(link)))


def first_link(desk: Desk) -> Link | None:
    """The link that the installation made."""
    with desk.reading() as work:
        return next(iter(links_of(work, [BEGINNING]).get(BEGINNING, [])), None)
