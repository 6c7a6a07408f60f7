"""Making a questionnaire, publishing and closing it."""

from dataclasses import dataclass, replace

from certification.events.inventories import (
    InventoryChanged,
    InventoryClosed,
    InventoryMade,
    InventoryOpenedForAll,
    InventoryPublished,
    InventoryRemoved,
    InventoryReopened,
)
from certification.models import Inventory, InventoryVersion
from certification.queries import inventories as queries
from certification.rules.inventories import (
    Design,
    InventoryState,
    Jump,
    Proposal,
    Question,
    design_from_json,
    design_to_json,
    editing,
    problems,
)
from foundation.messages import say
from foundation.refusals import NotFound, Refusal
from foundation.work import Work


class ChangedMeanwhile(Refusal):
    """Somebody else changed the questionnaire after the page was opened."""


class NotWhole(Refusal):
    """Something keeps it from being published."""


@dataclass(frozen=True)
class InventoryFacts:
    """What is said around the questions."""

    name: str
    language: str
    welcome: str = ""
    closing: str = ""


def make_inventory(work: Work, facts: InventoryFacts) -> Inventory:
    """A draft without questions."""
    made = Inventory(design=design_to_json(Design()), made_at=work.now, made_by=work.actor.id, **vars(facts))
    work.db.add(made)
    work.db.flush()  # the event needs the id
    work.emit(InventoryMade(inventory_id=made.id))
    return made


def change_facts(work: Work, inventory: Inventory, facts: InventoryFacts, *, version: int) -> None:
    """Say something else around the questions."""
    _refuse_changed(inventory, version)
    for name, value in vars(facts).items():
        setattr(inventory, name, value)
    work.emit(InventoryChanged(inventory_id=inventory.id, change="facts"))


def add_question(work: Work, inventory: Inventory, question: Question, *, version: int) -> str:
    """Add it at the end, and give its key."""
    design = design_from_json(inventory.design)
    if len(design.questions) >= editing.MOST_QUESTIONS:
        raise Refusal(say("A questionnaire has at most %(most)s questions.", most=editing.MOST_QUESTIONS))
    design, key = editing.next_key(design, "q")
    design, question = editing.keyed(design, replace(question, key=key))
    _change(work, inventory, editing.with_question(design, question), version, "question-added", key)
    return key


def change_question(work: Work, inventory: Inventory, question: Question, *, version: int) -> None:
    """Ask it otherwise; where it goes on stays as it is, except for what comes otherwise."""
    design, question = editing.keyed(design_from_json(inventory.design), question)
    _change(work, inventory, editing.with_question(design, question), version, "question-changed", question.key)


def remove_question(work: Work, inventory: Inventory, question: Question, *, version: int) -> None:
    """Ask it no longer; what pointed to it is told by the check."""
    design = editing.without_question(design_from_json(inventory.design), question.key)
    _change(work, inventory, design, version, "question-removed", question.key)


def move_question(work: Work, inventory: Inventory, question: Question, *, by: int, version: int) -> None:
    """Put it higher or lower in the list."""
    design = editing.moved(design_from_json(inventory.design), question.key, by=by)
    _change(work, inventory, design, version, "question-moved", question.key)


def save_jump(work: Work, inventory: Inventory, question: Question, jump: Jump, *, version: int) -> None:
    """Say where it goes on when something holds; without a key it is a new line."""
    design = design_from_json(inventory.design)
    if not jump.key:
        design, key = editing.next_key(design, "j")
        jump = replace(jump, key=key)
    design = editing.with_jump(design, _there(design, question.key), jump)
    _change(work, inventory, design, version, "jump-saved", question.key)


def remove_jump(work: Work, inventory: Inventory, question: Question, key: str, *, version: int) -> None:
    """Take the line away."""
    design = design_from_json(inventory.design)
    design = editing.without_jump(design, _there(design, question.key), key)
    _change(work, inventory, design, version, "jump-removed", question.key)


