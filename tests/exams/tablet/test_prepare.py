"""An examiner prepares a tablet: POST /exams/tablet/prepare."""

from tests.conftest import NOON


def test_the_sheets_of_today_go_along(prepare, make, examiner):
    sitting = make.sitting(examiner=examiner)
    answer = prepare()
    assert answer.status_code == 200
    (sheet,) = answer.json["sheets"]
    assert (sheet["id"], sheet["sitting"], sheet["day"]) == (sitting.sheets[0].id, sitting.id, "2026-11-23")
