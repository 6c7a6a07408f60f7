"""Makes rules of linking and links by organisation, as the product does; `work` is open."""

from certification.actions.linking import organisation
from certification.actions.linking import rules as actions
from certification.models import LinkRule
from certification.rules.linking.conditions import Asked, Criterion, Group, Is, Node, all_of
from certification.rules.linking.states import How, Key, Test
from people.models import JobFunction, OrganisationPart


def place(part, function=None):
    """Is in this part or below, with this function there."""
    return Criterion(Key.PLACE, Test.IS, (str(part.id),), function_id=function.id if function else None)


def attribute(key, *values, test=Test.IS):
    """This is known of somebody."""
    return Criterion(Key.ATTRIBUTE, test, tuple(values), attribute=key)


def group(name):
    """Is in this group."""
    return Criterion(Key.GROUP, Test.IS, (name,))


def numbered(node: Node, first: int = 1) -> Node:
    """The same with numbers of its own for each node."""
    if isinstance(node, Is):
        return Is(first, node.criterion, node.negated)
    nodes, number = [], first + 1
    for one in node.nodes:
        nodes.append(numbered(one, number))
        number += 50
    return Group(first, node.how, tuple(nodes), node.negated)


def no(node):
    """The opposite."""
    if isinstance(node, Criterion):
        return Is(0, node, negated=True)
    return Group(0, node.how, node.nodes, not node.negated)


def both(*nodes):
    return numbered(Group(1, How.ALL, tuple(map(as_node, nodes))))


def either(*nodes):
    return numbered(Group(1, How.ANY, tuple(map(as_node, nodes))))


def as_node(one):
    return Is(0, one) if isinstance(one, Criterion) else one


def rule(make, condition, *qualifications, name="Nurses on the ICU", required=True, on=False):
    """A rule that asks for these qualifications; a criterion alone is a condition too."""
    condition = all_of([condition]) if isinstance(condition, Criterion) else condition
    with make.writing() as work:
        made = actions.make_rule(work, name)
        made.wanted = Asked(condition, tuple(one.id for one in qualifications), required).to_json()
        work.db.flush()
        if on:
            actions.switch_on(work, made, version=made.version)
        work.db.flush()
    return made


def part_asks(make, qualification, part, function=None, *, required=True):
    """The part asks for the qualification from now on."""
    with make.writing() as work:
        made = organisation.link_organisation(
            work,
            work.db.merge(qualification),
            work.db.get_one(OrganisationPart, part.id),
            work.db.get_one(JobFunction, function.id) if function else None,
            required=required,
        )
        work.db.flush()
    return made


def switch_off(make, row):
    with make.writing() as work:
        found = work.db.get_one(LinkRule, row.id)
        actions.switch_off(work, found, version=found.version)
