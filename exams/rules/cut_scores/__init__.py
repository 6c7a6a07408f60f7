"""The cut score as data, and what comes of it. Pure: plain values in, plain values out, exact fractions throughout.

`model` the cut score (with `measures`, `conditions`, `rounding`, `chosen`) and `coding` its JSON -
`structure` the parts of a form - `evaluation` the verdict - `retelling` the rule in words, `shortly` in one
sentence - `checking` what is wrong.

    CutScore(
        groups=PartRule(
            value=Grade(over=Over(PartKind.STEPS)),
            rounding=Rounding(mode=RoundingMode.UP, step=Fraction(1, 10)),
            bands=(Band(label="G", at_least=Fraction(8)), Band(label="V", at_least=Fraction("5.5")),
                   Band(label="O", passes=False)),
        ),
        exam=PartRule(conditions=(Each(over=Over(PartKind.GROUPS)), CriticalSteps())),
    )

is, as JSON,

    {"version": 2,
     "exam": {"conditions": [{"kind": "each", "of": "groups"}, {"kind": "critical-steps"}]},
     "groups": {"value": {"kind": "grade", "of": "steps"}, "rounding": {"mode": "up", "step": "0.1"},
                "bands": [{"label": "G", "at_least": 8}, {"label": "V", "at_least": "5.5"},
                          {"label": "O", "passes": false}]}}
"""

from exams.rules.cut_scores.checking import cut_score_problems
from exams.rules.cut_scores.chosen import SUFFICIENT, WITHIN, Bar, Over, PartKind, at, labelled
from exams.rules.cut_scores.conditions import (
    AtLeast,
    AtMostBelow,
    Compensation,
    CountAt,
    CriticalSteps,
    Each,
    MinimumShare,
    NotApplicable,
    OwnMark,
    Rule,
    ShareAt,
)
from exams.rules.cut_scores.measures import Average, Best, Grade, Lowest, Mean, Measure, Points, PointShare
from exams.rules.cut_scores.model import Band, Carried, CutScore, PartRule
from exams.rules.cut_scores.retelling import sentences
from exams.rules.cut_scores.rounding import Rounding, RoundingMode
from exams.rules.cut_scores.shortly import in_short

__all__ = [
    "SUFFICIENT",
    "WITHIN",
    "AtLeast",
    "AtMostBelow",
    "Average",
    "Band",
    "Bar",
    "Best",
    "Carried",
    "Compensation",
    "CountAt",
    "CriticalSteps",
    "CutScore",
    "Each",
    "Grade",
    "Lowest",
    "Mean",
    "Measure",
    "MinimumShare",
    "NotApplicable",
    "Over",
    "OwnMark",
    "PartKind",
    "PartRule",
    "PointShare",
    "Points",
    "Rounding",
    "RoundingMode",
    "Rule",
    "ShareAt",
    "at",
    "cut_score_problems",
    "in_short",
    "labelled",
    "sentences",
]
