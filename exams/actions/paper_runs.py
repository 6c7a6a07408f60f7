"""Having papers of many exams made, keeping them for some days, throwing them away."""

from collections.abc import Sequence
from dataclasses import dataclass

from exams.actions.repeats import key_for
from exams.events.records import PapersAsked, PapersMade, PapersRemoved
from exams.models import PaperRun, Sitting
from exams.permissions import Permission
from exams.queries.files_of import sittings_by
from exams.queries.paper_runs import MAKE_PAPERS, job_key, made_for, run_with_key, runs_over
from exams.rules import SittingState
from exams.rules.papers import PaperKind, RunState
from foundation.messages import Message, say
from foundation.refusals import NotAllowed, Refusal
from foundation.storage import StoredBlob
from foundation.work import Work

MOST = 1_000


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which papers, of which exams, in which language."""

    kind: PaperKind
    sitting_ids: Sequence[int]
    language: str
    form_key: str
    session_id: int | None = None


def ask_papers(work: Work, wanted: Wanted) -> PaperRun:
    """Have them made; the same form sent twice asks once."""
    key = key_for(work, wanted.form_key, wanted.kind, wanted.session_id, wanted.language, *wanted.sitting_ids)
    if there := run_with_key(work, key):
        return there
    if wanted.kind is PaperKind.EXAM_FILES and not work.allows(Permission.MAKE_EXAM_FILES):
        raise NotAllowed(say("Whole files are for the exam board and administrators."))
    if not wanted.sitting_ids:
        raise Refusal(say("There is no exam among these that has such a paper."))
    if len(wanted.sitting_ids) > MOST:
        raise Refusal(say("At most %(most)s papers can be made at a time. Choose fewer.", most=MOST))
    _refuse_empty(work, wanted)
    run = PaperRun(
        kind=wanted.kind,
        session_id=wanted.session_id,
        wanted=list(wanted.sitting_ids),
        language=wanted.language,
        asked_by=work.actor.id or 0,
        asked_at=work.now,
        form_key=key,
    )
    work.db.add(run)
    work.db.flush()  # the event and the job need the number
    work.later(MAKE_PAPERS, key=job_key(run.id), run_id=run.id)
    work.emit(PapersAsked(run_id=run.id, kind=wanted.kind, count=len(wanted.sitting_ids)))
    return run


def _refuse_empty(work: Work, wanted: Wanted) -> None:
    """Nobody waits for an archive with nothing in it (at most 4 statements)."""
    reasons = [why_left_out(work, wanted.kind, sitting) for sitting in sittings_by(work, wanted.sitting_ids)]
    if not reasons or None in reasons:
        return
    if len(set(map(str, reasons))) == 1 and reasons[0]:
        raise Refusal(say("No papers were asked for. %(reason)s", reason=reasons[0]))
    raise Refusal(say("There is no exam among these that has such a paper."))


def why_left_out(work: Work, kind: PaperKind, sitting: Sitting) -> Message | None:
    """Why whoever asks gets no such paper of this exam, as it stands now; None where they do."""
    if may_have(work, kind, sitting):
        return None
    if sitting.candidate_id == work.actor.id:
        return say("This is an exam of your own, so somebody else does this.")
    if kind is PaperKind.EMPTY_FORMS:
        return say("The exam is not planned any more, so it needs no empty form.")
    if not sitting.is_unveiled:
        return say("The exam is not marked yet, or is still being marked.")
    if kind is PaperKind.EXAM_FILES:
        return say("Whole files are for the exam board and administrators.")
    if sitting.outcome is None:
        return say("The exam has no result.")
    if kind is PaperKind.RESULT_LETTERS:
        return _why_no_letter(sitting)
    return say("You may not read this result.")


def _why_no_letter(sitting: Sitting) -> Message:
    if sitting.session.form.formative:
        return say("The exam was to practise with: there is no letter about it.")
    if sitting.state is SittingState.ANNULLED:
        return say("The result was annulled: there is no letter about it any more.")
    return say("The result is not final yet.")


def left_out(work: Work, run: PaperRun) -> list[tuple[Sitting, Message]]:
    """The exams that were asked for and have no paper in it, with the reason as it stands now (5 statements)."""
    made = set(made_for(work, run.id))
    without = sittings_by(work, [int(number) for number in run.wanted if number not in made])
    since = say("There was no such paper yet when these were made. Ask for it again.")
    return [(sitting, why_left_out(work, run.kind, sitting) or since) for sitting in without]


def may_have(work: Work, kind: PaperKind, sitting: Sitting) -> bool:
    """Whether there is such a paper of this exam, and whoever asks may have it."""
    if kind is PaperKind.EMPTY_FORMS:
        return sitting.state is SittingState.PLANNED and work.allows(Permission.SEE_SESSION, sitting.session)
    return _may_read(work, kind, sitting)


def _may_read(work: Work, kind: PaperKind, sitting: Sitting) -> bool:
    if kind is PaperKind.EXAM_FILES:
        return work.allows(Permission.TAKE_EXAM_FILE, sitting)
    if sitting.candidate_id == work.actor.id:
        return False
    if kind is PaperKind.RESULT_LETTERS:
        return work.allows(Permission.TAKE_LETTER, sitting)
    is_there = sitting.is_unveiled and sitting.outcome is not None
    return is_there and work.allows(Permission.SEE_RESULT, sitting)


def refuse_lost(work: Work, run: PaperRun) -> None:
    """Papers are kept for days: whoever may no longer read one of these exams does not get them (4 statements)."""
    if run.kind is PaperKind.EMPTY_FORMS:
        return
    if not all(_may_read(work, run.kind, sitting) for sitting in sittings_by(work, made_for(work, run.id))):
        raise NotAllowed(say("You may no longer read all of these exams. Have the papers made again."))


def keep_papers(work: Work, run: PaperRun, blob: StoredBlob, *, sitting_ids: Sequence[int]) -> None:
    """They are ready, and kept for some days."""
    run.file_key, run.file_size = blob.key, blob.size
    run.state, run.ready_at, run.done = RunState.READY, work.now, len(sitting_ids)
    work.emit(PapersMade(run_id=run.id, kind=run.kind, sitting_ids=tuple(sitting_ids)))


def remove_papers(work: Work, run: PaperRun) -> None:
    """Forget them; the sweep takes the bytes. Those that are being made end in nothing."""
    if run.state is RunState.EXPIRED:
        return
    run.state, run.file_key = RunState.EXPIRED, None
    work.emit(PapersRemoved(run_id=run.id))


def forget_old_papers(work: Work) -> None:
    """Those whose days are over."""
    for run in runs_over(work, work.now):
        remove_papers(work, run)
