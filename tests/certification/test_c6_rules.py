"""C6: the questions, the way through them, what they propose, and what keeps a questionnaire from being published."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certification.rules.inventories import (
    END,
    Compare,
    Condition,
    Criterion,
    Design,
    Jump,
    Match,
    Option,
    PlaceKind,
    Proposal,
    Question,
    QuestionKind,
    WrongAnswer,
    course,
    design_from_json,
    design_to_json,
    holds,
    plain,
    problems,
    proposed,
    read_answer,
    restored,
)
from certification.rules.inventories.editing import moved, without_question
from certification.rules.inventories.words import answer_words, condition_words

pytestmark = pytest.mark.pure

YES = Criterion("q1", Compare.IS, "yes")
NO = Criterion("q1", Compare.IS, "no")


def when(*criteria, match=Match.ALL):
    return Condition(match, criteria)


def ask(key, **facts):
    return Question(key=key, text=f"Text of {key}?", **facts)


def choice(key, *options, kind=QuestionKind.ONE, **facts):
    return ask(key, kind=kind, choices=tuple(Option(one, one.upper()) for one in options), **facts)


def number(key, low=None, high=None, **facts):
    return ask(key, kind=QuestionKind.NUMBER, minimum=low, maximum=high, **facts)


def design(*questions, proposals=()):
    return Design(questions=questions, proposals=tuple(proposals))


def propose(*criteria, qualification=7, match=Match.ALL, required=True, key="p1"):
    return Proposal(key, when(*criteria, match=match), qualification, required)


def blocking(made, *, linkable=(7,)):
    return [(one.place.key, str(one.message)) for one in problems(made, linkable=linkable) if one.blocks]


HEIGHT = design(
    ask("q1", jumps=(Jump("j1", when(NO), "q3"),)),
    number("q2", 0, 50),
    choice("q3", "a", "b"),
    proposals=[propose(YES, Criterion("q2", Compare.AT_LEAST, 10))],
)


def test_the_next_question_depends_on_the_answer():
    assert course(HEIGHT, {"q1": "no"}).now == "q3"
    assert course(HEIGHT, {"q1": "yes"}).now == "q2"


def test_without_answers_the_first_question_comes():
    assert course(HEIGHT, {}).now == "q1"


def test_all_is_answered_when_the_way_ends():
    found = course(HEIGHT, {"q1": "no", "q3": "a"})
    assert (found.asked, found.is_whole) == (("q1", "q3"), True)


def test_an_answer_that_no_longer_follows_is_not_on_the_way():
    assert course(HEIGHT, {"q1": "no", "q2": 12, "q3": "a"}).asked == ("q1", "q3")


def test_the_way_back_is_the_way_that_was_gone():
    assert course(HEIGHT, {"q1": "no", "q3": "a"}).before("q3") == "q1"


def test_nobody_goes_round_for_ever():
    round_and_round = design(ask("q1"), ask("q2", otherwise="q1"))
    assert course(round_and_round, {"q1": "yes", "q2": "no"}).is_whole


def test_a_number_of_the_height_proposes():
    assert [one.qualification_id for one in proposed(HEIGHT, {"q1": "yes", "q2": 10, "q3": "a"})] == [7]
    assert proposed(HEIGHT, {"q1": "yes", "q2": 9, "q3": "a"}) == []


def test_two_reasons_give_one_proposal_that_is_required_when_one_of_them_says_so():
    made = design(ask("q1"), proposals=[propose(YES, required=False), propose(YES, key="p2")])
    [found] = proposed(made, {"q1": "yes"})
    assert (found.required, len(found.because)) == (True, 2)


def test_nothing_holds_about_a_question_that_was_not_asked():
    assert not holds(when(Criterion("q9", Compare.IS_NOT, "a")), {"q1": "yes"})


def test_without_criteria_it_always_holds():
    assert holds(Condition(), {})


def test_one_of_several_is_enough_where_so_set():
    assert holds(when(YES, NO, match=Match.ANY), {"q1": "no"})


def test_a_good_design_has_no_problems():
    assert problems(HEIGHT, linkable=[7]) == []


def test_a_question_that_nobody_comes_to_is_told():
    made = design(ask("q1", otherwise="q3"), ask("q2"), ask("q3"))
    assert [place for place, _ in blocking(made)] == ["q2"]


def test_a_question_between_two_jumps_that_leave_no_answer_over_is_told():
    jumps = (Jump("j1", when(YES), "q3"), Jump("j2", when(NO), END))
    assert [place for place, _ in blocking(design(ask("q1", jumps=jumps), ask("q2"), ask("q3")))] == ["q2"]


def test_a_circle_is_told_at_each_of_its_questions():
    made = design(ask("q1"), ask("q2", jumps=(Jump("j1", when(Criterion("q2", Compare.IS, "no")), "q1"),)))
    assert {place for place, why in blocking(made) if "round for ever" in why} == {"q1", "q2"}


def test_a_way_to_a_question_that_was_removed_is_a_dead_end():
    made = without_question(design(ask("q1", otherwise="q2"), ask("q2")), "q2")
    assert [(place, "dead end" in why) for place, why in blocking(made)] == [("q1", True)]


def test_a_choice_without_answers_cannot_be_published():
    assert [place for place, _ in blocking(design(choice("q1", "a")))] == ["q1"]


def test_a_range_without_numbers_cannot_be_published():
    assert [place for place, _ in blocking(design(number("q1", 9, 3)))] == ["q1"]


def test_two_answers_to_a_question_with_one_answer_contradict_each_other():
    made = design(ask("q1"), proposals=[propose(YES, NO)])
    assert [(place, "two different answers" in why) for place, why in blocking(made)] == [("p1", True)]


def test_either_of_two_answers_is_no_contradiction():
    assert blocking(design(ask("q1"), proposals=[propose(YES, NO, match=Match.ANY)])) == []


def test_numbers_that_exclude_each_other_are_a_contradiction():
    low, high = Criterion("q1", Compare.AT_LEAST, 10), Criterion("q1", Compare.AT_MOST, 9)
    assert "exclude each other" in blocking(design(number("q1"), proposals=[propose(low, high)]))[0][1]


def test_a_number_outside_the_range_of_its_question_is_a_contradiction():
    made = design(number("q1", 0, 5), proposals=[propose(Criterion("q1", Compare.AT_LEAST, 6))])
    assert [place for place, _ in blocking(made)] == ["p1"]


def test_with_and_without_the_same_answer_is_a_contradiction():
    with_a, without_a = Criterion("q1", Compare.INCLUDES, "a"), Criterion("q1", Compare.INCLUDES_NOT, "a")
    made = design(choice("q1", "a", "b", kind=QuestionKind.SEVERAL), proposals=[propose(with_a, without_a)])
    assert "given and not given at once" in blocking(made)[0][1]


def test_shutting_out_every_answer_is_a_contradiction():
    lines = [Criterion("q1", Compare.IS_NOT, one) for one in "ab"]
    assert "no answer" in blocking(design(choice("q1", "a", "b"), proposals=[propose(*lines)]))[0][1]


def test_a_condition_on_an_answer_that_was_removed_is_told():
    made = design(choice("q1", "a", "b"), proposals=[propose(Criterion("q1", Compare.IS, "c"))])
    assert "was removed" in blocking(made)[0][1]


def test_a_condition_on_a_question_of_another_kind_is_told():
    made = design(number("q1"), proposals=[propose(YES)])
    assert "does not suit" in blocking(made)[0][1]


def test_a_proposal_that_no_way_through_gives_is_told():
    made = design(
        ask("q1", jumps=(Jump("j1", when(YES), "q3"),)),
        ask("q2"),
        ask("q3"),
        proposals=[propose(YES, Criterion("q2", Compare.IS, "yes"))],
    )
    assert "Nobody ever gets this proposal" in blocking(made)[0][1]


def test_a_proposal_of_a_qualification_that_cannot_be_given_is_told():
    assert [place for place, _ in blocking(HEIGHT, linkable=[])] == ["p1"]


def test_a_line_that_never_counts_is_told_and_keeps_nobody_from_publishing():
    made = design(ask("q1", jumps=(Jump("j1", when(YES), "q2"), Jump("j2", when(YES), END))), ask("q2"))
    assert [one.blocks for one in problems(made, linkable=[]) if one.place.kind is PlaceKind.QUESTION] == [False]


def test_a_design_without_questions_cannot_be_published():
    assert len(blocking(design())) == 1


def test_forty_questions_each_with_a_proposal_are_checked_whole():
    made = design(
        *(ask(f"q{one}") for one in range(1, 41)),
        proposals=[propose(Criterion(f"q{one}", Compare.IS, "yes"), key=f"p{one}") for one in range(1, 41)],
    )
    assert problems(made, linkable=[7]) == []


def test_too_many_ways_are_told_and_not_gone():
    last = ask("q20", jumps=(Jump("j", when(*(Criterion(f"q{n}", Compare.IS, "yes") for n in range(1, 20))), END),))
    made = design(*(ask(f"q{one}") for one in range(1, 20)), last, ask("q21"))
    assert "too many ways" in str(problems(made, linkable=[])[1].message)


def test_moving_a_question_stays_within_the_list():
    assert [one.key for one in moved(HEIGHT, "q1", by=-5).questions] == ["q1", "q2", "q3"]
    assert [one.key for one in moved(HEIGHT, "q1", by=1).questions] == ["q2", "q1", "q3"]


@pytest.mark.parametrize(
    ("question", "sent"),
    [
        (ask("q"), []),
        (ask("q"), ["maybe"]),
        (choice("q", "a", "b"), ["a", "b"]),
        (choice("q", "a", kind=QuestionKind.SEVERAL), ["z"]),
        (number("q", 1, 5), ["6"]),
        (number("q", 1, 5), ["0"]),
        (number("q"), ["1.5"]),
        (number("q"), ["٣"]),
        (number("q"), ["9" * 10]),
    ],
)
def test_what_is_no_answer_is_refused(question, sent):
    with pytest.raises(WrongAnswer):
        read_answer(question, sent)


def test_of_several_none_may_be_chosen():
    assert read_answer(choice("q", "a", kind=QuestionKind.SEVERAL), []) == frozenset()


def test_conditions_are_said_back_in_words():
    words = condition_words(HEIGHT, HEIGHT.proposals[0].condition)
    assert [str(one) for one in words] == ["“Text of q1?”: Yes", "“Text of q2?”: 10 or more"]


def test_no_answer_of_several_is_said_so():
    assert [str(one) for one in answer_words(choice("q", "a", kind=QuestionKind.SEVERAL), frozenset())] == [
        "None of these"
    ]


@given(st.dictionaries(st.sampled_from(["q1", "q3"]), st.sampled_from(["yes", "no", "a"])))
@settings(max_examples=20)
def test_what_is_asked_is_what_was_answered_and_comes_once(answers):
    found = course(HEIGHT, answers)
    assert len(set(found.asked)) == len(found.asked)
    assert set(found.asked) <= set(answers)


@given(st.frozensets(st.sampled_from("abc")) | st.integers(-9, 9) | st.sampled_from("abc"))
@settings(max_examples=20)
def test_an_answer_is_kept_as_it_was_given(answer):
    assert restored(plain(answer)) == answer


def test_a_design_is_kept_as_it_was_made():
    assert design_from_json(design_to_json(HEIGHT)) == HEIGHT
