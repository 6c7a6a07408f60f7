"""Rules of linking (C12): built, looked at, switched on and off."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from certification.actions.linking.weighing import alone, carry_out
from certification.events.linking import RuleChanged, RuleMade, RuleRemoved, RuleSwitchedOff, RuleSwitchedOn
from certification.models import LinkRule
from certification.queries.linking.organisation import places
from certification.rules.linking.conditions import (
    DEEPEST,
    MOST_CRITERIA,
    Asked,
    Criterion,
    Group,
    Is,
    Node,
    asked_from,
    asks_something,
    changed,
    criteria_of,
    next_id,
    nodes_of,
)
from certification.rules.linking.contradictions import Clash, clash_in
from certification.rules.linking.states import How, RuleState
from foundation.messages import Message, say
from foundation.refusals import Refusal, Unreadable
from foundation.work import Work
from qualification_files import queries as files
from qualification_files.rules import LinkOrigin

MOST_QUALIFICATIONS = 20
LONGEST_NAME = 200


class Contradiction(Refusal):
    """Nobody can ever fit the rule."""

    def __init__(self, clash: Clash) -> None:
        super().__init__(say("Nobody can ever fit this rule, so it is not switched on. Change it first."))
        self.clash = clash


def make_rule(work: Work, name: str) -> LinkRule:
    """A rule that links nobody yet."""
    row = LinkRule(
        name=_rule_name(name),
        wanted=Asked().to_json(),
        made_at=work.now,
        made_by=work.actor.id,
        changed_at=work.now,
        changed_by=work.actor.id,
    )
    work.db.add(row)
    work.db.flush()  # the event needs the number
    work.emit(RuleMade(rule_id=row.id))
    return row


def name_rule(work: Work, row: LinkRule, name: str, *, version: int) -> None:
    """Call it something else."""
    _as_looked_at(row, version)
    row.name = _rule_name(name)
    _tell_change(work, row, "name")


def ask_for(work: Work, row: LinkRule, qualification_ids: Sequence[int], *, required: bool, version: int) -> None:
    """Say what whoever fits is to follow."""
    _as_looked_at(row, version)
    chosen = [one.id for one in files.qualifications_by_id(work, sorted(set(qualification_ids)))]
    if len(chosen) > MOST_QUALIFICATIONS:
        raise Unreadable(say("Choose at most %(limit)s qualifications at a time.", limit=MOST_QUALIFICATIONS))
    row.wanted = replace(asked_from(row.wanted), qualification_ids=tuple(chosen), required=required).to_json()
    _tell_change(work, row, "qualifications")


def add_criterion(work: Work, row: LinkRule, group_id: int, criterion: Criterion, *, version: int) -> None:
    """One more question in a group."""
    condition = asked_from(row.wanted).condition
    if sum(isinstance(one, Is) for one, _ in nodes_of(condition)) >= MOST_CRITERIA:
        raise Refusal(say("A rule has at most %(limit)s criteria. Make a second rule.", limit=MOST_CRITERIA))
    _add_node(work, row, group_id, Is(next_id(condition), criterion), version=version)


def add_group(work: Work, row: LinkRule, group_id: int, how: How, *, version: int) -> None:
    """A group within a group: all of these, or at least one."""
    condition = asked_from(row.wanted).condition
    depth = next((depth for one, depth in nodes_of(condition) if one.id == group_id), 0)
    if depth >= DEEPEST or len(list(nodes_of(condition))) > 2 * MOST_CRITERIA:
        raise Refusal(say("This rule has as many groups as fit. Make a second rule."))
    _add_node(work, row, group_id, Group(next_id(condition), how), version=version)


def turn_around(work: Work, row: LinkRule, node_id: int, *, version: int) -> None:
    """Who met it no longer does, and the other way round."""
    _change_at(work, row, node_id, lambda node: replace(node, negated=not node.negated), version=version)


def ask_all_or_any(work: Work, row: LinkRule, group_id: int, how: How, *, version: int) -> None:
    """Whether all of a group must hold, or at least one."""

    def change(node: Node) -> Node:
        return replace(node, how=how) if isinstance(node, Group) else node

    _change_at(work, row, group_id, change, version=version)


def take_out(work: Work, row: LinkRule, node_id: int, *, version: int) -> None:
    """A criterion or group is gone, with all in it."""
    _change_at(work, row, node_id, lambda _node: None, version=version)


def switch_on(work: Work, row: LinkRule, *, version: int) -> None:
    """Let the rule count as it stands now, for everybody at once; refused where nobody can ever fit it."""
    _as_looked_at(row, version)
    alone(work)
    asked = asked_from(row.wanted)
    if reason := why_not_on(asked):
        raise Refusal(reason)
    if clash := clash_of(work, asked):
        raise Contradiction(clash)
    row.state, row.in_force = RuleState.ON, row.wanted
    row.switched_at, row.switched_by = work.now, work.actor.id
    work.emit(
        RuleSwitchedOn(
            rule_id=row.id,
            qualification_ids=asked.qualification_ids,
            required=asked.required,
            criteria=len(criteria_of(asked.condition)),
        )
    )
    row.job_id = carry_out(work, (LinkOrigin.BY_RULE, row.id))


def switch_off(work: Work, row: LinkRule, *, version: int) -> None:
    """Let the rule count no longer: what it alone held ends."""
    if row.state is not RuleState.ON:
        return
    _as_looked_at(row, version)
    alone(work)
    row.state, row.in_force = RuleState.OFF, None
    row.switched_at, row.switched_by = work.now, work.actor.id
    work.emit(RuleSwitchedOff(rule_id=row.id))
    row.job_id = carry_out(work, (LinkOrigin.BY_RULE, row.id))


def remove_rule(work: Work, row: LinkRule, *, version: int) -> None:
    """Take away a draft. One that ever was on stays: links of people tell of it."""
    _as_looked_at(row, version)
    if row.state is not RuleState.DRAFT:
        raise Refusal(say("A rule that was on is not removed: the history of people tells of it. Switch it off."))
    work.emit(RuleRemoved(rule_id=row.id))
    work.db.delete(row)


def why_not_on(asked: Asked) -> Message | None:
    """What is missing before it can be switched on."""
    if not asked.qualification_ids:
        return say("Choose first which qualifications the rule asks for.")
    if not asks_something(asked.condition):
        return say("Add first at least one criterion. A rule without any links nobody.")
    return None


def clash_of(work: Work, asked: Asked) -> Clash | None:
    """Two demands of the rule that nobody can meet at once; None where somebody can fit it."""
    return clash_in(asked.condition, {one.id: frozenset(one.parts) for one in places(work).values()})


def _add_node(work: Work, row: LinkRule, group_id: int, new: Node, *, version: int) -> None:
    def change(node: Node) -> Node:
        return replace(node, nodes=(*node.nodes, new)) if isinstance(node, Group) else node

    _change_at(work, row, group_id, change, version=version)


def _change_at(work: Work, row: LinkRule, node_id: int, change: Callable[[Node], Node | None], *, version: int) -> None:
    _as_looked_at(row, version)
    asked = asked_from(row.wanted)
    row.wanted = replace(asked, condition=changed(asked.condition, node_id, change)).to_json()
    _tell_change(work, row, "condition")


def _tell_change(work: Work, row: LinkRule, what: str) -> None:
    row.changed_at, row.changed_by = work.now, work.actor.id
    work.db.flush()  # who changed it at the same moment is told now, not after the page was made
    work.emit(RuleChanged(rule_id=row.id, what=what))


def _as_looked_at(row: LinkRule, version: int) -> None:
    if row.version != version:
        raise Refusal(say("This rule was changed since you looked at it. Look again, and repeat what you meant to do."))


def _rule_name(name: str) -> str:
    words = " ".join(name.split())
    if not words:
        raise Unreadable(say("Give the rule a name."))
    if len(words) > LONGEST_NAME:
        raise Unreadable(say("This name is too long."))
    return words
