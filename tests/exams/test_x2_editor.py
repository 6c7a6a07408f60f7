"""The editor of the cut score: built from conditions without code, said back, tried on invented marks (X2, BR-13)."""

import re
from fractions import Fraction
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams import queries
from exams.forms.cutting import KINDS, cut_score_in, plain_of
from exams.models import ExamForm
from exams.rules import CutScore
from exams.rules.cut_score_starts import Start, start
from exams.rules.cut_scores import (
    AtLeast,
    AtMostBelow,
    Average,
    Band,
    Bar,
    Best,
    Carried,
    Compensation,
    CountAt,
    CriticalSteps,
    Each,
    Grade,
    Lowest,
    Mean,
    MinimumShare,
    NotApplicable,
    Over,
    OwnMark,
    PartKind,
    PartRule,
    Points,
    PointShare,
    Rounding,
    RoundingMode,
    ShareAt,
)
from tests.exams.conftest import counted


@pytest.fixture
def coordinator(visit, school):
    return visit(school.coordinator)


@pytest.fixture
def page(coordinator, draft):
    """`page()`: the editor of the draft, as a reader of its fields."""
    return lambda: Fields.of(coordinator.get(f"/exams/forms/{draft.id}/cut-score").text)


@pytest.fixture
def press(coordinator, draft, page):
    """`press(deed, **fields)`: the whole page as it stands, with these fields changed, sent by this button."""

    def send(deed="save", **fields):
        sent = {**page(), **{name.replace("__", "-"): value for name, value in fields.items()}, "do": deed}
        return coordinator.post(f"/exams/forms/{draft.id}/cut-score", {k: v for k, v in sent.items() if v is not None})

    return send


@pytest.fixture
def stands(school, draft):
    """`stands()`: the cut score that is kept."""
    return lambda: CutScore.from_json(school.read(ExamForm, draft.id).cut_score)


class Fields(HTMLParser):
    """What a browser would send of the editor."""

    def __init__(self):
        super().__init__()
        self.found, self.inside, self.select = {}, False, None

    @classmethod
    def of(cls, text):
        reader = cls()
        reader.feed(text)
        return reader.found

    def handle_starttag(self, tag, attrs):
        facts = dict(attrs)
        if tag == "form":
            self.inside = "cs-form" in facts.get("class", "")
        name = facts.get("name")
        if not self.inside or tag not in ("input", "select", "option"):
            return
        if tag == "select":
            self.select = name
        elif tag == "option" and ("selected" in facts or self.select not in self.found):
            self.found[self.select] = facts["value"]
        elif tag == "input" and (facts.get("type") != "checkbox" or "checked" in facts):
            self.found[name] = facts.get("value", "y")

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False


# From a cut score to the form and back