def save_proposal(work: Work, inventory: Inventory, proposal: Proposal, *, version: int) -> None:
    """Propose a qualification when something holds; without a key it is a new proposal."""
    design = design_from_json(inventory.design)
    if not proposal.key:
        if len(design.proposals) >= editing.MOST_PROPOSALS:
            raise Refusal(say("A questionnaire has at most %(most)s proposals.", most=editing.MOST_PROPOSALS))
        design, key = editing.next_key(design, "p")
        proposal = replace(proposal, key=key)
    _change(work, inventory, editing.with_proposal(design, proposal), version, "proposal-saved", proposal.key)


def remove_proposal(work: Work, inventory: Inventory, proposal: Proposal, *, version: int) -> None:
    """Propose it no longer."""
    design = editing.without_proposal(design_from_json(inventory.design), proposal.key)
    _change(work, inventory, design, version, "proposal-removed", proposal.key)


def publish(work: Work, inventory: Inventory, *, version: int) -> InventoryVersion:
    """Fix it as it is now for whoever begins from now on; refused while something is wrong with it."""
    _refuse_changed(inventory, version)
    design = design_from_json(inventory.design)
    blocking = [one for one in problems(design, linkable={row.id for row in queries.linkable(work)}) if one.blocks]
    if blocking:
        raise NotWhole(
            say("It cannot be published yet. The list of what has to be mended says where and how."),
            details=[one.message for one in blocking],
        )
    before = queries.latest_version(work, inventory.id)
    made = InventoryVersion(
        inventory_id=inventory.id,
        number=before.number + 1 if before else 1,
        name=inventory.name,
        welcome=inventory.welcome,
        closing=inventory.closing,
        design=inventory.design,
        published_at=work.now,
        published_by=work.actor.id,
    )
    work.db.add(made)
    inventory.state = InventoryState.PUBLISHED
    work.emit(InventoryPublished(inventory_id=inventory.id, number=made.number))
    return made


def close(work: Work, inventory: Inventory) -> None:
    """Let nobody newly begin it; who has begun may finish."""
    if inventory.state is not InventoryState.PUBLISHED:
        return  # sent twice
    inventory.state = InventoryState.CLOSED
    work.emit(InventoryClosed(inventory_id=inventory.id))


def reopen(work: Work, inventory: Inventory) -> None:
    """Let people begin it again, as it was published last."""
    if inventory.state is not InventoryState.CLOSED:
        return  # sent twice
    inventory.state = InventoryState.PUBLISHED
    work.emit(InventoryReopened(inventory_id=inventory.id))


def open_for_all(work: Work, inventory: Inventory, *, is_open: bool) -> None:
    """Whether somebody may fill it in without having been asked."""
    if inventory.open_for_all is is_open:
        return  # sent twice
    inventory.open_for_all = is_open
    work.emit(InventoryOpenedForAll(inventory_id=inventory.id, open_for_all=is_open))


def remove_inventory(work: Work, inventory: Inventory) -> None:
    """Take away a draft that nobody ever saw."""
    if queries.was_begun(work, inventory.id):
        raise Refusal(say("It was published, so it stays for whoever reads what was answered. Close it instead."))
    work.db.delete(inventory)
    work.emit(InventoryRemoved(inventory_id=inventory.id))


def _change(work: Work, inventory: Inventory, design: Design, version: int, change: str, key: str) -> None:
    _refuse_changed(inventory, version)
    inventory.design = design_to_json(design)
    work.emit(InventoryChanged(inventory_id=inventory.id, change=change, key=key))


def _refuse_changed(inventory: Inventory, version: int) -> None:
    if inventory.version != version:
        raise ChangedMeanwhile(
            say("Somebody changed this questionnaire after you opened the page. Look at it again and repeat it.")
        )


def _there(design: Design, key: str) -> Question:
    found = design.question(key)
    if found is None:
        raise NotFound
    return found
