"""What holds about people, without database, clock or web."""

from people.rules.names import clean, full_name, is_email, plain, plain_email, sorting_name
from people.rules.passwords import (
    LONGEST_PASSWORD,
    SHORTEST_PASSWORD,
    objection_to_password,
    plain_password,
)
from people.rules.roles import APART, BOARD_MAY_MANAGE, ROLE_NAMES, STAFF, Role, why_not_together

__all__ = [
    "APART",
    "BOARD_MAY_MANAGE",
    "LONGEST_PASSWORD",
    "ROLE_NAMES",
    "SHORTEST_PASSWORD",
    "STAFF",
    "Role",
    "clean",
    "full_name",
    "is_email",
    "objection_to_password",
    "plain",
    "plain_email",
    "plain_password",
    "sorting_name",
    "why_not_together",
]