OVERS = st.builds(
    Over,
    st.sampled_from([PartKind.STEPS, PartKind.GROUPS]),
    st.lists(st.sampled_from(["B1-K1-W1", "B1-K1-W2"]), unique=True).map(tuple),
)
NUMBERS = st.fractions(1, 10, max_denominator=100)
SHARES = st.integers(0, 100).map(lambda whole: Fraction(whole, 100))
BARS = st.just(Bar()) | st.builds(Bar, number=NUMBERS) | st.builds(Bar, label=st.sampled_from(["G", "V"]))
SIMPLE = st.one_of(
    st.builds(Points, over=OVERS),
    st.builds(PointShare, over=OVERS),
    st.builds(Grade, over=OVERS, base=NUMBERS, span=NUMBERS),
    st.builds(Mean, over=OVERS, weighted=st.booleans()),
    st.builds(Best, over=OVERS, count=st.integers(1, 5), total=st.booleans()),
    st.builds(Lowest, over=OVERS),
)
MEASURES = st.deferred(lambda: SIMPLE) | st.builds(
    Average, measures=st.lists(SIMPLE, min_size=2, max_size=3).map(tuple)
)
RULES = st.one_of(
    st.builds(MinimumShare, SHARES),
    st.just(CriticalSteps()),
    st.builds(OwnMark, minimum=NUMBERS),
    st.builds(AtLeast, value=st.deferred(lambda: MEASURES), minimum=NUMBERS),
    st.builds(Each, over=OVERS, bar=BARS),
    st.builds(ShareAt, over=OVERS, share=SHARES, bar=BARS, weighted=st.booleans()),
    st.builds(CountAt, over=OVERS, count=st.integers(0, 9), bar=BARS),
    st.builds(AtMostBelow, over=OVERS, count=st.integers(0, 9), bar=BARS),
    st.builds(
        Compensation,
        over=OVERS,
        mark=NUMBERS,
        most=st.none() | st.integers(0, 3),
        deepest=st.none() | NUMBERS,
        weighted=st.booleans(),
    ),
    st.builds(NotApplicable, most=st.integers(0, 3), over=OVERS),
)
CONDITIONS = st.lists(st.deferred(lambda: RULES), max_size=3).map(tuple)
BANDS = st.lists(
    st.builds(
        Band,
        label=st.sampled_from(["G", "V", "O"]),
        at_least=st.none() | NUMBERS,
        conditions=CONDITIONS,
        passes=st.booleans(),
    ),
    max_size=2,
).map(tuple)
PARTS = st.builds(
    PartRule,
    value=st.none() | st.deferred(lambda: MEASURES),
    rounding=st.none()
    | st.builds(Rounding, mode=st.sampled_from(RoundingMode), step=st.sampled_from([Fraction(1), Fraction(1, 10)])),
    judges=st.sampled_from(Carried),
    carries=st.sampled_from(Carried),
    on_failed_critical=st.none() | NUMBERS,
    conditions=st.deferred(lambda: CONDITIONS),
    bands=st.deferred(lambda: BANDS),
)
SOME = st.deferred(lambda: PARTS).map(lambda rule: None if rule.is_empty else rule)


WHOLE = st.builds(
    CutScore,
    exam=st.deferred(lambda: PARTS),
    groups=SOME,
    core_tasks=SOME,
    exceptions=st.dictionaries(st.just("B1-K1-W1"), st.deferred(lambda: PARTS)),
)


@given(st.deferred(lambda: WHOLE))
def test_x2_whatever_a_cut_score_says_the_form_says_too(cut_score):
    assert cut_score_in(plain_of(cut_score)) == cut_score


# The page


def test_x2_a_page_that_is_saved_as_it_came_changes_nothing(press, stands):
    before = stands()
    assert press().status_code == 303
    assert stands() == before


@pytest.mark.parametrize("kind", Start)
def test_x2_each_start_is_kept_said_and_saved_again_as_it_is(coordinator, draft, press, stands, desk, kind):
    assert coordinator.post(f"/exams/forms/{draft.id}/cut-score/start", {"start": kind.value}).status_code == 303
    begun = stands()
    with desk.reading() as work:
        assert begun == start(kind, queries.form(work, draft.id).design.structure)
    assert press().status_code == 303
    assert stands() == begun


@pytest.mark.parametrize("kind", Start)
def test_x2_each_start_can_be_passed_and_failed(coordinator, draft, kind):
    coordinator.post(f"/exams/forms/{draft.id}/cut-score/start", {"start": kind.value})
    results = [
        coordinator.get(f"/exams/forms/{draft.id}/try?all={fill}", follow_redirects=True).text
        for fill in ("lowest", "highest", "enough")
    ]
    assert ["verdict-ok" in text for text in results] == [False, True, True]


def test_x2_an_unknown_start_changes_nothing(coordinator, draft, stands):
    before = stands()
    assert coordinator.post(f"/exams/forms/{draft.id}/cut-score/start", {"start": "x"}).status_code == 303
    assert stands() == before


@pytest.mark.parametrize("kind", KINDS)
def test_x2_each_kind_of_condition_is_added_with_a_sentence_and_taken_away(
    press, page, stands, coordinator, draft, kind
):
    before = stands()
    answer = press("add:exam-conditions", exam__new_kind=kind)
    assert answer.status_code == 303
    assert answer.location.endswith("#part-exam-conditions-2")
    assert stands().conditions[2].kind == kind
    said = re.search(
        r'data-sentence="exam-conditions-2">([^<]+)<', coordinator.get(f"/exams/forms/{draft.id}/cut-score").text
    )
    assert said
    press("remove:exam-conditions-2")
    assert stands() == before


