"""The figures of an exam as they are read: in words where a number alone says little, and drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import format_decimal, format_percent

from exams.analysis.figures import Agreement, Figures, Gap, OfPair, OfStep, Regression, Severity
from exams.analysis.process import FEWEST
from exams.models import ExamForm, ExamStep, SampleReview, Sitting
from exams.pages.scale_words import in_readers_words
from exams.queries.quality import Judged, Whole
from exams.queries.sampling import Draw
from exams.rules.angoff import Expected, Proposal, proposal
from exams.rules.scales import scored
from exams.rules.steps import Level
from foundation.messages import Message, say, say_many
from people.models import Person

TOO_EASY, TOO_HARD = 0.95, 0.2  # mean share of the points
HARDLY = 0.2  # item-total correlation, as the usual handbooks have it
OFTEN = 0.25  # share of exams in which a step did not apply
LITTLE = 0.41  # kappa from which agreement is called fair no more but moderate
SHADES = 5

TOO_FEW = say("too few to say")
# J. R. Landis and G. G. Koch, The measurement of observer agreement for categorical data, Biometrics 33 (1977).
KAPPAS = (
    (0.81, say("almost perfect")),
    (0.61, say("substantial")),
    (LITTLE, say("moderate")),
    (0.21, say("fair")),
    (0.0, say("slight")),
    (-1.0, say("poor")),
)


def kappa_words(agreement: Agreement) -> Message:
    """What this kappa is usually called, or why there is none."""
    if agreement.kappa is not None:
        kappa = round(agreement.kappa, 2)
        return next(words for least, words in KAPPAS if kappa >= least or least == KAPPAS[-1][0])
    return say("all marks are the same") if agreement.pairs >= FEWEST else TOO_FEW


def two(value: float | None) -> str:
    """With two decimals; nothing for nothing."""
    return "" if value is None else str(format_decimal(value, "0.00"))


def points_apart(value: float | None) -> str:
    """A gap with its sign, as percentage points."""
    return "" if value is None else str(format_percent(value, "+0.0%;-0.0%"))


# Pictures: plain places in a drawing, reckoned here so that a template only writes them down


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A rectangle."""

    x: float
    y: float = 0
    width: float
    height: float = 0
    label: str = ""
    count: int = 0
    shade: int = 0


@dataclass(frozen=True, kw_only=True)
class Span:
    """A point with its interval, from 0 to 100."""

    at: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Dot:
    """A circle."""

    x: float
    y: float
    radius: float


LEFT, RIGHT, TOP, BOTTOM = 44.0, 390.0, 14.0, 190.0  # of the plot in its picture of 400 by 230
MOST_RATING = 4


def histogram(distribution: Sequence[int]) -> list[Bar]:
    """The distribution of scores: ten bars in the plot."""
    most = max(distribution, default=0) or 1
    wide = (RIGHT - LEFT) / max(len(distribution), 1)
    return [
        Bar(
            x=round(LEFT + place * wide + 2, 1),
            y=round(BOTTOM - (BOTTOM - TOP) * count / most, 1),
            width=round(wide - 4, 1),
            height=round((BOTTOM - TOP) * count / most, 1),
            label=f"{10 * place}-{10 * place + 10} %",
            count=count,
        )
        for place, count in enumerate(distribution)
    ]


def level_bars(levels: Sequence[Level], counts: Sequence[int]) -> list[Bar]:
    """How often each level was given: parts of a bar of 100."""
    total, x, bars = sum(counts), 0.0, []
    for place, (level, count) in enumerate(zip(levels, counts, strict=True)):
        width = 100 * count / total if total else 0.0
        shade = round(place * (SHADES - 1) / max(len(levels) - 1, 1))
        bars.append(Bar(x=round(x, 2), width=round(width, 2), label=level.label, count=count, shade=shade))
        x += width
    return bars


def span(value: float | None, low: float | None, high: float | None, *, least: float, most: float) -> Span | None:
    """A point with its interval on a scale; what lies outside stands at its end."""
    if value is None:
        return None

    def place(number: float) -> float:
        return round(100 * (min(max(number, least), most) - least) / (most - least), 2)

    return Span(at=place(value), low=place(value if low is None else low), high=place(value if high is None else high))


@dataclass(frozen=True, kw_only=True)
class Scatter:
    """Ratings and scores with the line through them, in the plot."""

    dots: list[Dot]
    line: tuple[float, float, float, float] | None = None
    borderline: float = 0
    cut: float | None = None
    band: Bar | None = None


