"""People, the rows behind being signed in, and the organisation they belong to."""

from people.models.attributes import PersonAttribute, PersonAttributeValue
from people.models.organisation import JobFunction, Membership, OrganisationPart, PartLead, RoleScope, SeenPart
from people.models.persons import (
    PasswordInvitation,
    PeopleImport,
    Person,
    PersonRole,
    SignIn,
    SignInAttempt,
    Supervision,
)

__all__ = [
    "JobFunction",
    "Membership",
    "OrganisationPart",
    "PartLead",
    "PasswordInvitation",
    "PeopleImport",
    "Person",
    "PersonAttribute",
    "PersonAttributeValue",
    "PersonRole",
    "RoleScope",
    "SeenPart",
    "SignIn",
    "SignInAttempt",
    "Supervision",
]
