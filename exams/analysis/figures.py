"""What the figures of an exam are made from, and what they are. A figure that would be chance is None."""

from pydantic import BaseModel, ConfigDict


class Plain(BaseModel):
    """Plain numbers that go to another process and come back."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class StepMaterial(Plain):
    """The scale of one step, without the level for what does not apply, lowest first."""

    values: list[int]
    weight: int
    unit: int


class SittingMaterial(Plain):
    """One exam: who examined it, what each of them gave per step (None: not marked) and what stands."""

    examiners: list[int]
    marks: list[list[int | None]]
    ratings: list[int | None]
    stands: list[int | None]
    passed: bool
    attempt: int


class Material(Plain):
    """Everything the figures are made from: numbers, no names."""

    steps: list[StepMaterial]
    sittings: list[SittingMaterial]


class Described(Plain):
    """How a number of exams went; scores are shares of what could be reached, the interval is that of Wilson."""

    sittings: int
    passed: int
    pass_low: float | None
    pass_high: float | None
    mean: float | None
    spread: float | None  # standard deviation
    lowest: float | None
    highest: float | None


class OfAttempt(Described):
    """The same for first exams, second ones and so on."""

    attempt: int


class OfExaminer(Described):
    """The same for what one examiner saw."""

    examiner: int


class Scores(Described):
    """How all of them went; the distribution counts ten equal parts."""

    distribution: list[int]
    attempts: list[OfAttempt]


class Reliability(Plain):
    """Cronbach's alpha, over the sittings in which every step has a mark."""

    alpha: float | None
    sittings: int


class Agreement(Plain):
    """How two examiners agree: pairs of marks, equal ones, Cohen's kappa with its 95 % interval, linear weights."""

    pairs: int
    same: int
    kappa: float | None
    low: float | None
    high: float | None
    weighted: float | None
    applied_apart: int  # one of the two found that it does not apply

    @property
    def share(self) -> float | None:
        """The share of equal marks."""
        return self.same / self.pairs if self.pairs else None


class OfScale(Agreement):
    """Agreement over all steps with this scale."""

    values: list[int]
    steps: int


class Overall(Plain):
    """Agreement over the whole form."""

    sittings: int
    pairs: int
    same: int
    scales: list[OfScale]

    @property
    def share(self) -> float | None:
        """The share of equal marks."""
        return self.same / self.pairs if self.pairs else None


class OfStep(Plain):
    """One step: mean share of its points, corrected item-total correlation, how often each level was given."""

    marked: int
    not_applicable: int
    difficulty: float | None
    discrimination: float | None
    levels: list[int]
    agreement: Agreement


class Gap(Plain):
    """How much more one gave than the other with the same candidates, as a share of the points."""

    sittings: int
    marks: int
    differing: int
    gap: float | None
    low: float | None
    high: float | None


class Severity(Gap):
    """One examiner beside all colleagues."""

    examiner: int


class OfPair(Gap):
    """Two examiners; the gap is what the first gave more."""

    first: int
    second: int


class Regression(Plain):
    """The share of the points on the global rating (0 to 4), read at borderline (BR-25)."""

    points: list[tuple[float, float, int]]  # rating, share, how many sittings lie there
    sittings: int
    borderline: float
    cut: float | None
    low: float | None
    high: float | None
    intercept: float | None
    slope: float | None
    fit: float | None


class Figures(Plain):
    """All figures of an exam."""

    scores: Scores
    reliability: Reliability
    steps: list[OfStep]
    agreement: Overall
    examiners: list[OfExaminer]
    severity: list[Severity]
    pairs: list[OfPair]
    regression: Regression