def test_x2_conditions_change_places(press, stands):
    press("down:exam-conditions-0")
    assert [rule.kind for rule in stands().conditions] == [CriticalSteps.kind, MinimumShare.kind]
    press("up:exam-conditions-1")
    assert [rule.kind for rule in stands().conditions] == [MinimumShare.kind, CriticalSteps.kind]


def test_x2_what_is_filled_in_is_said_back_at_once_and_not_kept(coordinator, draft, page, stands, audit_names):
    before, lines = stands(), audit_names()
    sent = {**page(), "exam-conditions-0-share": "72"}
    answer = coordinator.post(f"/exams/forms/{draft.id}/cut-score/said", sent)
    assert answer.status_code == 200
    assert "At least 72% of the points must be reached." in answer.text
    assert (stands(), audit_names()) == (before, lines)


def test_x2_half_a_number_is_told_and_not_kept(coordinator, draft, page, stands):
    before = stands()
    answer = coordinator.post(f"/exams/forms/{draft.id}/cut-score/said", {**page(), "exam-conditions-0-share": "x"})
    assert "Fill in a number, for instance 5.5." in answer.text
    assert stands() == before


def test_x2_what_was_typed_is_kept_by_every_button(press, stands):
    press("add:exam-conditions", exam__conditions__0__share="72,5", exam__new_kind=Each.kind)
    assert stands().conditions[0] == MinimumShare(Fraction(725, 1000))


@pytest.mark.parametrize("wrong", ["", "abc", "120", "-1", "1e5", "١", "5.5.5"])
def test_x2_a_wrong_number_is_shown_again_with_all_that_was_typed(press, stands, wrong):
    before = stands()
    answer = press(exam__conditions__0__share=wrong, groups__rounding="up")
    assert answer.status_code == 422
    assert f'value="{wrong}"' in answer.text
    assert re.search(r'<option[^>]*selected[^>]*value="up"', answer.text)
    assert stands() == before


def test_x2_a_label_with_conditions_is_built_button_by_button(press, stands):
    press("add:groups-bands")
    press("add:groups-bands", groups__bands__0__label="Good")
    not_good = {"groups-bands-1-label": "Not good", "groups-bands-1-passes": None}
    press("add:groups-bands-0-conditions", groups__bands__0__new_kind=ShareAt.kind, **not_good)
    press(**{"groups-bands-0-conditions-0-share": "51"})
    bands = stands().groups.bands
    assert [(band.label, band.passes) for band in bands] == [("Good", True), ("Not good", False)]
    assert bands[0].conditions == (ShareAt(over=Over(PartKind.STEPS), share=Fraction(51, 100)),)


def test_x2_a_label_without_name_is_asked_for_one(press):
    press("add:groups-bands")
    answer = press(**{"groups-bands-0-label": " "})
    assert answer.status_code == 422
    assert "Fill this in." in answer.text


def test_x2_a_part_gets_a_rule_of_its_own(press, stands):
    press("add:exceptions", new_exception="B1-K1-W2")
    press("add:exceptions-0-conditions", **{"exceptions-0-new_kind": CriticalSteps.kind})
    assert stands().exceptions == {"B1-K1-W2": PartRule(conditions=(CriticalSteps(),))}
    press("remove:exceptions-0")
    assert stands().exceptions == {}


def test_x2_codes_that_are_not_on_the_form_are_named(press):
    press("add:exam-conditions", exam__new_kind=Each.kind)
    answer = press(**{"exam-conditions-2-keys": "B1-K1-W1, B9-K9-W9"})
    assert answer.status_code == 422
    assert "These are no codes of this form: B9-K9-W9." in answer.text


def test_x2_what_the_fields_cannot_say_is_kept_as_it_is(desk, draft, press, stands):
    means = tuple(Mean(over=Over(PartKind.STEPS)) for _ in range(3))
    rule = CutScore.of(AtLeast(value=Average(measures=means), minimum=Fraction(1)))
    with desk.writing() as work:
        work.db.get_one(ExamForm, draft.id).cut_score = rule.to_json()
    assert press("add:exam-conditions", exam__new_kind=CriticalSteps.kind).status_code == 303
    assert stands() == CutScore.of(*rule.conditions, CriticalSteps())


