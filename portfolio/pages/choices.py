"""Work processes to choose from."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from foundation.work import Work
from portfolio import queries


@dataclass(frozen=True)
class Choice:
    """A work process that can be ticked."""

    id: int
    number: str
    name: str
    checked: bool
    linked: bool


@dataclass(frozen=True)
class Group:
    """Work processes of one core task, to choose from."""

    qualification: str
    core_task: str
    choices: list[Choice]
    terms: Mapping[str, Any]

    @property
    def is_open(self) -> bool:
        """Whether something in it was chosen."""
        return any(choice.checked for choice in self.choices)


def evidence_choices(
    work: Work, owner_id: int, *, linked: Collection[int], chosen: Collection[int]
) -> tuple[list[Group], list[int]]:
    """The work processes to choose from, by core task, and the ids of those that may be chosen."""
    followed = {row.id: row for row in queries.followed(work, owner_id)}
    groups: dict[int, Group] = {}
    for qualification_id, task_id, number, name, process_id, process_number, process_name in queries.structure(
        work, list(followed)
    ):
        row = followed[qualification_id]
        group = groups.setdefault(task_id, Group(row.name, f"{number} {name}", [], row.terms))
        group.choices.append(
            Choice(process_id, process_number, process_name, process_id in chosen, process_id in linked)
        )
    allowed = [choice.id for group in groups.values() for choice in group.choices]
    return list(groups.values()), allowed
