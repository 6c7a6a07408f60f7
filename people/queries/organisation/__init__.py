"""What is read about the organisation: the tree, who belongs where, who leads whom, whom one looks after."""

from people.queries.organisation.facts import AttributeKey, Facts, attribute_keys, facts_of
from people.queries.organisation.functions import function, function_counts, functions, people_with_function
from people.queries.organisation.known import attribute, attributes_of, kept_attributes, values_in_use
from people.queries.organisation.leads import current_lead, leads_above, leads_of, leads_there, led_by, parts_led
from people.queries.organisation.members import (
    MembersPage,
    history_of_part,
    leads_held,
    member_ids,
    members_page,
    membership,
    memberships_in,
    memberships_of,
    people_at,
    people_outside,
    possible_leads,
)
from people.queries.organisation.persons import may_manage, person_managed, person_pictured, person_seen
from people.queries.organisation.places import PartPlace, parts_of, people_in_parts
from people.queries.organisation.reach import (
    LOOKS_AFTER,
    Reach,
    limits_of,
    looked_after,
    may_look_after,
    reach,
    scope_condition,
)
from people.queries.organisation.standing import (
    counts_below,
    levels_below,
    open_part,
    people_concerned,
    seen_part,
    what_stands_in,
)
from people.queries.organisation.tree import TreePart, part, tree

__all__ = [
    "LOOKS_AFTER",
    "AttributeKey",
    "Facts",
    "MembersPage",
    "PartPlace",
    "Reach",
    "TreePart",
    "attribute",
    "attribute_keys",
    "attributes_of",
    "counts_below",
    "current_lead",
    "facts_of",
    "function",
    "function_counts",
    "functions",
    "history_of_part",
    "kept_attributes",
    "leads_above",
    "leads_held",
    "leads_of",
    "leads_there",
    "led_by",
    "levels_below",
    "limits_of",
    "looked_after",
    "may_look_after",
    "may_manage",
    "member_ids",
    "members_page",
    "membership",
    "memberships_in",
    "memberships_of",
    "open_part",
    "part",
    "parts_led",
    "parts_of",
    "people_at",
    "people_concerned",
    "people_in_parts",
    "people_outside",
    "people_with_function",
    "person_managed",
    "person_pictured",
    "person_seen",
    "possible_leads",
    "reach",
    "scope_condition",
    "seen_part",
    "tree",
    "values_in_use",
    "what_stands_in",
]
