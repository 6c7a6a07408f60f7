"""What happens to questionnaires, to whom they are asked, and to what they propose."""

from dataclasses import dataclass
from typing import ClassVar

from foundation.events import BulkEvent, Event


@dataclass(frozen=True, kw_only=True)
class InventoryMade(Event):
    """There is a new questionnaire."""

    name: ClassVar[str] = "certification.inventory-made"
    inventory_id: int


@dataclass(frozen=True, kw_only=True)
class InventoryChanged(Event):
    """Something of a questionnaire is otherwise, in what is not published yet."""

    name: ClassVar[str] = "certification.inventory-changed"
    inventory_id: int
    change: str
    key: str = ""  # of the question or proposal


@dataclass(frozen=True, kw_only=True)
class InventoryRemoved(Event):
    """A questionnaire that was never published is gone."""

    name: ClassVar[str] = "certification.inventory-removed"
    inventory_id: int


@dataclass(frozen=True, kw_only=True)
class InventoryPublished(Event):
    """Whoever begins from now on gets this version."""

    name: ClassVar[str] = "certification.inventory-published"
    inventory_id: int
    number: int


@dataclass(frozen=True, kw_only=True)
class InventoryClosed(Event):
    """Nobody newly begins it."""

    name: ClassVar[str] = "certification.inventory-closed"
    inventory_id: int


@dataclass(frozen=True, kw_only=True)
class InventoryReopened(Event):
    """It can be begun again."""

    name: ClassVar[str] = "certification.inventory-reopened"
    inventory_id: int


@dataclass(frozen=True, kw_only=True)
class InventoryOpenedForAll(Event):
    """Whether somebody may fill it in without having been asked."""

    name: ClassVar[str] = "certification.inventory-opened-for-all"
    inventory_id: int
    open_for_all: bool


@dataclass(frozen=True, kw_only=True)
class InventoryAsked(BulkEvent):
    """These people are asked to fill it in."""

    name: ClassVar[str] = "certification.inventory-asked"
    inventory_id: int


@dataclass(frozen=True, kw_only=True)
class InventoryAskTakenBack(Event):
    """Somebody need not fill it in any more."""

    name: ClassVar[str] = "certification.inventory-ask-taken-back"
    person_id: int
    run_id: int


@dataclass(frozen=True, kw_only=True)
class InventoryBegun(Event):
    """Somebody began to answer this version."""

    name: ClassVar[str] = "certification.inventory-begun"
    person_id: int
    run_id: int
    version_id: int


@dataclass(frozen=True, kw_only=True)
class InventoryAnswered(Event):
    """Somebody answered a question; what was answered is not told."""

    name: ClassVar[str] = "certification.inventory-answered"
    person_id: int
    run_id: int
    question: str
    dropped: int  # earlier answers that no longer follow


@dataclass(frozen=True, kw_only=True)
class InventorySent(Event):
    """Somebody sent in the answers; so many proposals wait for a decision."""

    name: ClassVar[str] = "certification.inventory-sent"
    person_id: int
    run_id: int
    proposals: int


@dataclass(frozen=True, kw_only=True)
class InventoryProposalDecided(Event):
    """A proposal was approved, changed or refused."""

    name: ClassVar[str] = "certification.inventory-proposal-decided"
    person_id: int
    run_id: int
    proposal_id: int
    decision: str
    qualification_id: int
