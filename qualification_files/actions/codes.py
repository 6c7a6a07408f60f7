"""Adding many qualifications by code: paste, look up, choose, import. All or nothing per qualification."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TypedDict

from foundation.messages import Message, say, to_json
from foundation.refusals import Refusal, Unreadable
from foundation.work import Work
from qualification_files import formats
from qualification_files.actions.imports import import_qualifications
from qualification_files.events import (
    CodeImportStarted,
    CodeRunBegun,
    CodesImported,
    CodesLookedUp,
    QualificationActivated,
)
from qualification_files.models import CodeRun
from qualification_files.queries import ReadFile
from qualification_files.queries import codes as queries
from qualification_files.queries.codes import FoundCode, Imported
from qualification_files.queries.sources import active_sources, all_kept
from qualification_files.rules import ImportState, QualificationState
from qualification_files.rules.codes import MOST_CODES, Codes
from qualification_files.rules.lookup import CHOOSABLE, CodeState, KeptLookup, LookedUp
from qualification_files.sources import LARGEST, Outside, look_up, open_shelf

LOOK_UP_JOB = "qualification_files.look-up-codes"
IMPORT_JOB = "qualification_files.import-codes"
AT_ONCE = 200  # codes looked up in the request itself, where nothing outside has to be asked
OUTCOMES = {
    ImportState.IMPORTED: CodeState.IMPORTED,
    ImportState.ALREADY_THERE: CodeState.ALREADY_THERE,
    ImportState.REFUSED: CodeState.REFUSED,
}

Choice = tuple[str, CodeState]  # a code and what it was when it was chosen


class KeptOutcome(TypedDict):
    """What became of one code, as the run keeps it."""

    code: str
    name: str
    state: str
    reason: Mapping[str, object] | None
    qualification_id: int | None


class TooManyCodes(Unreadable):
    """More codes than are looked up in one go."""

    def __init__(self, count: int) -> None:
        super().__init__(
            say(
                "These are %(count)s codes, and %(limit)s can be added at a time. Paste them in parts.",
                count=count,
                limit=MOST_CODES,
            )
        )


@dataclass(frozen=True)
class CodeOutcome:
    """What became of one code."""

    code: str
    name: str
    state: CodeState
    reason: Message | None = None
    qualification_id: int | None = None

    def to_json(self) -> KeptOutcome:
        """Plain values."""
        return {
            "code": self.code,
            "name": self.name,
            "state": str(self.state),
            "reason": to_json(self.reason) if self.reason else None,
            "qualification_id": self.qualification_id,
        }


def begin_code_run(work: Work, pasted: Codes, *, cohort: str) -> CodeRun:
    """Keep what was pasted and look it up: at once where everything is kept here, otherwise as a job."""
    if not pasted.codes:
        raise Unreadable(say("There is no code in it. A crebo has five digits, such as 25180."))
    if len(pasted.codes) > MOST_CODES:
        raise TooManyCodes(len(pasted.codes))
    run = CodeRun(
        cohort=cohort,
        codes=list(pasted.codes),
        wrong=[
            *({"text": wrong.text, "why": to_json(wrong.why)} for wrong in pasted.to_keep),
            *({"text": code, "why": None} for code in pasted.doubled),
        ],
        made_by=work.actor.id,
        made_at=work.now,
        found=[],
        chosen=[],
        outcome=[],
    )
    work.db.add(run)
    work.db.flush()  # the event needs the number
    work.emit(CodeRunBegun(run_id=run.id, codes=len(run.codes), wrong=len(pasted.wrong)))
    _begin_looking(work, run)
    return run


def look_up_again(work: Work, run: CodeRun) -> None:
    """Ask all sources anew; nothing of the run was imported yet."""
    run = queries.code_run_in_full(work, run.id, lock=True)
    if run.started_at is not None:
        raise Refusal(say("The import of these codes has begun already, so they stay on record as they are."))
    if run.looked_up_at is None and queries.code_job_trouble(work, run) is None:
        return  # it is being done
    run.done, run.found, run.looked_up_at = 0, [], None
    work.emit(CodeRunBegun(run_id=run.id, codes=len(run.codes), wrong=len(run.wrong)))
    _begin_looking(work, run)


def keep_found(work: Work, run: CodeRun, found: Sequence[LookedUp]) -> None:
    """What the sources gave for the next codes of a run that was loaded in full."""
    run.found = [*run.found, *(one.to_json() for one in found)]
    run.done += len(found)
    if run.done >= len(run.codes):
        run.looked_up_at = work.now
        work.emit(CodesLookedUp(run_id=run.id, found=sum(1 for one in run.found if one["held"])))


def start_code_import(work: Work, run: CodeRun, choices: Sequence[Choice]) -> None:
    """Import these as a job; the second of two equal posts changes nothing."""
    run = queries.code_run_in_full(work, run.id, lock=True)
    if run.started_at is not None:
        return
    if run.looked_up_at is None:
        raise Refusal(say("The codes are still being looked up. Wait until that is done."))
    found = {one["code"] for one in run.found if one["held"]}
    chosen = {code: state for code, state in choices if code in found and state in CHOOSABLE}
    if not chosen:
        raise Unreadable(say("Choose at least one qualification to import."))
    run.chosen = [[code, str(state)] for code, state in chosen.items()]
    run.started_at, run.done = work.now, 0
    work.emit(CodeImportStarted(run_id=run.id, codes=len(chosen)))
    run.job_id = work.later(IMPORT_JOB, key=f"{IMPORT_JOB}:{run.id}", run_id=run.id)


def next_to_import(run: CodeRun, *, limit: int) -> list[LookedUp]:
    """The next chosen codes of a run that was loaded in full, with what was found for them."""
    by_code = {one.code: one for one in kept_lookups(run)}
    return [by_code[code] for code, _ in run.chosen[run.done : run.done + limit]]


def import_piece(
    work: Work, run: CodeRun, piece: Sequence[LookedUp], contents: Mapping[str, formats.FileReport]
) -> None:
    """Import the codes that `next_to_import` gave; `contents` are their files by the key in storage."""
    seen = {code: CodeState(state) for code, state in run.chosen}
    sources = {facts.id for facts in active_sources(work)}
    for found in queries.found_codes(work, piece, cohort=run.cohort):
        outcome = _import_one(work, found, contents[found.looked.key], seen[found.looked.code], run.cohort, sources)
        run.outcome = [*run.outcome, outcome.to_json()]
        run.done += 1
    if run.done >= len(run.chosen):
        run.finished_at = work.now
        made = [one["qualification_id"] for one in run.outcome if one["state"] == CodeState.IMPORTED]
        work.emit(CodesImported(run_id=run.id, qualification_ids=tuple(made)))


def activate_imported(work: Work, run: CodeRun) -> list[Imported]:
    """Activate every draft of the run that can be, each for itself; give all that it brought, as they were before."""
    found = queries.imported_by(work, brought_by(work, run))
    for one in found:
        if one.can_be_activated:
            one.qualification.state = QualificationState.ACTIVE
            one.qualification.activated_at = work.now
            work.emit(QualificationActivated(qualification_id=one.qualification.id))
    return found


def brought_by(work: Work, run: CodeRun) -> list[int]:
    """What a run, loaded in full, has imported; before it imports anything, what it found to be here already."""
    if run.started_at is not None:
        return [one["qualification_id"] for one in run.outcome if one["state"] == CodeState.IMPORTED]
    found = queries.found_codes(work, kept_lookups(run), cohort=run.cohort)
    return [one.qualification_id for one in found if one.state is CodeState.ALREADY_THERE and one.qualification_id]


def import_found(work: Work, found: FoundCode, report: formats.FileReport, *, cohort: str) -> CodeOutcome:
    """One code from a file that was read: a draft, or why not."""
    looked, held = found.looked, found.looked.held
    assert held is not None
    content = next(
        (one for one in report.qualifications if (one.code, one.dossier.version) == (held.code, held.edition)), None
    )
    if content is None:
        return CodeOutcome(looked.code, held.name, CodeState.CHANGED, HAS_CHANGED)
    alone = formats.FileReport(dossiers=report.dossiers, qualifications=(content,), format=report.format)
    file = ReadFile(looked.file.rpartition("/")[2] or looked.file, looked.sha256, alone)
    outcome = import_qualifications(work, [file], cohort=cohort)[0]
    return CodeOutcome(
        looked.code,
        held.name,
        OUTCOMES[outcome.state],
        outcome.found.reason,
        outcome.qualification_id or outcome.found.qualification_id,
    )


HAS_CHANGED = say("It is not what it was when you chose it. Look the codes up again.")


def _import_one(
    work: Work, found: FoundCode, report: formats.FileReport, seen: CodeState, cohort: str, sources: set[int]
) -> CodeOutcome:
    looked, name = found.looked, found.looked.held.name if found.looked.held else ""
    if found.state is CodeState.ALREADY_THERE:
        return CodeOutcome(looked.code, name, found.state, qualification_id=found.qualification_id)
    if found.state not in CHOOSABLE:
        return CodeOutcome(looked.code, name, found.state, found.reason)
    if looked.source_id not in sources:
        reason = say("The source “%(source)s” was removed or switched off meanwhile.", source=looked.source)
        return CodeOutcome(looked.code, name, CodeState.CHANGED, reason)
    if _means_new(found.state) != _means_new(seen):
        return CodeOutcome(looked.code, name, CodeState.CHANGED, HAS_CHANGED)
    return import_found(work, found, report, cohort=cohort)


def _means_new(state: CodeState) -> CodeState:
    """What came in for another cohort meanwhile makes no difference."""
    return CodeState.NEW if state is CodeState.OTHER_COHORT else state


def _begin_looking(work: Work, run: CodeRun) -> None:
    sources = active_sources(work)
    if not all_kept(sources) or len(run.codes) > AT_ONCE:
        run.job_id = work.later(LOOK_UP_JOB, key=f"{LOOK_UP_JOB}:{run.id}", run_id=run.id)
        return
    shelves = [open_shelf(facts, Outside(), keep=lambda content: keep(work, content)) for facts in sources]
    keep_found(work, run, [look_up(shelves, code, cohort=run.cohort) for code in run.codes])


def keep(work: Work, content: bytes) -> str:
    """The key under which storage keeps a file that was looked up."""
    return work.storage.put(BytesIO(content), limit=LARGEST).key


def kept_lookups(run: CodeRun) -> list[LookedUp]:
    """What was found in a run that was loaded in full."""
    found: Sequence[KeptLookup] = run.found
    return [LookedUp.from_json(one) for one in found]
