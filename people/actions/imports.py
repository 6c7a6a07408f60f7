"""Taking in people from a spreadsheet: set by set, never person by person."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, text, update

from foundation.db import numbers
from foundation.messages import say
from foundation.refusals import Refusal
from foundation.work import Work
from people import queries
from people.actions.organisation.taking_in import take_in_organisation
from people.actions.passwords import end_links
from people.actions.people import queue_invitations
from people.events import (
    PeopleAdded,
    PeopleChanged,
    PeopleImportCarriedOut,
    PeopleImportUploaded,
    RoleChange,
    RolesChanged,
    SupervisorsSet,
)
from people.models import PeopleImport, Person, PersonRole, Supervision
from people.rules import Role, sorting_name
from people.rules.imports import Entry, Outcome, Plan
from people.rules.spreadsheet import Column

FIELDS: dict[str, str] = {
    Column.GIVEN: "given_name",
    Column.PREFIX: "name_prefix",
    Column.FAMILY: "family_name",
    Column.EMAIL: "email",
    Column.NUMBER: "number",
    Column.GROUP: "group_name",
    Column.LANGUAGE: "language",
}


class AlreadyCarriedOut(Refusal):
    """The list was taken in before: sent twice, or by somebody else."""

    def __init__(self) -> None:
        super().__init__(say("This list was taken in already. Nothing was done twice."))


class SomethingElse(Refusal):
    """What would be done is not what was looked at."""

    def __init__(self) -> None:
        super().__init__(say("People were changed since you looked, so this list now does something else. Look again."))


class SomeWrong(Refusal):
    """All or nothing was asked, and not all is right."""

    def __init__(self, count: int) -> None:
        super().__init__(
            say("Nothing was taken in, because some rows are wrong. Correct the file, or take in only the right rows.")
        )
        self.count = count


def upload(work: Work, *, file_key: str, file_name: str) -> PeopleImport:
    """Keep the list until it is carried out."""
    uploaded = PeopleImport(
        uploaded_by=work.actor.id, uploaded_at=work.now, file_name=file_name[:255], file_key=file_key
    )
    work.db.add(uploaded)
    work.db.flush()  # the event needs the number
    work.emit(PeopleImportUploaded(import_id=uploaded.id))
    return uploaded


def carry_out_upload(
    work: Work, uploaded: PeopleImport, *, seen: str, leave_out_wrong: bool, invite: bool
) -> dict[str, int]:
    """Take in an uploaded list as it was looked at, once."""
    # Race: the button pressed twice. The lock makes the second wait and then see that it was done.
    work.db.refresh(uploaded, with_for_update=True)
    if uploaded.carried_out_at is not None:
        raise AlreadyCarriedOut
    hold_people(work)
    plan = queries.plan_of(work, uploaded)
    if plan.fingerprint != seen:
        raise SomethingElse
    uploaded.carried_out_at = work.now
    counts = carry_out(work, plan, leave_out_wrong=leave_out_wrong, invite=invite, import_id=uploaded.id)
    uploaded.outcome = {**counts, "invited": counts[Outcome.NEW] if invite else 0}
    work.emit(PeopleImportCarriedOut(import_id=uploaded.id, counts=tuple(sorted(counts.items()))))
    return counts


def hold_people(work: Work) -> None:
    """Let nobody else add or change people until this work is done."""
    # Race: a person added between the plan and the deed. SQLite has one writer at a time anyway.
    if work.db.get_bind().dialect.name == "postgresql":
        work.db.execute(text("LOCK TABLE person IN SHARE ROW EXCLUSIVE MODE"))


def carry_out(
    work: Work, plan: Plan, *, leave_out_wrong: bool, invite: bool, import_id: int | None = None
) -> dict[str, int]:
    """Do what the plan says: all right rows, or nothing. The number of statements does not grow with the rows."""
    if plan.counts[Outcome.WRONG] and not leave_out_wrong:
        raise SomeWrong(plan.counts[Outcome.WRONG])
    added, changed = plan.of(Outcome.NEW), plan.of(Outcome.CHANGED)
    new_ids = _add(work, added)
    _change(work, changed, import_id=import_id)
    _supervise(work, {**_ids_by_email(work), **dict(zip(_emails(added), new_ids, strict=True))}, added, changed)
    known = {entry.known.id: entry for entry in changed if entry.known}
    take_in_organisation(work, plan, {**known, **dict(zip(new_ids, added, strict=True))}, import_id=import_id)
    if new_ids:
        work.emit(PeopleAdded(person_ids=tuple(new_ids), import_id=import_id))
        if invite:
            queue_invitations(work, tuple(new_ids))
    return plan.counts


def _emails(entries: Iterable[Entry]) -> list[str]:
    return [entry.facts.email for entry in entries]


def _add(work: Work, entries: Sequence[Entry]) -> list[int]:
    if not entries:
        return []
    statement = insert(Person).returning(Person.id, sort_by_parameter_order=True)
    ids = list(work.db.scalars(statement, [_newcomer(entry, work.now) for entry in entries]))
    roles = [
        {"person_id": person_id, "role": role}
        for person_id, entry in zip(ids, entries, strict=True)
        for role in sorted(entry.roles)
    ]
    work.db.execute(insert(PersonRole), roles)
    return ids


def _newcomer(entry: Entry, now: datetime) -> dict[str, Any]:
    facts = entry.facts
    given, prefix = facts.given or "", facts.prefix or ""
    return {
        "given_name": given,
        "name_prefix": prefix,
        "family_name": facts.family,
        "sorting_name": sorting_name(given, prefix, facts.family),
        "email": facts.email,
        "number": facts.number,
        "group_name": facts.group or "",
        "language": facts.language,
        "created_at": now,
        "version": 1,
        "active": True,
        "color_mode": "auto",
    }


def _change(work: Work, entries: Sequence[Entry], *, import_id: int | None) -> None:
    rows = [_renewed(entry) for entry in entries if entry.known]
    if not rows:
        return
    person = Person.__table__
    values: dict[str, Any] = {name: bindparam(name) for name in rows[0] if name != "person_id"}
    values["version"] = person.c.version + 1
    # One executemany; the session holds none of these people, so nothing in it goes stale.
    statement = update(person).where(person.c.id == bindparam("person_id"))  # type: ignore[arg-type]  # typed FromClause
    work.db.connection().execute(statement.values(values), rows)
    end_links(work, [entry.known.id for entry in entries if entry.known and _moves(entry)])
    _change_roles(work, entries)
    fields = {str(change.column) for entry in entries for change in entry.changes}
    ids = tuple(row["person_id"] for row in rows)
    work.emit(PeopleChanged(person_ids=ids, fields=tuple(sorted(fields)), import_id=import_id))


def _moves(entry: Entry) -> bool:
    return any(change.column is Column.EMAIL for change in entry.changes)


def _renewed(entry: Entry) -> dict[str, Any]:
    known = entry.known
    if known is None:
        raise ValueError("Only somebody who is known can be changed.")
    row: dict[str, Any] = {
        "given_name": known.given,
        "name_prefix": known.prefix,
        "family_name": known.family,
        "email": known.email,
        "number": known.number,
        "group_name": known.group,
        "language": known.language,
    }
    row |= {FIELDS[change.column]: change.new for change in entry.changes if change.column in FIELDS}
    row["sorting_name"] = sorting_name(row["given_name"], row["name_prefix"], row["family_name"])
    return {"person_id": known.id, **row}


def _change_roles(work: Work, entries: Sequence[Entry]) -> None:
    changes = [
        RoleChange(entry.known.id, _sorted(entry.roles - entry.known.roles), _sorted(entry.known.roles - entry.roles))
        for entry in entries
        if entry.known and entry.roles != entry.known.roles
    ]
    if not changes:
        return
    # What somebody keeps is left alone: a role that counts in a part only would come back without its limits.
    for role in Role:
        taken = [change.person_id for change in changes if role in change.taken]
        if taken:
            held = PersonRole.person_id.in_(select(numbers(work.db, taken)))
            statement = delete(PersonRole).where(held, PersonRole.role == role)
            work.db.execute(statement.execution_options(synchronize_session=False))
    rows = [{"person_id": change.person_id, "role": role} for change in changes for role in change.given]
    if rows:
        work.db.execute(insert(PersonRole), rows)
    work.emit(RolesChanged(changes=tuple(changes)))


def _supervise(work: Work, ids: dict[str, int], *groups: Sequence[Entry]) -> None:
    """Each candidate whose row names supervisors is guided by these, and by nobody else."""
    guided = {
        ids[entry.facts.email]: [ids[email] for email in entry.facts.supervisors]
        for entries in groups
        for entry in entries
        if entry.facts.supervisors is not None and _names_others(entry)
    }
    if not guided:
        return
    work.db.execute(delete(Supervision).where(Supervision.candidate_id.in_(list(guided))))
    rows = [
        {"candidate_id": candidate_id, "supervisor_id": supervisor_id}
        for candidate_id, supervisor_ids in guided.items()
        for supervisor_id in supervisor_ids
    ]
    work.db.execute(insert(Supervision), rows)
    work.emit(SupervisorsSet(guided=tuple((candidate_id, tuple(people)) for candidate_id, people in guided.items())))


def _names_others(entry: Entry) -> bool:
    return entry.known is None or any(change.column is Column.SUPERVISORS for change in entry.changes)


def _ids_by_email(work: Work) -> dict[str, int]:
    return {known.email: known.id for known in queries.known_people(work)}


def _sorted(roles: frozenset[Role]) -> tuple[Role, ...]:
    return tuple(sorted(roles))
