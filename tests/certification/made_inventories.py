"""Makes questionnaires, committed, and fills them in."""

from typing import Any

from certification.actions.inventories import building
from certification.models import Inventory, InventoryRun, InventoryVersion
from certification.rules.inventories import (
    Compare,
    Condition,
    Criterion,
    Design,
    Jump,
    Proposal,
    Question,
    QuestionKind,
    design_to_json,
)
from people.models import Person
from qualification_files.models import Qualification
from tests.factories import Make

AT_HEIGHT = Condition(criteria=(Criterion("q1", Compare.IS, "yes"),))
EXPERIENCED = Condition(criteria=(Criterion("q2", Compare.AT_LEAST, 10),))


def heights(*qualifications: Qualification) -> Design:
    """Works at height? (no: to the last) Years? Drives? The first is given for height, the second for ten years."""
    conditions = (AT_HEIGHT, EXPERIENCED)
    jump = Jump("j1", Condition(criteria=(Criterion("q1", Compare.IS, "no"),)), "q3")
    return Design(
        questions=(
            Question("q1", "Do you work at height?", jumps=(jump,)),
            Question("q2", "How many years?", kind=QuestionKind.NUMBER, minimum=0, maximum=50),
            Question("q3", "Do you drive?"),
        ),
        proposals=tuple(
            Proposal(f"p{number}", condition, one.id)
            for number, (one, condition) in enumerate(zip(qualifications, conditions, strict=False), 1)
        ),
        last_key=9,
    )


def inventory(make: Make, design: Design | None = None, **fields: Any) -> Inventory:
    """A draft of this design."""
    with make.writing() as work:
        facts = {"name": "Work at height", "language": "en", **fields}
        made = Inventory(design=design_to_json(design or heights()), made_at=work.now, **facts)
        work.db.add(made)
    return made


def published(make: Make, design: Design | None = None, **fields: Any) -> Inventory:
    """The same, put to people."""
    made = inventory(make, design, **fields)
    publish(make, made)
    return made


def publish(make: Make, made: Inventory) -> InventoryVersion:
    """Fix it as it is."""
    with make.writing() as work:
        found = work.db.get_one(Inventory, made.id)
        return building.publish(work, found, version=found.version)


def asked(make: Make, made: Inventory, person: Person, **fields: Any) -> InventoryRun:
    """This person is asked to fill it in."""
    with make.writing() as work:
        run = InventoryRun(inventory_id=made.id, person_id=person.id, asked_at=work.now, **fields)
        work.db.add(run)
    return run
