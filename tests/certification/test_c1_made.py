"""C1 to C4: what the factories make is what the product reads."""

from datetime import date

from certification.rules.periods import Period, Unit
from certification.rules.states import Stage
from qualification_files.models import Qualification
from tests.certification import made


def test_a_line_counts_for_its_qualification(make, desk):
    qualification = make.qualification(core_tasks=0)
    made.rolling(make, qualification, Period(1, Unit.YEARS))
    first_aid = made.activity(make, title="First Aid")
    made.asks(make, qualification, first_aid)
    made.asks(make, qualification, first_aid, Stage.MAINTAIN)
    made.completed(make, make.person(), first_aid, date(2026, 3, 1))
    with desk.reading() as work:
        assert work.db.get_one(Qualification, qualification.id).activity_count == 1
