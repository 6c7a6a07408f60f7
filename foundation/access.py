"""Who may do what: permissions are names, grants are clauses of small true-or-false functions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from foundation.refusals import NotAllowed


@dataclass(frozen=True)
class Actor:
    """Whoever asks, as plain values that outlive the session they were read in.

    A role that counts only for a part of the organisation stands among the limited ones and nowhere else: whoever knows
    nothing of parts gives it no rights at all. The `is_…` properties and `get_id` are what Flask-Login asks of a user.
    """

    id: int | None = None
    name: str = ""
    roles: frozenset[str] = field(default_factory=frozenset)
    limited_roles: frozenset[str] = field(default_factory=frozenset)
    language: str | None = None
    color_mode: str = "auto"
    photo_key: str | None = None
    sign_in_id: int | None = None
    token: str | None = field(default=None, repr=False)

    @property
    def signed_in(self) -> bool:
        """Whether this is a known person."""
        return self.id is not None

    @property
    def is_authenticated(self) -> bool:
        """The same question in Flask-Login's words."""
        return self.signed_in

    @property
    def is_active(self) -> bool:
        """An inactive person is never loaded."""
        return self.signed_in

    @property
    def is_anonymous(self) -> bool:
        """The opposite of signed in."""
        return not self.signed_in

    def get_id(self) -> str | None:
        """The token of the sign-in, not the number of the person: a sign-in can be ended."""
        return self.token


ANYONE = Actor()
SYSTEM = Actor(name="system")  # commands and jobs that act for nobody in particular

Predicate = Callable[[Actor, Any], bool]
Grants = Mapping[StrEnum, Sequence[Sequence[Predicate]]]


class Everyone(StrEnum):
    """Access that no grant table decides."""

    PUBLIC = "public"
    SIGNED_IN = "signed-in"


class Access:
    """The merged grant tables of all packages."""

    def __init__(self, *tables: Grants) -> None:
        self._clauses: dict[StrEnum, Sequence[Sequence[Predicate]]] = {}
        for table in tables:
            for permission, clauses in table.items():
                if permission in self._clauses:
                    raise ValueError(f"{permission} is granted in two tables")
                self._clauses[permission] = clauses

    @property
    def permissions(self) -> frozenset[StrEnum]:
        """Every permission that some table grants."""
        return frozenset(self._clauses)

    def allows(self, actor: Actor, permission: StrEnum, subject: object = None) -> bool:
        """Whether one clause of this permission holds in full; the system itself may do everything."""
        if permission is Everyone.PUBLIC or actor is SYSTEM:
            return True
        if not actor.signed_in or permission is Everyone.SIGNED_IN:
            return actor.signed_in
        clauses = self._clauses[permission]  # an unknown permission is a mistake of ours, not a refusal
        return any(all(holds(actor, subject) for holds in clause) for clause in clauses)

    def require(self, actor: Actor, permission: StrEnum, subject: object = None) -> None:
        """Refuse unless this actor may."""
        if not self.allows(actor, permission, subject):
            raise NotAllowed
