"""P6: the same form twice at the same moment, and two coordinators who make the first rule at once."""

from functools import partial
from threading import Barrier, Thread

import pytest

from foundation.refusals import Refusal
from people.rules import Role
from portfolio.actions import quality
from portfolio.models import EvidenceRule, QualityJudgement, SelfAssessment
from portfolio.queries.quality import work_process
from portfolio.rules import Asks, Aspect, Judgement, SelfLevel
from tests.conftest import actor_of
from tests.portfolio.conftest import uuid_of

KEY = uuid_of(99)


@pytest.fixture
def at_once(desk):
    """Run each deed of this person in a thread of its own; gives what was refused."""

    def run_all(person, *deeds):
        start, refused, actor = Barrier(len(deeds)), [], actor_of(person)

        def run(deed):
            start.wait()
            try:
                with desk.writing(actor) as work:
                    deed(work)
            except Refusal as refusal:
                refused.append(refusal)

        threads = [Thread(target=run, args=(deed,)) for deed in deeds]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return refused

    return run_all


def test_p6_a_judgement_sent_twice_at_once_is_one(at_once, noor, guide, processes, count, audit):
    def judge(work):
        opened = work_process(work, noor.id, processes[0].id)
        quality.judge(work, opened, {Aspect.VARIETY: Judgement.SUFFICIENT}, remark="", form_key=KEY)

    assert at_once(guide, *[judge] * 4) == []
    assert count(QualityJudgement) == 1
    assert [line[0] for line in audit()].count("quality-judged") == 1


def test_p6_a_self_assessment_sent_twice_at_once_is_one(at_once, noor, processes, count):
    said = [quality.SelfSaid(process.id, SelfLevel.ALONE) for process in processes]
    deed = partial(quality.assess_oneself, person_id=noor.id, said=said, form_key=KEY)
    assert at_once(noor, *[deed] * 4) == []
    assert count(SelfAssessment) == len(processes)


def test_p6_of_two_first_rules_at_once_one_stands_and_the_other_is_told(at_once, make, qualification, count):
    deeds = [
        partial(quality.set_evidence_rule, qualification_id=qualification.id, asks=Asks(pieces=pieces), version=0)
        for pieces in (2, 3)
    ]
    assert len(at_once(make.person(Role.COORDINATOR), *deeds)) == 1
    assert count(EvidenceRule) == 1
