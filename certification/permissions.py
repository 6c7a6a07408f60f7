"""Who may do what with activities, with how qualifications are kept, and with what people do for them."""

from enum import StrEnum
from typing import Any, Protocol

from certification.rules.inventories import InventoryState
from foundation.access import Actor, Grants
from people.permissions import has_role
from people.rules import Role


class Permission(StrEnum):
    """What can be done about achieving and maintaining."""

    # the library, and what qualifications ask
    SEE_LIBRARY = "certification:see-library"
    SEE_ACTIVITY = "certification:see-activity"
    DEFINE = "certification:define"
    SEE_UPKEEP = "certification:see-upkeep"
    RECORD_ATTENDANCE = "certification:record-attendance"
    SEE_ACTIVITY_FILE = "certification:see-activity-file"
    # the clock of one person
    SEE_CLOCK = "certification:see-clock"
    SEE_PAUSES = "certification:see-pauses"
    KEEP_PAUSES = "certification:keep-pauses"
    # Approvals
    SEE_APPROVALS = "certification:see-approvals"
    DECIDE_SENT_IN = "certification:decide-sent-in"
    READ_OWN_DECISION = "certification:read-own-decision"
    # reminders
    SEE_REMINDERS = "certification:see-reminders"
    SEE_LADDER = "certification:see-reminder-days"
    SET_LADDER = "certification:set-reminder-days"
    KEEP_QUIET = "certification:keep-quiet"
    KEEP_QUALIFICATION_QUIET = "certification:keep-qualification-quiet"
    END_QUIET = "certification:end-quiet"

    # inventories
    SEE_INVENTORIES = "certification:see-inventories"
    SEE_INVENTORY = "certification:see-inventory"
    ASK_INVENTORY = "certification:ask-inventory"
    BEGIN_INVENTORY = "certification:begin-inventory"
    FILL_IN_INVENTORY = "certification:fill-in-inventory"
    TAKE_BACK_INVENTORY = "certification:take-back-inventory"
    DECIDE_INVENTORY = "certification:decide-inventory"
    # what people do for what they keep
    SEE_GROWTH = "certification:see-growth"
    KEEP_GROWTH = "certification:keep-growth"
    RECORD_COMPLETION = "certification:record-completion"

    # linking: by hand at the person, by organisation, by rules
    SEE_LINKS = "certification:see-links"
    LINK_BY_HAND = "certification:link-by-hand"
    LINK_BY_ORGANISATION = "certification:link-by-organisation"
    SEE_RULES = "certification:see-rules"
    MANAGE_RULES = "certification:manage-rules"
    # Certificates
    SEE_CERTIFICATE = "certification:see-certificate"
    SEE_CERTIFICATES_OF = "certification:see-certificates-of"
    KEEP_CERTIFICATE_TEMPLATES = "certification:keep-certificate-templates"


is_administrator = has_role(Role.ADMINISTRATOR)
is_coordinator = has_role(Role.COORDINATOR)
is_manager = has_role(Role.MANAGER)


class Definable(Protocol):
    """Something that administrators define, and coordinators where the school lets them (C4)."""

    @property
    def coordinators_define(self) -> bool:
        """Whether the school lets them."""


class LinkedPerson(Protocol):
    """Somebody whose links one may see, and may change where so bounded."""

    @property
    def may_link(self) -> bool:
        """Whether the actor links this person: an administrator or coordinator of the whole or of this part."""


def is_signed_in(actor: Actor, _subject: object) -> bool:
    """Somebody who is known here; whom one may see is bounded where the person is loaded."""
    return actor.signed_in


def may_link_them(_actor: Actor, subject: LinkedPerson) -> bool:
    """The actor links people of this part of the organisation."""
    return subject.may_link


class OfActivity(Protocol):
    """Something of an activity that is not for everybody."""

    @property
    def is_theirs(self) -> bool:
        """Whether it is asked of whoever looks, and published."""


class OfPerson(Protocol):
    """Something of one person."""

    @property
    def person_id(self) -> int:
        """Whose it is."""


def is_no_visitor(actor: Actor, _subject: object) -> bool:
    """An auditor comes for exams alone, and keeps nothing here."""
    return actor.roles != {Role.AUDITOR}


def is_own(actor: Actor, subject: OfPerson) -> bool:
    """It is the actor's own."""
    return subject.person_id == actor.id


class OfSomebody(Protocol):
    """Something about a person whom one may look after or not."""

    @property
    def is_within(self) -> bool:
        """Whether whoever looks looks after that person."""


def is_about_somebody_within(_actor: Actor, subject: OfSomebody) -> bool:
    """It is about somebody whom the actor looks after."""
    return subject.is_within


def lets_coordinators_define(_actor: Actor, subject: Definable | None) -> bool:
    """The school lets coordinators define activities and how qualifications are kept."""
    return subject is not None and subject.coordinators_define


def is_asked_of_them(_actor: Actor, subject: OfActivity) -> bool:
    """A qualification that the actor keeps asks for it."""
    return subject.is_theirs


class SentIn(Protocol):
    """What somebody sent in, and whether whoever asks looks after that person as a lead or an administrator."""

    @property
    def owner_id(self) -> int:
        """Who sent it in."""

    @property
    def looked_after(self) -> bool:
        """Whether the actor looks after whoever sent it in."""


