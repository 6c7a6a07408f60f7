"""The figures of an exam as a spreadsheet: numbers stay numbers, names that look like formulas stay names."""

from collections.abc import Sequence
from io import BytesIO

from flask_babel import gettext as _
from xlsxwriter import Workbook

from exams.analysis.figures import Described
from exams.pages.quality import Angoff, GapLine, QualityPage
from foundation.web.words import said

Cell = str | int | float | None
LONGEST_NAME = 31  # of a sheet, for Excel


def quality_sheet(page: QualityPage, angoff: Angoff) -> bytes:
    """Five sheets: scores, steps, agreement, examiners, cut score."""
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(buffer, options) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        for name, head, rows in (
            (_("Scores"), _score_head(), _scores(page)),
            (_("Steps"), _step_head(), _steps(page)),
            (_("Agreement of examiners"), _agreement_head(), _agreement(page)),
            (_("Examiners"), _gap_head(), [_gap(line) for line in (*page.severity, *page.pairs)]),
            (_("Cut score"), [_("Figure"), _("Value")], _cut_score(page, angoff)),
        ):
            sheet = book.add_worksheet(name[:LONGEST_NAME])
            for row, cells in enumerate([head, *rows]):
                for column, cell in enumerate(cells):
                    if isinstance(cell, str):
                        sheet.write_string(row, column, cell, bold if row == 0 else None)
                    elif cell is not None:
                        sheet.write_number(row, column, cell)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, 0, 40)
            sheet.set_column(1, 20, 14)
    return buffer.getvalue()


def _score_head() -> list[str]:
    return [
        _("Which exams"),
        _("Exams"),
        _("Passed"),
        _("Share passed"),
        _("95 % interval from"),
        _("95 % interval until"),
        _("Mean share of the points"),
        _("Standard deviation"),
        _("Lowest"),
        _("Highest"),
    ]


def _scores(page: QualityPage) -> list[list[Cell]]:
    scores = page.figures.scores
    return [
        _described(_("All"), scores),
        *(_described(_("Attempt %(number)s", number=one.attempt), one) for one in scores.attempts),
        *(_described(page.examiners[one.examiner], one) for one in page.figures.examiners),
        [],
        [_("Cronbach's alpha"), page.figures.reliability.sittings, None, page.figures.reliability.alpha],
        [],
        *([bar.label, bar.count] for bar in page.histogram),
    ]


def _described(name: str, one: Described) -> list[Cell]:
    share = one.passed / one.sittings if one.sittings else None
    return [
        name,
        one.sittings,
        one.passed,
        share,
        one.pass_low,
        one.pass_high,
        one.mean,
        one.spread,
        one.lowest,
        one.highest,
    ]


def _step_head() -> list[str]:
    return [
        _("Step"),
        _("Number"),
        _("Exams marked"),
        _("Not applicable"),
        _("Mean share of the points"),
        _("Corrected item-total correlation"),
        _("Pairs"),
        _("Same marks"),
        _("Cohen's kappa"),
        _("95 % interval from"),
        _("95 % interval until"),
        _("Weighted kappa"),
        _("What stands out"),
        _("How often each level"),
    ]


def _steps(page: QualityPage) -> list[list[Cell]]:
    return [
        [
            line.step.text,
            line.number,
            line.figures.marked,
            line.figures.not_applicable,
            line.figures.difficulty,
            line.figures.discrimination,
            line.figures.agreement.pairs,
            line.figures.agreement.same,
            line.figures.agreement.kappa,
            line.figures.agreement.low,
            line.figures.agreement.high,
            line.figures.agreement.weighted,
            "; ".join(said(flag) for flag in line.flags),
            "; ".join(f"{bar.label}: {bar.count}" for bar in line.bars),
        ]
        for line in page.steps
    ]


def _agreement_head() -> list[str]:
    return [
        _("Which marks"),
        _("Pairs"),
        _("Same marks"),
        _("Share the same"),
        _("Cohen's kappa"),
        _("95 % interval from"),
        _("95 % interval until"),
        _("Weighted kappa"),
    ]


def _agreement(page: QualityPage) -> list[list[Cell]]:
    overall = page.figures.agreement
    return [
        [_("All steps"), overall.pairs, overall.same, overall.share],
        *(
            [
                _("Steps with the scale %(values)s", values=scale_words(one.values)),
                one.pairs,
                one.same,
                one.share,
                one.kappa,
                one.low,
                one.high,
                one.weighted,
            ]
            for one in overall.scales
        ),
    ]


def scale_words(values: Sequence[int]) -> str:
    """The values of a scale, or of a long one its ends."""
    few = 6
    return " / ".join(map(str, values)) if len(values) <= few else f"{values[0]} … {values[-1]}"


def _gap_head() -> list[str]:
    return [
        _("Examiner"),
        _("Exams together"),
        _("Marks"),
        _("Differing marks"),
        _("Gave more by, share of the points"),
        _("95 % interval from"),
        _("95 % interval until"),
        _("In words"),
    ]


def _gap(line: GapLine) -> list[Cell]:
    one = line.figures
    return [line.who, one.sittings, one.marks, one.differing, one.gap, one.low, one.high, said(line.words)]


def _cut_score(page: QualityPage, angoff: Angoff) -> list[list[Cell]]:
    line = page.figures.regression
    return [
        [_("Borderline regression: exams with a global rating"), line.sittings],
        [_("Borderline regression: proposed share of the points"), line.cut],
        [_("95 % interval from"), line.low],
        [_("95 % interval until"), line.high],
        [_("Slope"), line.slope],
        [_("Explained variance"), line.fit],
        [],
        [_("Angoff: proposed share of the points"), angoff.share],
        [_("Angoff: standard deviation between judges"), angoff.spread],
        *([judge.name, judge.share] for judge in angoff.judges),
    ]