def scatter(found: Regression) -> Scatter:
    """The borderline regression as a picture."""
    dots = [
        Dot(x=_across(rating), y=_up(share), radius=round(min(2.5 + many**0.5, 9), 1))
        for rating, share, many in found.points
    ]
    if found.cut is None or found.intercept is None or found.slope is None:
        return Scatter(dots=dots, borderline=_across(found.borderline))
    ends = [found.intercept + found.slope * rating for rating in (0, MOST_RATING)]
    low, high = _up(found.low or 0), _up(found.high if found.high is not None else 1)
    return Scatter(
        dots=dots,
        line=(_across(0), _up(ends[0]), _across(MOST_RATING), _up(ends[1])),
        borderline=_across(found.borderline),
        cut=_up(found.cut),
        band=Bar(x=LEFT, y=high, width=RIGHT - LEFT, height=round(low - high, 1)),
    )


def _across(rating: float) -> float:
    return round(LEFT + 10 + (RIGHT - LEFT - 20) * rating / MOST_RATING, 1)


def _up(share: float) -> float:
    return round(BOTTOM - (BOTTOM - TOP) * min(max(share, 0), 1), 1)


# One exam


@dataclass(frozen=True, kw_only=True)
class StepLine:
    """A step with its figures."""

    number: int
    step: ExamStep
    levels: list[Level]
    figures: OfStep
    bars: list[Bar]
    kappa: Span | None
    kappa_words: Message
    flags: list[Message]


@dataclass(frozen=True, kw_only=True)
class GapLine:
    """An examiner, or two, with how much more was given."""

    who: str
    figures: Gap
    words: Message
    span: Span | None


@dataclass(frozen=True, kw_only=True)
class JudgeColumn:
    """What one judge expects of the whole."""

    name: str
    share: float | None  # None: not finished


@dataclass(frozen=True, kw_only=True)
class Angoff:
    """What judges expect, as far as whoever looks may see it."""

    hidden: bool = False  # finish the own judgement first
    judges: list[JudgeColumn] = field(default_factory=list)
    steps: list[tuple[int, ExamStep, Expected | None, Span | None]] = field(default_factory=list)
    share: float | None = None
    spread: float | None = None


@dataclass(frozen=True, kw_only=True)
class QualityPage:
    """Everything about the quality of one exam."""

    form: ExamForm
    whole: Whole
    figures: Figures
    histogram: list[Bar]
    steps: list[StepLine]
    examiners: list[str]  # by their number in the figures
    severity: list[GapLine]
    pairs: list[GapLine]
    scatter: Scatter
    fewest: int = FEWEST

    @property
    def flagged(self) -> int:
        """How many steps stand out."""
        return sum(bool(line.flags) for line in self.steps)


def quality_page(form: ExamForm, whole: Whole, figures: Figures) -> QualityPage:
    """The figures beside what they are about."""
    names = _names(whole.examiners)
    reach = _reach([*figures.severity, *figures.pairs])
    return QualityPage(
        form=form,
        whole=whole,
        figures=figures,
        histogram=histogram(figures.scores.distribution),
        steps=[
            _line(number, step, found)
            for number, (step, found) in enumerate(zip(whole.steps, figures.steps, strict=True), start=1)
        ],
        examiners=names,
        severity=[_of_examiner(one, names, reach) for one in figures.severity],
        pairs=[_of_pair(one, names, reach) for one in figures.pairs],
        scatter=scatter(figures.regression),
    )


def _names(people: Sequence[Person]) -> list[str]:
    return [person.name for person in people]


def _line(number: int, step: ExamStep, found: OfStep) -> StepLine:
    levels = sorted(scored(in_readers_words(step.scale, step.unit)), key=lambda level: level.value)
    agreed = found.agreement
    return StepLine(
        number=number,
        step=step,
        levels=levels,
        figures=found,
        bars=level_bars(levels, found.levels),
        kappa=span(agreed.kappa, agreed.low, agreed.high, least=-0.2, most=1),
        kappa_words=kappa_words(agreed),
        flags=step_flags(levels, found),
    )


def step_flags(levels: Sequence[Level], found: OfStep) -> list[Message]:
    """What stands out about a step, once enough exams were marked to say so."""
    flags = []
    if found.marked >= FEWEST:
        flags += _difficulty_flags(found) + _level_flags(levels, found)
    asked = found.marked + found.not_applicable
    if asked >= FEWEST and found.not_applicable / asked > OFTEN:
        flags.append(say("Often does not apply"))
    if found.agreement.kappa is not None and round(found.agreement.kappa, 2) < LITTLE:
        flags.append(say("Examiners agree little"))
    return flags