@pytest.mark.parametrize("kept", ["", "[]", "{", '{"kind": "x"}', "[" * 9000])
def test_x2_made_up_hidden_fields_change_nothing(press, stands, kept):
    before = stands()
    answer = press(**{"exam-conditions-0-kind": "other", "exam-conditions-0-kept": kept})
    assert answer.status_code in (400, 422)
    assert stands() == before


@pytest.mark.parametrize(
    "deed", ["remove:exam-conditions-99", "up:x-1", "add:exam", "add:seen-1", "boo", "remove:exam"]
)
def test_x2_a_button_of_an_older_page_breaks_nothing(press, stands, deed):
    before = stands()
    assert press(deed).status_code in (303, 422)
    assert stands() == before


def test_x2_of_two_tabs_the_second_is_told_and_loses_nothing(coordinator, draft, page, press, stands):
    older = page()
    press(exam__conditions__0__share="60")
    answer = coordinator.post(
        f"/exams/forms/{draft.id}/cut-score", {**older, "exam-conditions-0-share": "70", "do": "save"}
    )
    assert answer.status_code == 409
    assert 'value="70"' in answer.text
    assert stands().minimum_percentage == 60


def test_x2_half_a_page_replaces_nothing(coordinator, draft, stands):
    before = stands()
    assert coordinator.post(f"/exams/forms/{draft.id}/cut-score", {"do": "save"}).status_code == 409
    assert stands() == before


def test_x2_problems_stand_at_the_top(press, coordinator, draft):
    press(exam__conditions__0__share="0")
    text = coordinator.get(f"/exams/forms/{draft.id}/cut-score").text
    assert "Nobody can fail this form" in text


def test_br_13_a_fixed_form_shows_its_cut_score_to_be_read(coordinator, school):
    text = coordinator.get(f"/exams/forms/{school.form.id}/cut-score").text
    assert "This cut score is fixed" in text
    assert "cs-form" not in text
    assert "of the points must be reached" in text


@pytest.mark.parametrize("door", ["cut-score", "cut-score/start"])
def test_br_13_the_cut_score_of_a_fixed_form_is_not_changed(coordinator, school, door):
    before = school.read(ExamForm, school.form.id).cut_score
    fields = {"start": "checklist", "do": "save"}
    assert coordinator.post(f"/exams/forms/{school.form.id}/{door}", fields).status_code in (409, 422)
    assert school.read(ExamForm, school.form.id).cut_score == before


@pytest.mark.parametrize(("who", "status"), [("board_member", 403), ("examiner", 404), ("candidate", 404)])
def test_x2_only_a_coordinator_changes_it(visit, school, draft, who, status):
    browser = visit(getattr(school, who))
    assert browser.post(f"/exams/forms/{draft.id}/cut-score", {}).status_code == status
    assert browser.post(f"/exams/forms/{draft.id}/cut-score/start", {"start": "share"}).status_code == status


def test_x2_the_board_reads_the_rule_in_words(visit, school, draft):
    text = visit(school.board_member).get(f"/exams/forms/{draft.id}/cut-score").text
    assert "of the points must be reached" in text
    assert "cs-form" not in text


def test_x2_every_change_is_on_record(press, audit_names):
    press(exam__conditions__0__share="60")
    assert audit_names()[-1] == "exams.form-changed"


def test_x2_the_page_takes_a_fixed_number_of_statements(coordinator, draft, press, statements):
    counts = []
    for _ in range(2):
        press("add:exam-conditions", exam__new_kind=Each.kind)
        with statements() as seen:
            coordinator.get(f"/exams/forms/{draft.id}/cut-score")
        counts.append(counted(seen))
    assert counts[0] == counts[1]


def test_x2_it_takes_no_other_method(coordinator, draft):
    assert coordinator.client.put(f"/exams/forms/{draft.id}/cut-score").status_code == 405


# Invented marks


def test_x2_just_enough_is_one_mark_above_failing(coordinator, draft, desk):
    answer = coordinator.get(f"/exams/forms/{draft.id}/try?all=enough")
    marks = {name: int(value) for name, value in re.findall(r"(s\d+)=(\d+)", answer.location)}
    with desk.reading() as work:
        form = queries.form(work, draft.id).design
    values = {int(name[1:]): value for name, value in marks.items()}
    assert form.judge(values).result == "passed"
    for step, value in values.items():
        if value:
            assert form.judge({**values, step: value - 1}).result == "failed"


