"""Mails about objections and appeals, missed exams, exemptions and open files; none says why, or how it was marked."""

from exams.actions.telling_cases import TELL_CASE, TELL_EXEMPTED, TELL_MISSED, TELL_OPENED, CaseNews
from exams.jobs.mailing import post
from exams.models import Objection
from exams.queries.board import board_members
from exams.queries.telling_cases import case, exam_of, exemption_of, grant_of
from exams.rules import SittingState
from foundation.messages import say
from foundation.runner import Handlers
from foundation.web.mail import public_url
from foundation.work import Work
from people.models import Person
from people.rules import Role

# What the candidate gets. That there is a decision has a mail of its own.
TO_CANDIDATE = {
    CaseNews.LODGED: "exams_case_received",
    CaseNews.EXTENDED: "exams_case_extended",
    CaseNews.WITHDRAWN: "exams_case_withdrawn",
}
TO_BOARD = {
    CaseNews.LODGED: "exams_board_case_lodged",
    CaseNews.EXTENDED: "exams_board_case_extended",
    CaseNews.DECIDED: "exams_board_case_decided",
}


def register(handlers: Handlers) -> None:
    """The jobs that tell of cases, missed exams, exemptions and files that open."""
    handlers.short(TELL_CASE, tell_case, title=say("Mail about an objection or appeal"), needs_asker=False)
    handlers.short(TELL_MISSED, tell_missed, title=say("Mail a candidate who did not come"), needs_asker=False)
    handlers.short(TELL_EXEMPTED, tell_exempted, title=say("Mail a candidate about an exemption"), needs_asker=False)
    handlers.short(TELL_OPENED, tell_opened, title=say("Mail an auditor that files are open"), needs_asker=False)


def tell_case(work: Work, *, objection_id: int, news: str, by: int | None) -> None:
    """Mail the candidate and the exam board; nobody hears of what they did themselves, but for the receipt."""
    found = case(work, objection_id)
    if found is None:
        return
    happened, candidate = CaseNews(news), found.sitting.candidate
    if happened in TO_CANDIDATE and (happened is CaseNews.LODGED or candidate.id != by):
        _mail_case(work, found, candidate, TO_CANDIDATE[happened], happened)
    for member in board_members(work) if happened in TO_BOARD else ():
        if member.id not in (by, candidate.id):
            _mail_case(work, found, member, TO_BOARD[happened], happened)


def _mail_case(work: Work, found: Objection, person: Person, template: str, news: CaseNews) -> None:
    about = {
        "title": found.sitting.session.form.title,
        "url": public_url("exams.objection", objection_id=found.id),
        "kind": found.kind.value,
        "decide_by": found.decide_by,
    }
    post(work, person, template, key=f"case:{found.id}:{news}:{person.id}", about=about)


def tell_missed(work: Work, *, sitting_id: int, missed: bool, at: str) -> None:
    """Mail the candidate that it was noted that they did not come, or that this was taken back; if it is so still."""
    sitting = exam_of(work, sitting_id)
    if sitting is None or (sitting.state is SittingState.NO_SHOW) is not missed:
        return
    about = {
        "title": sitting.session.form.title,
        "url": public_url("exams.sitting", sitting_id=sitting.id),
        "starts_at": sitting.starts_at,
    }
    template = "exams_no_show" if missed else "exams_no_show_taken_back"
    post(work, sitting.candidate, template, key=f"missed:{sitting.id}:{missed}:{at}", about=about)


def tell_exempted(work: Work, *, exemption_id: int, given: bool) -> None:
    """Mail the candidate that there is an exemption, or that it holds no more."""
    exemption = exemption_of(work, exemption_id)
    if exemption is None or (exemption.withdrawn_at is None) is not given:
        return
    about = {"title": exemption.form.title, "url": public_url("exams.exemption", exemption_id=exemption.id)}
    template = "exams_exemption_given" if given else "exams_exemption_withdrawn"
    post(work, exemption.candidate, template, key=f"exemption:{exemption.id}:{given}", about=about)


def tell_opened(work: Work, *, grant_id: int) -> None:
    """Mail the auditor from the moment on which the files are open; not when they were closed meanwhile."""
    grant = grant_of(work, grant_id)
    if grant is None or grant.withdrawn_at or grant.ends_at <= work.now or Role.AUDITOR not in grant.auditor.role_names:
        return
    about = {"url": public_url("exams.inspections"), "count": len(grant.chosen), "until": grant.ends_at}
    post(work, grant.auditor, "exams_files_opened", key=f"inspection:{grant.id}", about=about)
