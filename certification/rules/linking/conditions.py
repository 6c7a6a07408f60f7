"""The condition of a rule (C12): criteria on what is known of a person, put together by all, any and not."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from certification.rules.linking.states import How, Key, Test

MOST_CRITERIA = 40
DEEPEST = 5  # groups within groups


@dataclass(frozen=True)
class Criterion:
    """One question about a person that is answered with yes or no."""

    key: Key
    test: Test
    values: tuple[str, ...] = ()  # numbers of parts and functions, names of roles, texts, a day as 2027-03-01
    attribute: str = ""  # which, where the key is an attribute
    function_id: int | None = None  # of a place: the function that one has there


@dataclass(frozen=True)
class Is:
    """A criterion in its place; turned around it holds for whom the criterion does not."""

    id: int
    criterion: Criterion
    negated: bool = False


@dataclass(frozen=True)
class Group:
    """Criteria and groups of which all or at least one must hold. A group without any asks nothing."""

    id: int
    how: How = How.ALL
    nodes: tuple["Node", ...] = ()
    negated: bool = False


Node = Is | Group
Truths = Mapping[Criterion, bool]
EMPTY = Group(1)


@dataclass(frozen=True)
class Asked:
    """What a rule asks for: who fits follows these qualifications, required or recommended."""

    condition: Group = EMPTY
    qualification_ids: tuple[int, ...] = ()
    required: bool = True

    def to_json(self) -> dict[str, Any]:
        """As it is kept."""
        return {
            "condition": _kept(self.condition),
            "qualification_ids": list(self.qualification_ids),
            "required": self.required,
        }


def asked_from(kept: Mapping[str, Any]) -> Asked:
    """What was kept."""
    condition = _read(kept["condition"])
    assert isinstance(condition, Group)
    return Asked(condition, tuple(kept["qualification_ids"]), bool(kept["required"]))


def nodes_of(node: Node) -> Iterator[tuple[Node, int]]:
    """The node and all below it, each with how deep it stands."""
    waiting = [(node, 0)]
    while waiting:
        found, depth = waiting.pop()
        yield found, depth
        if isinstance(found, Group):
            waiting += [(one, depth + 1) for one in reversed(found.nodes)]


def criteria_of(node: Node) -> list[Criterion]:
    """The different criteria, in the order in which they stand."""
    return list(dict.fromkeys(found.criterion for found, _ in nodes_of(node) if isinstance(found, Is)))


def asks_something(node: Node) -> bool:
    """Whether there is any criterion in it: a condition without one fits nobody."""
    return any(isinstance(found, Is) for found, _ in nodes_of(node))


def fits(condition: Node, truths: Truths) -> bool:
    """Whether whoever these truths are about fits; nobody fits a condition without criteria."""
    return asks_something(condition) and _holds(condition, truths)


def _holds(node: Node, truths: Truths) -> bool:
    if isinstance(node, Is):
        return truths[node.criterion] is not node.negated
    answers = (_holds(one, truths) for one in asking(node))
    return (all(answers) if node.how is How.ALL else any(answers)) is not node.negated


def asking(group: Group) -> list[Node]:
    """What of a group asks something."""
    return [one for one in group.nodes if asks_something(one)]


def why(condition: Node, truths: Truths) -> list[tuple[Criterion, bool]]:
    """Why somebody fits or does not: the criteria that decide it, each with whether it holds for this person."""
    return list(dict.fromkeys(_why(condition, truths))) if asks_something(condition) else []


def _why(node: Node, truths: Truths) -> Iterator[tuple[Criterion, bool]]:
    if isinstance(node, Is):
        yield node.criterion, truths[node.criterion]
        return
    answers = [(one, _holds(one, truths)) for one in asking(node)]
    held = (all if node.how is How.ALL else any)(answer for _, answer in answers)
    # Of all that must hold, those that do not decide against it; of any that may, those that do decide for it.
    decisive = [one for one, answer in answers if answer is held] if held is not (node.how is How.ALL) else None
    for one, _ in answers if decisive is None else [(one, held) for one in decisive]:
        yield from _why(one, truths)


def changed(condition: Group, node_id: int, change: Callable[[Node], Node | None]) -> Group:
    """The condition with one node changed, or taken out where the change gives None; the root always stays."""
    made = _changed(condition, node_id, change)
    return made if isinstance(made, Group) else EMPTY


def _changed(node: Node, node_id: int, change: Callable[[Node], Node | None]) -> Node | None:
    if node.id == node_id:
        return change(node)
    if isinstance(node, Is):
        return node
    below = (_changed(one, node_id, change) for one in node.nodes)
    return replace(node, nodes=tuple(one for one in below if one is not None))


def next_id(condition: Node) -> int:
    """A number that no node has."""
    return max(found.id for found, _ in nodes_of(condition)) + 1


def all_of(criteria: Sequence[Criterion]) -> Group:
    """Whoever meets all of these."""
    return Group(1, How.ALL, tuple(Is(number, one) for number, one in enumerate(criteria, 2)))


def _kept(node: Node) -> dict[str, Any]:
    kept: dict[str, Any] = {"id": node.id, "negated": node.negated}
    if isinstance(node, Group):
        return {**kept, "how": node.how.value, "nodes": [_kept(one) for one in node.nodes]}
    found = node.criterion
    return {
        **kept,
        "key": found.key.value,
        "test": found.test.value,
        "values": list(found.values),
        "attribute": found.attribute,
        "function_id": found.function_id,
    }


def _read(kept: Mapping[str, Any]) -> Node:
    if "nodes" in kept:
        nodes = tuple(_read(one) for one in kept["nodes"])
        return Group(kept["id"], How(kept["how"]), nodes, kept["negated"])
    criterion = Criterion(
        Key(kept["key"]), Test(kept["test"]), tuple(kept["values"]), kept["attribute"], kept["function_id"]
    )
    return Is(kept["id"], criterion, kept["negated"])
