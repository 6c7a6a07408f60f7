"""An earlier mark that counts for a part from which the board freed the candidate, in the terms of this form."""

import re
from fractions import Fraction

from exams.rules.cut_scores.chosen import PartKind
from exams.rules.cut_scores.model import CutScore
from exams.rules.cut_scores.placing import looks, placed
from exams.rules.cut_scores.structure import Part, Structure
from exams.rules.cut_scores.worlds import marks_between

NUMBER = re.compile(r"[+-]?[0-9]{1,6}([.,][0-9]{1,6})?")


def number_in(written: str) -> Fraction | None:
    """The mark as a number, with a decimal comma or point; none where it is words or nothing."""
    plain = written.strip()
    return Fraction(plain.replace(",", ".")) if NUMBER.fullmatch(plain) else None


def marks_of(structure: Structure, cut_score: CutScore, key: str) -> tuple[Fraction, Fraction] | None:
    """The lowest and the highest mark of this part; none where the cut score weighs no mark of it."""
    part = next(
        (one for kind in (PartKind.GROUPS, PartKind.CORE_TASKS) for one in structure.parts(kind) if one.key == key),
        None,
    )
    if part is None or not _weighs(structure, cut_score, part):
        return None
    return marks_between(structure, cut_score, part)


def _weighs(structure: Structure, cut_score: CutScore, part: Part) -> bool:
    rule = cut_score.rule_for(part.kind, part.key)
    if rule is not None and rule.gives_mark:
        return True
    seen = [found for here in placed(cut_score, structure) for found in looks(here.rule)]
    return any(over.of is part.kind and (bar is None or bar.number is not None) for over, bar in seen)
