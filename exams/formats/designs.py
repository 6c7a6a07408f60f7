"""The form of a file as the rules know it."""

from exams.formats.exam_form import ExamFormFile, FileGroup, FileStep
from exams.rules import CutScore, Form, Group, Level, Step
from exams.rules.steps import SubPoint


def design_of(file: ExamFormFile) -> Form:
    """Its steps, numbered from 1 in the order of the form, and its cut score."""
    both = [(group, step) for group in file.groups for step in group.steps]
    steps = tuple(_step(number, group, step) for number, (group, step) in enumerate(both, start=1))
    groups = tuple(_group(group) for group in file.groups)
    return Form(steps=steps, groups=groups, cut_score=CutScore.from_json(file.cut_score))


def _group(group: FileGroup) -> Group:
    task = group.core_task
    return Group(
        key=group.key,
        name=group.name,
        weight=group.weight,
        core_task=task.number if task else "",
        core_task_name=task.name if task else "",
    )


def _step(number: int, group: FileGroup, step: FileStep) -> Step:
    return Step(
        id=number,
        name=step.text,
        group=group.name,
        weight=step.weight,
        critical=step.critical,
        critical_minimum=step.critical_minimum,
        levels=tuple(Level(value=one.value, label=one.label, description=one.description) for one in step.levels),
        key=step.key,
        group_key=group.key,
        unit=step.unit,
        parts=tuple(SubPoint(text=part.text, points=part.points) for part in step.parts),
        remark_values=step.remark_values,
        competences=step.competences,
    )
