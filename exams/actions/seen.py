"""What somebody had before them when they began to change it: two designers at one thing, and the second is told."""

import json
from hashlib import sha256

from exams.models import ExamForm, ExamGroup, ExamStep
from foundation.messages import say
from foundation.refusals import Refusal

FORM_FACTS = (
    "title",
    "code",
    "colour",
    "formative",
    "instructions_candidate",
    "instructions_examiner",
    "materials",
    "readable_from",
    "duration_minutes",
    "attempts_allowed",
    "attempt_that_counts",
    "examiners_required",
    "asks_global_rating",
    "shows_standing",
)
GROUP_FACTS = ("name", "description", "weight", "core_task_number", "all_achieved")
STEP_FACTS = (
    "group_id",
    "text",
    "weight",
    "critical",
    "critical_minimum",
    "levels",
    "unit",
    "parts",
    "remark_values",
    "competences",
)


class ChangedMeanwhile(Refusal):
    """Somebody else changed the same thing after this page was opened; what was filled in can still be sent."""

    def __init__(self) -> None:
        super().__init__(
            say(
                "Somebody else changed this after you opened it. Nothing of yours is lost: "
                "look at what it says now, and save again if yours must take its place."
            )
        )


class ReadSomethingElse(Refusal):
    """Somebody decides about a form that was changed after its page was opened."""

    def __init__(self) -> None:
        super().__init__(
            say("Somebody changed this form after you opened this page. Below stands what it says now: read it again.")
        )


def seen_form(form: ExamForm) -> str:
    """The front of the form as it stands."""
    return digest_of([str(getattr(form, name)) for name in FORM_FACTS])


def seen_group(group: ExamGroup) -> str:
    """The group as it stands."""
    return digest_of([getattr(group, name) for name in GROUP_FACTS])


def seen_step(step: ExamStep) -> str:
    """The step as it stands."""
    return digest_of([getattr(step, name) for name in STEP_FACTS])


def seen_weights(form: ExamForm) -> str:
    """What every group and step counts for as it stands."""
    steps = sorted((step.id, step.weight, step.critical) for step in form.steps)
    return digest_of([steps, sorted((group.id, group.weight) for group in form.groups)])


def seen_cut_score(form: ExamForm) -> str:
    """The cut score as it stands."""
    return digest_of(form.cut_score)


def seen_work_processes(form: ExamForm) -> str:
    """The groups that leave the form when their tick is taken away, with all that stands in them."""
    groups = [group for group in form.groups if group.work_process_id is not None]
    return digest_of([[group.id, seen_group(group), [seen_step(step) for step in group.steps]] for group in groups])


def refuse_unseen(seen: str, now: str) -> None:
    """Whoever says what they had before them is told when it is no longer so."""
    if seen and seen != now:
        raise ChangedMeanwhile


def digest_of(values: object) -> str:
    """What these values are known by."""
    return sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:16]