def _difficulty_flags(found: OfStep) -> list[Message]:
    flags = []
    if found.difficulty is not None and found.difficulty > TOO_EASY:
        flags.append(say("Too easy: nearly everybody gets all points"))
    if found.difficulty is not None and found.difficulty < TOO_HARD:
        flags.append(say("Too hard: hardly anybody gets points"))
    if found.discrimination is not None and found.discrimination < 0:
        flags.append(say("Points the wrong way: who does well elsewhere gets less here"))
    elif found.discrimination is not None and found.discrimination < HARDLY:
        flags.append(say("Hardly tells good candidates from weak ones"))
    return flags


def _level_flags(levels: Sequence[Level], found: OfStep) -> list[Message]:
    if sum(map(bool, found.levels)) == 1:
        return [say("Everybody got the same mark")]
    if len(levels) > 2 * SHADES:
        return []  # of a scale from 1 to 100 hardly any value is ever used
    return [
        say("Level never used: %(level)s", level=level.label)
        for level, count in zip(levels, found.levels, strict=True)
        if not count
    ]


def _reach(gaps: Sequence[Gap]) -> float:
    """How far the picture of the gaps goes to both sides."""
    ends = [abs(end) for gap in gaps for end in (gap.gap, gap.low, gap.high) if end is not None]
    return max([0.1, *ends])


def _of_examiner(one: Severity, names: Sequence[str], reach: float) -> GapLine:
    return _gap_line(names[one.examiner], one, reach)


def _of_pair(one: OfPair, names: Sequence[str], reach: float) -> GapLine:
    return _gap_line(f"{names[one.first]} – {names[one.second]}", one, reach)


def _gap_line(who: str, one: Gap, reach: float) -> GapLine:
    return GapLine(
        who=who,
        figures=one,
        words=_gap_words(one),
        span=span(one.gap, one.low, one.high, least=-reach, most=reach) if one.sittings >= FEWEST else None,
    )


def _gap_words(one: Gap) -> Message:
    if one.sittings < FEWEST:
        return TOO_FEW
    if one.low is not None and one.low > 0:
        return say("more generous")
    if one.high is not None and one.high < 0:
        return say("stricter")
    return say("no clear difference")


# Judges


def angoff(form: ExamForm, rows: Sequence[Judged], *, reader: int | None) -> Angoff:
    """What the judges of this form propose; a judge who is not done yet sees nothing of the others."""
    said = said_by_judge(form, rows)
    if None in said.get(reader or 0, ()):
        return Angoff(hidden=True)
    found = proposal(worth(form), said)
    names = {row.judge_id: row.judge.name for row in rows}
    return Angoff(
        judges=[JudgeColumn(name=names[judge], share=found.judges.get(judge)) for judge in said],
        steps=_expected(form, found),
        share=found.share,
        spread=found.spread,
    )


def worth(form: ExamForm) -> list[float]:
    """What each step counts for at most."""
    return [step.weight * max(step.rule.highest, 0) / step.unit for step in form.steps]


def said_by_judge(form: ExamForm, rows: Sequence[Judged]) -> Mapping[int, Sequence[int | None]]:
    """Judge -> the percentage for each step of the form, None where there is none yet."""
    known = {(row.judge_id, row.step_id): row.percentage for row in rows}
    return {
        judge: [known.get((judge, step.id)) for step in form.steps]
        for judge in dict.fromkeys(row.judge_id for row in rows)
    }


def _expected(form: ExamForm, found: Proposal) -> list[tuple[int, ExamStep, Expected | None, Span | None]]:
    return [
        (
            number,
            step,
            one,
            span(one.mean, one.lowest, one.highest, least=0, most=100) if one else None,
        )
        for number, (step, one) in enumerate(zip(form.steps, found.steps, strict=True), start=1)
    ]


# Samples


@dataclass(frozen=True, kw_only=True)
class SampleLine:
    """An exam that was drawn, in the list of its plan."""

    sitting: Sitting
    review: SampleReview | None


@dataclass(frozen=True, kw_only=True)
class SamplePage:
    """A plan with what it draws."""

    draw: Draw
    lines: list[SampleLine]

    @property
    def progress(self) -> Message:
        """How far it is, in a sentence."""
        return say_many(
            "%(done)s of %(count)s drawn exam looked at",
            "%(done)s of %(count)s drawn exams looked at",
            len(self.draw.sittings),
            done=self.draw.done,
        )

    @property
    def elsewhere(self) -> int:
        """Own exams among them, which somebody else looks at."""
        return len(self.draw.sittings) - len(self.lines)


def sample_page(draw: Draw, sittings: Sequence[Sitting]) -> SamplePage:
    """What still waits comes first."""
    lines = [SampleLine(sitting=sitting, review=draw.reviews.get(sitting.id)) for sitting in sittings]
    return SamplePage(draw=draw, lines=sorted(lines, key=lambda line: line.review is not None))
