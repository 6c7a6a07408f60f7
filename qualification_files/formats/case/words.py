"""How our parts are called in a CASE file: their types, versions and identifiers."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID, uuid5

from qualification_files.rules.states import Part

NAMESPACE = UUID("6a2f2f0e-6c3b-5d7a-9d53-0f1f5b1c4c5e")


class CaseVersion(StrEnum):
    """The versions that are written; both are read."""

    V1_0 = "1.0"
    V1_1 = "1.1"

    @property
    def path(self) -> str:
        """The address under which objects of this version are served."""
        return {CaseVersion.V1_0: "/ims/case/v1p0", CaseVersion.V1_1: "/ims/case/v1p1"}[self]


class Kind(StrEnum):
    """What an item of ours stands for."""

    CORE_TASK = "core-task"
    WORK_PROCESS = "work-process"
    INDICATOR = "indicator"
    KNOWLEDGE = "knowledge"
    COMPETENCES = "competences"  # the heading above them
    COMPETENCE = "competence"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemType:
    """A type of item: what CASE has no field for, such as the part a core task belongs to, is told by it."""

    kind: Kind
    code: str
    title: str
    level: str
    part: Part = Part.OWN
    extra: bool = False

    @property
    def identifier(self) -> UUID:
        """The same in every file."""
        return uuid5(NAMESPACE, f"item-type/{self.code}")


def _core_task(title: str, part: Part) -> ItemType:
    return ItemType(kind=Kind.CORE_TASK, code=f"core-task:{part}", title=title, level="1", part=part)


ITEM_TYPES = (
    _core_task("Core task", Part.OWN),
    _core_task("Core task (base part)", Part.BASE),
    _core_task("Core task (profile part)", Part.PROFILE),
    ItemType(kind=Kind.WORK_PROCESS, code="work-process", title="Work process", level="2"),
    ItemType(kind=Kind.INDICATOR, code="indicator", title="Performance indicator", level="3"),
    ItemType(
        kind=Kind.INDICATOR,
        code="indicator:profile",
        title="Performance indicator (profile part)",
        level="3",
        extra=True,
    ),
    ItemType(kind=Kind.KNOWLEDGE, code="knowledge", title="Knowledge or skill", level="2"),
    ItemType(
        kind=Kind.KNOWLEDGE, code="knowledge:profile", title="Knowledge or skill (profile part)", level="2", extra=True
    ),
    ItemType(kind=Kind.COMPETENCES, code="competences", title="Competences", level="1"),
    ItemType(kind=Kind.COMPETENCE, code="competence", title="Competence", level="2"),
)
BY_IDENTIFIER = {item_type.identifier: item_type for item_type in ITEM_TYPES}

# What others call the same three parts. "Indicator" or "competence" alone says too little about where an item belongs.
_SAME = {
    "core task": Kind.CORE_TASK,
    "kerntaak": Kind.CORE_TASK,
    "work process": Kind.WORK_PROCESS,
    "werkproces": Kind.WORK_PROCESS,
    "performance indicator": Kind.INDICATOR,
    "prestatie-indicator": Kind.INDICATOR,
}
BY_TITLE = {item_type.title.casefold(): item_type for item_type in ITEM_TYPES[:8]} | {
    name: next(item_type for item_type in ITEM_TYPES if item_type.kind is kind) for name, kind in _SAME.items()
}

# An association in this grouping is asked of the profile alone.
PROFILE_GROUPING = uuid5(NAMESPACE, "grouping/profile")
PROFILE_GROUPING_TITLE = "Asked of this profile alone"
