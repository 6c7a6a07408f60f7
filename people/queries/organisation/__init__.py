"""What is read about the organisation: the tree, who belongs where, who leads whom, whom one looks after."""

from people.queries.organisation.facts import AttributeKey, Facts, attribute_keys, facts_of
from people.queries.organisation.leads import leads_above, leads_of, led_by, parts_led
from people.queries.organisation.places import PartPlace, parts_of, people_in_parts
from people.queries.organisation.reach import LOOKS_AFTER, Reach, may_look_after, reach, scope_condition
from people.queries.organisation.tree import TreePart, part, tree

__all__ = [
    "LOOKS_AFTER",
    "AttributeKey",
    "Facts",
    "PartPlace",
    "Reach",
    "TreePart",
    "attribute_keys",
    "facts_of",
    "leads_above",
    "leads_of",
    "led_by",
    "may_look_after",
    "part",
    "parts_led",
    "parts_of",
    "people_in_parts",
    "reach",
    "scope_condition",
    "tree",
]