def test_x2_marks_by_chance_are_marks_of_their_steps(coordinator, draft):
    text = coordinator.get(f"/exams/forms/{draft.id}/try?all=chance", follow_redirects=True).text
    assert "Not yet marked" not in text


def test_x2_what_decides_is_marked(coordinator, draft):
    text = coordinator.get(f"/exams/forms/{draft.id}/try?all=lowest", follow_redirects=True).text
    assert "This decides" in text


def test_x2_trying_keeps_nothing(coordinator, draft, school, audit_names):
    before = (school.read(ExamForm, draft.id).version, audit_names())
    coordinator.get(f"/exams/forms/{draft.id}/try?all=chance", follow_redirects=True)
    assert (school.read(ExamForm, draft.id).version, audit_names()) == before


@pytest.mark.parametrize("value", ["99", "x", "-1", "1" * 5000, "٣", ""])
def test_x2_marks_that_are_no_levels_are_passed_over(coordinator, draft, value):
    with_one = coordinator.get(f"/exams/forms/{draft.id}/try", query_string={"s1": value})
    assert with_one.status_code == 200


# Beginning anew, and going back

MADE = CutScore.of(MinimumShare(Fraction(70, 100)), CriticalSteps())


@pytest.fixture
def made(desk, draft):
    """A cut score that somebody made for the draft."""
    with desk.writing() as work:
        queries.form(work, draft.id).cut_score = MADE.to_json()


def test_x2_a_start_asks_before_it_replaces_what_somebody_made(coordinator, draft, stands, made):
    address = f"/exams/forms/{draft.id}/cut-score/start"
    answer = coordinator.post(address, {"start": "checklist"})
    question = coordinator.get(answer.location)
    assert stands() == MADE
    assert "At least 70% of the points must be reached." in question.text
    seen = re.search(r'name="seen" value="(\w+)"', question.text)[1]
    coordinator.post(address, {"start": "checklist", "seen": seen})
    assert stands() != MADE


def test_x2_what_a_start_replaced_is_put_back_and_forth(coordinator, draft, stands, made, audit_names):
    address = f"/exams/forms/{draft.id}/cut-score"
    question = coordinator.get(f"{address}/start?start=checklist")
    seen = re.search(r'name="seen" value="(\w+)"', question.text)[1]
    coordinator.post(f"{address}/start", {"start": "checklist", "seen": seen})
    begun = stands()
    assert "Another cut score stood here before" in coordinator.get(address).text
    coordinator.post(f"{address}/put-back", {})
    assert stands() == MADE
    coordinator.post(f"{address}/put-back", {})
    assert stands() == begun
    assert audit_names()[-1] == "exams.form-changed"


def test_x2_where_nothing_was_replaced_nothing_is_put_back(coordinator, draft, stands):
    before = stands()
    assert coordinator.post(f"/exams/forms/{draft.id}/cut-score/put-back", {}).status_code == 303
    assert stands() == before
    assert "Put back" not in coordinator.get(f"/exams/forms/{draft.id}/cut-score").text


@pytest.mark.parametrize(
    ("who", "status"), [("coordinator", 200), ("board_member", 403), ("examiner", 404), ("candidate", 404)]
)
def test_x2_who_may_begin_anew(visit, school, draft, who, status):
    assert visit(getattr(school, who)).get(f"/exams/forms/{draft.id}/cut-score/start?start=share").status_code == status


@pytest.mark.parametrize("who", ["candidate", "examiner", "board_member"])
def test_x2_who_may_not_put_back(visit, school, draft, who):
    answer = visit(getattr(school, who)).post(f"/exams/forms/{draft.id}/cut-score/put-back", {})
    assert answer.status_code in (403, 404)


def test_x2_a_start_that_makes_no_sense_is_refused_with_the_reason(coordinator, draft, stands, desk):
    with desk.writing() as work:
        step = queries.form(work, draft.id).steps[0]
        step.levels = [{"value": value, "label": str(value), "description": ""} for value in (0, 1)]
    before, address = stands(), f"/exams/forms/{draft.id}/cut-score"
    page = coordinator.get(address).text
    assert 'value="labels"' not in page
    assert "The steps have different scales" in page
    assert "different scales" in coordinator.post(f"{address}/start", {"start": "labels"}, follow_redirects=True).text
    assert stands() == before
