"""The work process that something is made for, as a form or an address names it."""

from foundation.refusals import NotFound
from foundation.web.guard import LARGEST_NUMBER
from foundation.work import Work
from portfolio import queries
from portfolio.queries import Gap
from qualification_files.pages.terms import speak_of_all


def gap_of(work: Work, work_process_id: int | None) -> Gap | None:
    """That work process; none when it is not the candidate's to show."""
    if work_process_id is None or not 0 < work_process_id <= LARGEST_NUMBER:
        return None
    try:
        gap = queries.gap(work, work_process_id)
    except NotFound:
        return None
    speak_of_all([gap.terms])
    return gap