def decides_for_somebody(actor: Actor, _subject: Any) -> bool:
    """The actor leads people or administers, everywhere or in a part of the organisation."""
    return not (actor.roles | actor.limited_roles).isdisjoint({Role.ADMINISTRATOR, Role.MANAGER})


def looks_after_sender(_actor: Actor, subject: SentIn) -> bool:
    """The actor looks after whoever sent it in."""
    return subject.looked_after


def sent_it(actor: Actor, subject: SentIn) -> bool:
    """The actor sent it in."""
    return subject.owner_id == actor.id


def is_of_another(actor: Actor, subject: SentIn) -> bool:
    """Nobody decides about what is one's own."""
    return subject.owner_id != actor.id


class OfInventory(Protocol):
    """A questionnaire as whoever looks comes to it."""

    @property
    def state(self) -> InventoryState:
        """Whether it is a draft, published or closed."""

    @property
    def is_offered(self) -> bool:
        """Whether it is asked of the actor, open for all, or was filled in by the actor before."""


class InventoryAnswers(Protocol):
    """What one person was asked and answered."""

    @property
    def person_id(self) -> int:
        """Whose it is."""

    @property
    def is_looked_after(self) -> bool:
        """Whether the actor looks after that person in a role that lets one decide."""


def is_put_to_people(_actor: Actor, subject: OfInventory) -> bool:
    """It is, or was, published."""
    return subject.state is not InventoryState.DRAFT


def is_offered(_actor: Actor, subject: OfInventory) -> bool:
    """It is put to the actor."""
    return subject.is_offered


def answers_it(actor: Actor, subject: InventoryAnswers) -> bool:
    """The answers are the actor's own."""
    return subject.person_id == actor.id


def does_not_answer_it(actor: Actor, subject: InventoryAnswers) -> bool:
    """Nobody decides about oneself."""
    return subject.person_id != actor.id


def looks_after_whoever_answers(_actor: Actor, subject: InventoryAnswers) -> bool:
    """The answers are of somebody whom the actor looks after."""
    return subject.is_looked_after


GRANTS: Grants = {
    Permission.SEE_LIBRARY: [[is_administrator], [is_coordinator]],
    Permission.SEE_ACTIVITY: [[is_administrator], [is_coordinator]],
    Permission.DEFINE: [[is_administrator], [is_coordinator, lets_coordinators_define]],
    Permission.SEE_UPKEEP: [[is_administrator], [is_coordinator]],
    Permission.RECORD_ATTENDANCE: [[is_administrator], [is_coordinator]],
    Permission.SEE_ACTIVITY_FILE: [[is_administrator], [is_coordinator], [is_asked_of_them]],
    # the clock of one person
    Permission.SEE_CLOCK: [[sent_it], [looks_after_sender]],
    Permission.SEE_PAUSES: [[sent_it], [looks_after_sender]],
    Permission.KEEP_PAUSES: [[looks_after_sender, is_of_another]],
    # Approvals
    Permission.SEE_APPROVALS: [[decides_for_somebody]],
    Permission.DECIDE_SENT_IN: [[decides_for_somebody, looks_after_sender, is_of_another]],
    Permission.READ_OWN_DECISION: [[sent_it]],
    Permission.SEE_INVENTORIES: [[is_administrator], [is_coordinator], [is_manager]],
    Permission.SEE_INVENTORY: [[is_administrator], [is_coordinator], [is_manager, is_put_to_people]],
    Permission.ASK_INVENTORY: [[is_administrator], [is_coordinator], [is_manager, is_put_to_people]],
    Permission.BEGIN_INVENTORY: [[is_offered]],
    Permission.FILL_IN_INVENTORY: [[answers_it]],
    Permission.TAKE_BACK_INVENTORY: [[looks_after_whoever_answers]],
    Permission.DECIDE_INVENTORY: [[does_not_answer_it, looks_after_whoever_answers]],
    Permission.SEE_GROWTH: [[is_no_visitor]],
    Permission.KEEP_GROWTH: [[is_own]],
    Permission.RECORD_COMPLETION: [[is_administrator]],
    Permission.SEE_REMINDERS: [[is_administrator], [is_coordinator], [is_manager]],
    Permission.SEE_LADDER: [[is_administrator], [is_coordinator]],
    Permission.SET_LADDER: [[is_administrator], [is_coordinator, lets_coordinators_define]],
    Permission.KEEP_QUIET: [[is_administrator], [is_coordinator], [is_manager]],
    Permission.KEEP_QUALIFICATION_QUIET: [[is_administrator]],
    Permission.END_QUIET: [
        [is_administrator],
        [is_coordinator, is_about_somebody_within],
        [is_manager, is_about_somebody_within],
    ],
    Permission.SEE_LINKS: [[is_signed_in]],
    Permission.LINK_BY_HAND: [[may_link_them]],
    Permission.LINK_BY_ORGANISATION: [[is_administrator], [is_coordinator]],
    Permission.SEE_RULES: [[is_administrator], [is_coordinator]],
    Permission.MANAGE_RULES: [[is_administrator], [is_coordinator]],
    # Certificates
    Permission.SEE_CERTIFICATE: [[sent_it], [looks_after_sender]],
    Permission.SEE_CERTIFICATES_OF: [[looks_after_sender]],
    Permission.KEEP_CERTIFICATE_TEMPLATES: [[is_administrator]],
}
