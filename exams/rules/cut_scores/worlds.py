"""A whole form in one world: every step, group, competence, core task and the exam, each with its mark and findings."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from exams.rules.cut_scores.chosen import EVERY_STEP, PartKind
from exams.rules.cut_scores.items import Inside, Item, Items, Number
from exams.rules.cut_scores.judging import Finding, find
from exams.rules.cut_scores.measures import Points
from exams.rules.cut_scores.measuring import may_vanish, value_of
from exams.rules.cut_scores.model import Band, Carried, CutScore, PartRule
from exams.rules.cut_scores.numbers import exact
from exams.rules.cut_scores.structure import Part, Structure
from exams.rules.steps import NOT_APPLICABLE, Marks, Step, Tally, tally

# The keys of parts from which the board freed the candidate, each with an earlier mark that counts, if there is one.
Exempt = Mapping[str, Fraction | None]

PLAIN = PartRule()
NO_SUMS = tally((), {})
SUM_OF_POINTS = Points(over=EVERY_STEP)


@dataclass(slots=True)
class Judged:
    """One part in one world."""

    part: Part
    rule: PartRule
    grade: Number | None = None
    rounded: Number | None = None
    band: Band | None = None
    sufficient: bool = True
    findings: tuple[Finding, ...] = ()
    exempt: bool = False
    left_out: bool = False
    may_vanish: bool = False  # its mark, and with it the label, can still turn out to be none
    sums: Tally | None = None


@dataclass(slots=True)
class World:
    """All that is marked or open, at its worst or at its best."""

    structure: Structure
    cut_score: CutScore
    marks: Marks
    exempt: Exempt
    worst: bool
    of: Items = field(default_factory=dict)
    freed: Items = field(default_factory=dict)
    left_out: Items = field(default_factory=dict)
    judged: list[Judged] = field(default_factory=list)  # core tasks, groups and competences, then the exam


def world_of(structure: Structure, marks: Marks, cut_score: CutScore, exempt: Exempt, *, worst: bool) -> World:
    """Everything judged, from the steps up."""
    world = World(structure, cut_score, marks, exempt, worst)
    for kind in PartKind:
        world.of[kind], world.freed[kind], world.left_out[kind] = [], [], []
    _steps(world)
    for kind in (PartKind.GROUPS, PartKind.COMPETENCES, PartKind.CORE_TASKS):
        for part in structure.parts(kind):
            _part(world, part)
    inside = Inside(worst, world.of, world.freed, world.left_out)
    world.judged.append(_judge(structure.exam, cut_score.exam, inside, _sums(world, structure.exam, cut_score.exam)))
    return world


def marks_between(structure: Structure, cut_score: CutScore, part: Part) -> tuple[Fraction, Fraction]:
    """The lowest and the highest mark that this part can carry."""
    marks = {step.id: step.highest for step in structure.steps}
    rule = cut_score.rule_for(part.kind, part.key) or PLAIN
    inside = _inside(world_of(structure, marks, cut_score, {}, worst=True), part)
    lowest = value_of(rule.value or SUM_OF_POINTS, inside, lambda _item: 0) or 0
    return exact(lowest), exact(_maximum(rule, inside))


def is_freed(exempt: Exempt, key: str, within: Sequence[str]) -> bool:
    """Whether the board freed the candidate from this part, or from what holds it."""
    return bool(exempt) and (key in exempt or any(name in exempt for name in within))


def _sums(world: World, part: Part, rule: PartRule) -> Tally:
    """The sums of the part where a condition looks at them."""
    return tally_of(world, part.steps) if rule.counts_points else NO_SUMS


def tally_of(world: World, steps: Sequence[Step]) -> Tally:
    """The sums of these steps, but for those from which the candidate was freed."""
    if world.exempt:
        within = world.structure.within
        steps = [step for step in steps if not is_freed(world.exempt, step.key, within.get(step.id, ()))]
    return tally(steps, world.marks)


def _steps(world: World) -> None:
    within, marks = world.structure.within, world.marks
    for step in world.structure.steps:
        inside = within.get(step.id, ())
        value = marks.get(step.id)
        if is_freed(world.exempt, step.key, inside):
            world.freed[PartKind.STEPS].append(_step(step, step.lowest, inside, exempt=True))
        elif value == NOT_APPLICABLE:
            world.left_out[PartKind.STEPS].append(_step(step, step.lowest, inside))
        elif value is None:
            level = step.lowest if world.worst else step.highest
            world.of[PartKind.STEPS].append(_step(step, level, inside, optional=step.may_be_left_out))
        else:
            world.of[PartKind.STEPS].append(_step(step, value, inside))


def _step(step: Step, value: int, within: tuple[str, ...], *, optional: bool = False, exempt: bool = False) -> Item:
    mark = step.points(value)
    return Item(
        key=step.key,
        weight=step.weight,
        mark=mark,
        carried=mark,
        maximum=step.points(step.highest),
        steps=(step.id,),
        within=within,
        sufficient=value >= step.critical_floor,
        optional=optional,
        exempt=exempt,
        step=step,
    )


def _part(world: World, part: Part) -> None:
    rule = world.cut_score.rule_for(part.kind, part.key) or PLAIN
    if is_freed(world.exempt, part.key, part.within):
        _free(world, part, rule)
        return
    inside = _inside(world, part)
    if not inside.of[PartKind.STEPS] and not (part.kind is PartKind.CORE_TASKS and inside.of[PartKind.GROUPS]):
        freed = bool(inside.freed[PartKind.STEPS])
        (world.freed if freed else world.left_out)[part.kind].append(_absent(part, exempt=freed))
        world.judged.append(Judged(part, rule, exempt=freed, left_out=not freed))
        return
    judged = _judge(part, rule, inside, _sums(world, part, rule))
    world.judged.append(judged)
    world.of[part.kind].append(_item(judged, inside))


def _inside(world: World, part: Part) -> Inside:
    ids = {step.id for step in part.steps}

    def within(items: Items) -> Items:
        steps = [item for item in items[PartKind.STEPS] if item.steps[0] in ids]
        if part.kind is not PartKind.CORE_TASKS:
            return {PartKind.STEPS: steps}
        groups = [item for item in items[PartKind.GROUPS] if part.key in item.within]
        return {PartKind.STEPS: steps, PartKind.GROUPS: groups}

    return Inside(world.worst, within(world.of), within(world.freed), within(world.left_out))


def _free(world: World, part: Part, rule: PartRule) -> None:
    mark, inside = world.exempt.get(part.key), _inside(world, part)
    judged = Judged(part, rule, grade=mark, rounded=mark, exempt=True)
    world.judged.append(judged)
    if mark is None:
        world.freed[part.kind].append(_absent(part, exempt=True, maximum=lambda: _maximum(rule, inside.as_if_done())))
        return
    judged.band = next((band for band in rule.bands if band.at_least is None or mark >= band.at_least), None)
    item = _absent(part, exempt=True, maximum=lambda: _maximum(rule, inside.as_if_done()))
    item.mark = item.carried = mark
    item.labels = tuple(band.label for band in rule.bands)
    item.rank = rule.bands.index(judged.band) if judged.band else None
    world.of[part.kind].append(item)


def _absent(part: Part, *, exempt: bool, maximum: Callable[[], Number] | Number = 0) -> Item:
    return Item(
        key=part.key,
        name=part.name,
        weight=part.weight,
        mark=0,
        carried=0,
        maximum=maximum,
        within=part.within,
        exempt=exempt,
    )


def _item(judged: Judged, inside: Inside) -> Item:
    part, rule = judged.part, judged.rule
    mark = judged.rounded if rule.judges is Carried.ROUNDED else judged.grade
    carried = judged.rounded if rule.carries is Carried.ROUNDED else judged.grade
    return Item(
        key=part.key,
        name=part.name,
        weight=part.weight,
        mark=mark,
        carried=carried,
        maximum=lambda: _maximum(rule, inside),
        within=part.within,
        sufficient=judged.sufficient,
        optional=judged.may_vanish
        or all(item.optional for item in inside.of.get(PartKind.GROUPS) or inside.of[PartKind.STEPS]),
        blank=mark is None and any(inside.freed.values()),
        labels=tuple(band.label for band in rule.bands),
        rank=rule.bands.index(judged.band) if judged.band else None,
    )


def _maximum(rule: PartRule, inside: Inside) -> Number:
    """The most that can be carried: rounded where the marks that are carried are."""
    most = value_of(rule.value or SUM_OF_POINTS, inside, Item.highest) or 0
    return rule.rounding.applied(exact(most)) if rule.rounding and rule.carries is Carried.ROUNDED else most


def _judge(part: Part, rule: PartRule, inside: Inside, sums: Tally) -> Judged:
    grade = value_of(rule.value or SUM_OF_POINTS, inside) if rule.value or part.kind is not PartKind.EXAM else None
    if grade is not None and rule.on_failed_critical is not None and _critical_failed(inside):
        grade = min(grade, rule.on_failed_critical)
    rounded = rule.rounding.applied(exact(grade)) if rule.rounding and grade is not None else grade
    inside.mark = rounded if rule.judges is Carried.ROUNDED else grade
    inside.may_vanish = not inside.worst and rule.value is not None and may_vanish(rule.value, inside)
    findings = tuple(find(condition, inside, sums) for condition in rule.conditions)
    bands = () if grade is None and rule.value and rule.labels_marks else rule.bands  # nothing left to label
    band = next((band for band in bands if _fits(band, inside, sums)), None)
    passes = not bands or (band is not None and band.passes) or (inside.may_vanish and rule.labels_marks)
    return Judged(
        part=part,
        rule=rule,
        grade=grade,
        rounded=rounded,
        band=band,
        sufficient=passes and all(finding.held for finding in findings),
        findings=findings,
        may_vanish=inside.may_vanish,
        sums=sums,
    )


def _critical_failed(inside: Inside) -> bool:
    return any(
        item.step is not None and item.step.critical and not item.sufficient and (inside.worst or not item.optional)
        for item in inside.of[PartKind.STEPS]
    )


def _fits(band: Band, inside: Inside, sums: Tally) -> bool:
    if band.at_least is not None and (inside.mark is None or inside.mark < band.at_least):
        return False
    return all(find(condition, inside, sums).held for condition in band.conditions)
