"""What happens to rules and links by organisation; whom they link is told by the package of qualifications."""

from dataclasses import dataclass
from typing import ClassVar

from foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class OrganisationLinkMade(Event):
    """Whoever is in this part (with this function) follows this qualification from now on."""

    name: ClassVar[str] = "certification.organisation-link-made"
    organisation_link_id: int
    qualification_id: int
    part_id: int
    function_id: int | None
    required: bool


@dataclass(frozen=True, kw_only=True)
class OrganisationLinkEnded(Event):
    """A part no longer asks for a qualification."""

    name: ClassVar[str] = "certification.organisation-link-ended"
    organisation_link_id: int
    qualification_id: int
    part_id: int


@dataclass(frozen=True, kw_only=True)
class RuleMade(Event):
    """There is another rule; it links nobody yet."""

    name: ClassVar[str] = "certification.rule-made"
    rule_id: int


@dataclass(frozen=True, kw_only=True)
class RuleChanged(Event):
    """What a rule is to ask was changed; it does not count before it is carried out."""

    name: ClassVar[str] = "certification.rule-changed"
    rule_id: int
    what: str  # "name", "qualifications" or "condition"


@dataclass(frozen=True, kw_only=True)
class RuleSwitchedOn(Event):
    """A rule counts from now on, as it was looked at."""

    name: ClassVar[str] = "certification.rule-switched-on"
    rule_id: int
    qualification_ids: tuple[int, ...]
    required: bool
    criteria: int


@dataclass(frozen=True, kw_only=True)
class RuleSwitchedOff(Event):
    """A rule counts no longer; what it alone held ends."""

    name: ClassVar[str] = "certification.rule-switched-off"
    rule_id: int


@dataclass(frozen=True, kw_only=True)
class RuleRemoved(Event):
    """A draft that never linked anybody is gone."""

    name: ClassVar[str] = "certification.rule-removed"
    rule_id: int


@dataclass(frozen=True, kw_only=True)
class RulePreviewTaken(Event):
    """Somebody took along whom a rule would link and unlink, with the reasons."""

    name: ClassVar[str] = "certification.rule-preview-taken"
    rule_id: int
