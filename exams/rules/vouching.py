"""Which events of an exam may change what, so that no other event takes a change over that was made past the product.

What is written once (marks, verdicts, agreed marks, corrections, signatures) is vouched for by the event that wrote it;
this is about what may change. The first link of a chain vouches for all there is.
"""

from collections.abc import Iterable

ONCE = frozenset(
    {"agreed", "correction", "outcome", "sheet", "form", "file", "sample", "deed", "photo", "shelf"}
)  # found by the moment at which they were written
CHANGING = frozenset({"plan", "seats", "closings", "began", "person", "sitting", "objection", "exemption", "hold"})

_PLAN = frozenset({"plan"})
_SEATS = frozenset({"seats"})
_RESULT = frozenset({"sitting"})
_COMPARED = frozenset({"sitting", "closings"})
_OBJECTION = frozenset({"sitting", "objection"})
_EXEMPTION = frozenset({"sitting", "exemption"})
_HOLD = frozenset({"hold"})
MAY_CHANGE = {
    "exams.candidates-planned": CHANGING,
    "exams.sitting-replaced": CHANGING,
    "exams.sitting-moved": _PLAN | {"exemption"},
    "exams.session-moved": _PLAN,
    "exams.examiner-chosen": _SEATS,
    "exams.no-show-taken-back": _PLAN,
    "exams.no-show-reported": _RESULT,
    "exams.sittings-cancelled": _RESULT,
    "exams.sitting-began": frozenset({"began"}),
    "exams.sitting-aborted": _RESULT,
    "exams.sheet-signed": frozenset({"person"}),
    "exams.comparison-began": _COMPARED,
    "exams.mark-agreed": _COMPARED,
    "exams.comparison-closed": _COMPARED,
    "exams.third-examiner-asked": _RESULT,
    "exams.third-examiner-given": _SEATS | _COMPARED,
    "exams.examiner-replaced": _SEATS | _COMPARED,
    "exams.result-computed": _RESULT,
    "exams.result-ratified": _RESULT,
    "exams.result-changed": _RESULT,
    "exams.result-annulled": _RESULT,
    "exams.mark-corrected": _RESULT,
    "exams.objection-lodged": _OBJECTION,
    "exams.objection-withdrawn": _OBJECTION,
    "exams.objection-extended": _OBJECTION,
    "exams.objection-decided": _OBJECTION,
    "exams.decision-told": _OBJECTION,
    "exams.exemption-given": _EXEMPTION,
    "exams.exemption-withdrawn": _EXEMPTION,
    "exams.retention-held": _HOLD,
    "exams.retention-lifted": _HOLD,
    "exams.sitting-purged": _RESULT,
}


def may_change(events: Iterable[str]) -> frozenset[str]:
    """The kinds of things that one of these events may have changed."""
    return frozenset().union(*(MAY_CHANGE.get(name, ()) for name in events))
