"""What a page says that is refused, to somebody who may see the exam."""

import pytest

from exams.models import ExamForm, ExamSession, Sheet, Sitting
from exams.permissions import Permission, why_not
from exams.rules import SittingState
from foundation.access import Actor
from people.rules import Role

BOARD = Actor(id=7, roles=frozenset({Role.BOARD_MEMBER}))
P, S = Permission, SittingState


def sitting(state, examiner=9, candidate=8):
    session = ExamSession(form=ExamForm(examiners_required=1))
    sheets = [Sheet(examiner_id=examiner, position=1)]
    return Sitting(candidate_id=candidate, state=state, sheets=sheets, session=session)


@pytest.mark.parametrize(
    ("permission", "exam", "words"),
    [
        (P.SEE_RESULT, sitting(S.AGREEING), "There is no result of this exam to read yet"),
        (P.SEE_RESULT, sitting(S.SIGNED, candidate=BOARD.id), "There is no result of this exam to read yet"),
        (P.PLAN_SITTING, sitting(S.PLANNED, candidate=BOARD.id), "an exam of your own"),
        (P.RATIFY, sitting(S.SIGNED, examiner=BOARD.id), "You examined this exam"),
        (P.CORRECT, sitting(S.SIGNED, examiner=BOARD.id), "You examined this exam"),
        (P.RATIFY, sitting(S.RATIFIED), "does not wait for the exam board"),
        (P.TAKE_EXAM_FILE, sitting(S.IN_PROGRESS), "still being marked"),
    ],
)
def test_a_refused_page_says_why(permission, exam, words):
    assert words in str(why_not(BOARD, permission, exam))


def test_where_it_is_about_roles_the_usual_words_are_said():
    assert why_not(BOARD, Permission.PLAN_SITTING, sitting(SittingState.PLANNED)) is None
