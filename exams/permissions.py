"""Who may do what with exams.

Whether the state of the thing allows the deed (a form in use is fixed) is said by the action, in words; here stands
whom the thing concerns at all. Only marking and ratifying look at the state too: rights that end when the deed is done.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, Protocol

from exams.models import ExamForm, ExamSession, Objection, PaperRun, Sheet, Sitting, Tablet
from exams.rules import SheetState, SittingState
from exams.rules.agreeing import THIRD, Seat, is_veiled
from exams.rules.design import FormState
from exams.rules.objections import ObjectionKind
from exams.rules.sittings import takes_marks as may_be_marked
from foundation.access import Actor, Grants
from foundation.messages import Message, say
from people.permissions import has_role
from people.rules import Role


class Permission(StrEnum):
    """What can be done with exams."""

    SEE_FORMS = "exams:see-forms"
    SEE_FORM = "exams:see-form"
    DESIGN_FORM = "exams:design-form"
    SEE_FORMS_TO_APPROVE = "exams:see-forms-to-approve"
    JUDGE_FORM = "exams:judge-form"
    REVIEW_FORM = "exams:review-form"
    ESTABLISH_FORM = "exams:establish-form"
    SEE_FORM_DOCUMENT = "exams:see-form-document"
    SEE_SESSIONS = "exams:see-sessions"
    SEE_SESSION = "exams:see-session"
    PLAN = "exams:plan"
    PLAN_SITTING = "exams:plan-sitting"
    SEE_CERTIFICATES = "exams:see-certificates"
    KEEP_CERTIFICATES = "exams:keep-certificates"
    SEE_OWN_EXAMS = "exams:see-own-exams"
    KEEP_CALENDAR = "exams:keep-calendar"
    SEE_SITTING = "exams:see-sitting"
    SEE_END_REASON = "exams:see-end-reason"
    REPORT_NO_SHOW = "exams:report-no-show"
    TAKE_BACK_NO_SHOW = "exams:take-back-no-show"
    SEE_TODAY = "exams:see-today"
    PREPARE_TABLET = "exams:prepare-tablet"
    SEE_TABLETS = "exams:see-tablets"
    SEE_TABLET = "exams:see-tablet"
    SHUT_OUT_TABLET = "exams:shut-out-tablet"
    LET_IN_TABLET = "exams:let-in-tablet"
    MARK = "exams:mark"
    SEND_MARKS = "exams:send-marks"
    SIGN = "exams:sign"
    ABORT = "exams:abort"
    SEE_SHEET = "exams:see-sheet"
    SEND_PHOTO = "exams:send-photo"
    SEE_PHOTO = "exams:see-photo"
    KNOW_SHEET = "exams:know-sheet"
    SEE_SHELF = "exams:see-shelf"
    DECIDE_SHELF = "exams:decide-shelf"
    TAKE_IN_FILE = "exams:take-in-file"
    SEE_MARK_FILE = "exams:see-mark-file"
    TYPE_MARKS = "exams:type-marks"
    SEE_RESULTS = "exams:see-results"
    SEE_RESULT = "exams:see-result"
    SEE_WAITING_RESULTS = "exams:see-waiting-results"
    RATIFY = "exams:ratify"
    VERIFY = "exams:verify"
    TAKE_LETTER = "exams:take-letter"
    TAKE_EXAM_FILE = "exams:take-exam-file"
    MAKE_PAPERS = "exams:make-papers"
    MAKE_EXAM_FILES = "exams:make-exam-files"
    TAKE_PAPERS = "exams:take-papers"
    INSPECT = "exams:inspect"
    INSPECT_FILE = "exams:inspect-file"
    TAKE_INSPECTED_FILE = "exams:take-inspected-file"
    GRANT_INSPECTION = "exams:grant-inspection"
    RECORD_GRADUATION = "exams:record-graduation"
    SEE_RETENTION = "exams:see-retention"
    HOLD_FILE = "exams:hold-file"
    SEE_COMPARISON = "exams:see-comparison"
    COMPARE = "exams:compare"
    ASK_THIRD_EXAMINER = "exams:ask-third-examiner"
    GIVE_THIRD_EXAMINER = "exams:give-third-examiner"
    SEE_DECISIONS = "exams:see-decisions"
    SEE_DECISION = "exams:see-decision"
    CORRECT = "exams:correct"
    ANNUL = "exams:annul"
    SEE_EXEMPTIONS = "exams:see-exemptions"
    SEE_EXEMPTION = "exams:see-exemption"
    EXEMPT = "exams:exempt"
    SEE_OBJECTIONS = "exams:see-objections"
    SEE_OBJECTION = "exams:see-objection"
    LODGE = "exams:lodge"
    WITHDRAW_OBJECTION = "exams:withdraw-objection"
    DECIDE_OBJECTION = "exams:decide-objection"
    TELL_DECISION = "exams:tell-decision"
    ADD_OBJECTION_FILE = "exams:add-objection-file"
    SEE_QUALITY = "exams:see-quality"
    PLAN_SAMPLE = "exams:plan-sample"
    SEE_SAMPLE = "exams:see-sample"
    REVIEW_SAMPLE = "exams:review-sample"
    SEE_ANGOFF = "exams:see-angoff"
    JUDGE_STEPS = "exams:judge-steps"


is_coordinator = has_role(Role.COORDINATOR)
is_board_member = has_role(Role.BOARD_MEMBER)
is_administrator = has_role(Role.ADMINISTRATOR)
is_examiner = has_role(Role.EXAMINER)
is_candidate = has_role(Role.CANDIDATE)
is_auditor = has_role(Role.AUDITOR)


def examines(actor: Actor, sitting: Sitting) -> bool:
    """The actor has a sheet of this sitting, and was not taken off."""
    return any(sheet.examiner_id == actor.id and sheet.withdrawn_at is None for sheet in sitting.sheets)


def examined(actor: Actor, sitting: Sitting) -> bool:
    """The actor has or had a sheet of this sitting."""
    return any(sheet.examiner_id == actor.id for sheet in sitting.sheets)


def has_not_examined(actor: Actor, sitting: Sitting) -> bool:
    """Four eyes: whoever marked it, even a part, decides nothing about it."""
    return not examined(actor, sitting)


class OfCandidate(Protocol):
    """A sitting, or a sheet of one, whole or as plain facts."""

    @property
    def candidate_id(self) -> int:
        """Whose exam it is."""


class OpenedToAuditor(Protocol):
    """A file that a grant opens."""

    @property
    def auditor_id(self) -> int:
        """To whom."""

    @property
    def sitting(self) -> Sitting:
        """Of which exam."""


def is_the_candidate(actor: Actor, exam: OfCandidate) -> bool:
    """It is the actor's own exam."""
    return exam.candidate_id == actor.id


def is_not_the_candidate(actor: Actor, exam: OfCandidate) -> bool:
    """It is somebody else's exam."""
    return not is_the_candidate(actor, exam)


class OfHolder(Protocol):
    """A certificate of an examiner, or the examiner."""

    @property
    def person_id(self) -> int:
        """Who may examine by it."""


def is_not_the_holder(actor: Actor, held: OfHolder) -> bool:
    """It shows what somebody else may do."""
    return held.person_id != actor.id


def examines_in(actor: Actor, session: ExamSession) -> bool:
    """The actor examines somebody in this session."""
    return any(examines(actor, sitting) for sitting in session.sittings)


def is_planned(_actor: Actor, sitting: Sitting) -> bool:
    """It has not begun."""
    return sitting.state is SittingState.PLANNED


def is_cancelled(_actor: Actor, sitting: Sitting) -> bool:
    """It was called off beforehand."""
    return sitting.state is SittingState.CANCELLED


def is_signed(_actor: Actor, sitting: Sitting) -> bool:
    """There is a result, and nobody ratified it yet."""
    return sitting.state is SittingState.SIGNED


def is_ratified(_actor: Actor, sitting: Sitting) -> bool:
    """The result is final."""
    return sitting.state is SittingState.RATIFIED


def is_told(_actor: Actor, sitting: Sitting) -> bool:
    """The result was told: it is final, or was so until it was annulled. The one place that knows the embargo."""
    return sitting.state in (SittingState.RATIFIED, SittingState.ANNULLED) and sitting.ratified_at is not None


class OfExam(Protocol):
    """Something that belongs to an exam."""

    @property
    def sitting(self) -> Sitting:
        """Which exam it is."""


def is_told_of(actor: Actor, part: OfExam) -> bool:
    """The result it belongs to was told."""
    return is_told(actor, part.sitting)


def has_result(_actor: Actor, sitting: Sitting) -> bool:
    """There is a result, provisional, final or annulled."""
    return sitting.state in (SittingState.SIGNED, SittingState.RATIFIED, SittingState.ANNULLED)


def is_official(_actor: Actor, sitting: Sitting) -> bool:
    """It was no practice, which is no business of the board and has no official result (BR-10)."""
    return not sitting.session.form.formative


def result_stands(_actor: Actor, sitting: Sitting) -> bool:
    """There is a result that nobody annulled."""
    return sitting.state in (SittingState.SIGNED, SittingState.RATIFIED)


def keeps_marks(_actor: Actor, sitting: Sitting) -> bool:
    """Its marks were not taken away at the end of their term: without them nothing is computed again (BR-53)."""
    return sitting.purged_at is None


def is_about_the_actor(actor: Actor, objection: Objection) -> bool:
    """It is about the actor's own exam."""
    return objection.sitting.candidate_id == actor.id


def is_about_another(actor: Actor, objection: Objection) -> bool:
    """It is about somebody else's exam."""
    return not is_about_the_actor(actor, objection)


def is_appeal(_actor: Actor, objection: Objection) -> bool:
    """The appeals committee decides on it; the school writes down what it decided."""
    return objection.kind is ObjectionKind.APPEAL


def has_no_part_in(actor: Actor, objection: Objection) -> bool:
    """Four eyes: whoever examined decides nothing about an objection to it."""
    return not examined(actor, objection.sitting)


def owns_sheet(actor: Actor, sheet: Sheet) -> bool:
    """It is the actor's own sheet."""
    return sheet.examiner_id == actor.id


def sends_own(actor: Actor, sheet: SheetState) -> bool:
    """The marks are for the actor's own sheet, whatever became of it: each of them gets an answer."""
    return sheet.examiner == actor.id


def examines_none_of_it(actor: Actor, sheet: Sheet) -> bool:
    """The actor has and had no sheet of the same exam."""
    return has_not_examined(actor, sheet.sitting)


class OfExaminer(Protocol):
    """A file with marks of an examiner."""

    @property
    def examiner_id(self) -> int:
        """Whose marks they are."""


def holds_own_marks(actor: Actor, file: OfExaminer) -> bool:
    """They are the actor's own marks."""
    return file.examiner_id == actor.id


def takes_marks(_actor: Actor, sheet: Sheet) -> bool:
    """Neither signed nor withdrawn, and the exam is still going on."""
    is_open = sheet.signed_at is None and sheet.withdrawn_at is None
    return is_open and may_be_marked(sheet.sitting.state, third=sheet.position == THIRD)


class OfForm(Protocol):
    """A document of a form, with what the actor has to do with that form."""

    @property
    def examines(self) -> bool:
        """The actor examines somebody with it."""

    @property
    def reads(self) -> bool:
        """It is meant for candidates, the actor is one of them, and the day has come (BR-15)."""


def examines_with(_actor: Actor, document: OfForm) -> bool:
    """The actor examines somebody with the form it belongs to."""
    return document.examines


def may_read_beforehand(_actor: Actor, document: OfForm) -> bool:
    """The actor is to do this exam, and may read the document by now."""
    return document.reads


class SheetOfSeveral(Protocol):
    """A sheet, whole or as plain facts, with who else examines."""

    @property
    def seats(self) -> Sequence[Seat]:
        """The examiners whose sheets count."""

    @property
    def required(self) -> int:
        """How many examiners the exam asks for."""

    @property
    def position(self) -> int:
        """First, second or third examiner."""


def is_beside(actor: Actor, sheet: SheetOfSeveral) -> bool:
    """The actor has another sheet of the same exam."""
    return any(seat.examiner == actor.id for seat in sheet.seats)


def is_unveiled(actor: Actor, sheet: SheetOfSeveral) -> bool:
    """Blind until both signed: until then nobody but its examiner sees a sheet, whatever their roles (BR-31)."""
    return not is_veiled(sheet.seats, required=sheet.required, position=sheet.position, reader=actor.id)


def has_signed(actor: Actor, sitting: Sitting) -> bool:
    """The actor has signed a sheet of this sitting that counts."""
    return any(seat.examiner == actor.id and seat.signed for seat in sitting.seats)


def is_not_marking(actor: Actor, sitting: Sitting) -> bool:
    """The actor has no sheet of this sitting that is still to be signed."""
    return not any(seat.examiner == actor.id and not seat.signed for seat in sitting.seats)


def was_compared(_actor: Actor, sitting: Sitting) -> bool:
    """Both examiners signed, differed, and saw their marks side by side."""
    return sitting.compared_at is not None


class OfSample(Protocol):
    """An exam that was drawn to be looked at again."""

    @property
    def sitting(self) -> Sitting:
        """Which exam it is."""


def sits_no_sample(actor: Actor, drawn: OfSample) -> bool:
    """It is somebody else's exam."""
    return is_not_the_candidate(actor, drawn.sitting)


def examined_no_sample(actor: Actor, drawn: OfSample) -> bool:
    """Four eyes: whoever marked it, even a part, does not look at it again."""
    return has_not_examined(actor, drawn.sitting)


class OfRound(Protocol):
    """A form whose steps are judged."""

    @property
    def sits(self) -> bool:
        """The actor is to sit this exam, or sat it."""

    @property
    def form(self) -> ExamForm:
        """The form."""


def does_not_sit(_actor: Actor, judging: OfRound) -> bool:
    """The actor is no candidate of this exam."""
    return not judging.sits


def is_no_draft(_actor: Actor, judging: OfRound) -> bool:
    """It was handed in or is in use: who is not of the office sees no draft."""
    return judging.form.state is not FormState.DRAFT


def is_overseer(actor: Actor, _subject: Any) -> bool:
    """The actor looks after all exams."""
    return not {Role.COORDINATOR, Role.BOARD_MEMBER, Role.ADMINISTRATOR}.isdisjoint(actor.roles)


def is_marked(_actor: Actor, sitting: Sitting) -> bool:
    """Nobody marks it any more, so a file that has its marks gives nothing away: BR-31 holds for every role."""
    return sitting.is_unveiled


def looks_on(actor: Actor, sitting: Sitting) -> bool:
    """The actor has no part in the marking, or the marking is done: even when the other tapped says something."""
    return sitting.is_unveiled or has_not_examined(actor, sitting)


def is_granted_to(actor: Actor, opened: OpenedToAuditor) -> bool:
    """The file was opened to this auditor."""
    return opened.auditor_id == actor.id


def opens_marked(_actor: Actor, opened: OpenedToAuditor) -> bool:
    """Nobody marks the exam any more."""
    return opened.sitting.is_unveiled


def asked_for(actor: Actor, run: PaperRun) -> bool:
    """The actor had these papers made."""
    return run.asked_by == actor.id


def prepared_it(actor: Actor, tablet: Tablet) -> bool:
    """The actor prepared this tablet last."""
    return tablet.person_id == actor.id


def shut_it_out(actor: Actor, tablet: Tablet) -> bool:
    """It was the actor who shut this tablet out."""
    return tablet.shut_out_by == actor.id


GRANTS: Grants = {
    Permission.SEE_FORMS: [[is_overseer]],
    Permission.SEE_FORM: [[is_overseer]],
    Permission.DESIGN_FORM: [[is_coordinator]],
    # Whether it is this person's turn, and whether they made the form themselves, is said by the action, in words.
    Permission.SEE_FORMS_TO_APPROVE: [[is_coordinator], [is_board_member]],
    Permission.JUDGE_FORM: [[is_coordinator], [is_board_member]],
    Permission.REVIEW_FORM: [[is_coordinator], [is_board_member]],
    Permission.ESTABLISH_FORM: [[is_board_member]],
    Permission.SEE_FORM_DOCUMENT: [[is_overseer], [is_examiner, examines_with], [is_candidate, may_read_beforehand]],
    Permission.SEE_SESSIONS: [[is_overseer]],
    Permission.SEE_SESSION: [[is_overseer], [is_examiner, examines_in]],
    Permission.PLAN: [[is_coordinator]],
    Permission.PLAN_SITTING: [[is_coordinator, is_not_the_candidate]],
    Permission.SEE_CERTIFICATES: [[is_overseer]],
    # Nobody says of themselves that they may examine.
    Permission.KEEP_CERTIFICATES: [[is_coordinator, is_not_the_holder], [is_board_member, is_not_the_holder]],
    Permission.SEE_OWN_EXAMS: [[is_candidate]],
    Permission.KEEP_CALENDAR: [[is_candidate], [is_examiner]],
    Permission.SEE_SITTING: [[is_the_candidate], [is_examiner, examines], [is_overseer]],
    # Why an exam was stopped or missed is written about the candidate, not to them; a cancellation is told to all.
    Permission.SEE_END_REASON: [
        [is_cancelled],
        [is_coordinator, is_not_the_candidate],
        [is_board_member, is_not_the_candidate],
        [is_examiner, examines, is_not_the_candidate],
    ],
    Permission.REPORT_NO_SHOW: [
        [is_examiner, examines, is_planned, is_not_the_candidate],
        [is_coordinator, is_planned, is_not_the_candidate],
    ],
    # That an examiner takes back no more than the own report, on the same day, is said by the action.
    Permission.TAKE_BACK_NO_SHOW: [
        [is_coordinator, is_not_the_candidate],
        [is_examiner, examines, is_not_the_candidate],
    ],
    # Nobody examines themselves: planning refuses it, and should a sheet be there all the same, it stays shut.
    Permission.MARK: [[is_examiner, owns_sheet, takes_marks, is_not_the_candidate]],
    Permission.SEE_TODAY: [[is_examiner]],
    Permission.PREPARE_TABLET: [[is_examiner]],
    Permission.SEE_TABLETS: [[is_administrator]],
    Permission.SEE_TABLET: [[is_administrator], [prepared_it]],
    # Who lost a tablet at night does not wait for an administrator. What another shut out, another lets in again.
    Permission.SHUT_OUT_TABLET: [[is_administrator], [prepared_it]],
    Permission.LET_IN_TABLET: [[is_administrator], [prepared_it, shut_it_out]],
    Permission.SEND_MARKS: [[is_examiner, sends_own]],
    # Whether it can still be signed or stopped is said by the action: a second tap finds the deed done, not a wall.
    Permission.SIGN: [[is_examiner, owns_sheet, is_not_the_candidate]],
    Permission.ABORT: [[is_examiner, owns_sheet, is_not_the_candidate]],
    Permission.SEE_SHEET: [
        [is_examiner, owns_sheet, is_not_the_candidate],
        [is_examiner, is_beside, is_unveiled, is_not_the_candidate],
        [is_overseer, is_not_the_candidate, is_unveiled],
    ],
    # One's own tablet alone sends it, also after signing: it was taken before.
    Permission.SEND_PHOTO: [[is_examiner, owns_sheet, is_not_the_candidate]],
    # As the marks it stands with: those of a sheet, and those of a result that was told.
    Permission.SEE_PHOTO: [
        [is_examiner, owns_sheet, is_not_the_candidate],
        [is_examiner, is_beside, is_unveiled, is_not_the_candidate],
        [is_overseer, is_not_the_candidate, is_unveiled],
        [is_the_candidate, is_told_of],
    ],
    # That there is a sheet, and of whom; what it says is seen by who may see the sheet (BR-31).
    Permission.KNOW_SHEET: [[is_examiner, owns_sheet, is_not_the_candidate], [is_coordinator, is_not_the_candidate]],
    Permission.SEE_SHELF: [[is_coordinator]],
    Permission.DECIDE_SHELF: [[is_coordinator, is_not_the_candidate, examines_none_of_it]],
    # Whose file it is, and about which exams, stands in the file: the action looks.
    Permission.TAKE_IN_FILE: [[is_coordinator], [is_examiner]],
    Permission.SEE_MARK_FILE: [[is_coordinator], [is_examiner, holds_own_marks]],
    # Whether the sheet still takes marks is said by the action: what was typed is not lost behind a wall.
    Permission.TYPE_MARKS: [
        [is_examiner, owns_sheet, is_not_the_candidate],
        [is_coordinator, is_not_the_candidate, examines_none_of_it],
    ],
    Permission.SEE_RESULTS: [[is_overseer]],
    Permission.SEE_RESULT: [
        [is_the_candidate, is_told],
        [is_examiner, examines, is_not_the_candidate, has_result],
        [is_overseer, is_not_the_candidate, has_result],
    ],
    Permission.VERIFY: [[is_overseer, is_not_the_candidate, looks_on]],
    Permission.TAKE_LETTER: [
        [is_the_candidate, is_ratified, is_official],
        [is_overseer, is_not_the_candidate, is_ratified, is_official],
    ],
    Permission.TAKE_EXAM_FILE: [
        [is_board_member, is_not_the_candidate, is_marked],
        [is_administrator, is_not_the_candidate, is_marked],
    ],
    Permission.MAKE_PAPERS: [[is_overseer]],
    Permission.MAKE_EXAM_FILES: [[is_board_member], [is_administrator]],
    Permission.TAKE_PAPERS: [[is_overseer, asked_for]],
    Permission.INSPECT: [[is_auditor]],
    Permission.INSPECT_FILE: [[is_auditor, is_granted_to, is_not_the_candidate]],
    Permission.TAKE_INSPECTED_FILE: [[is_auditor, is_granted_to, is_not_the_candidate, opens_marked]],
    Permission.GRANT_INSPECTION: [[is_administrator], [is_board_member]],
    Permission.RECORD_GRADUATION: [[is_coordinator]],
    Permission.SEE_RETENTION: [[is_administrator]],
    Permission.HOLD_FILE: [[is_administrator, is_not_the_candidate], [is_board_member, is_not_the_candidate]],
    Permission.SEE_WAITING_RESULTS: [[is_board_member]],
    Permission.SEE_COMPARISON: [
        [is_examiner, is_not_the_candidate, has_signed, was_compared],
        [is_overseer, is_not_the_candidate, was_compared, is_not_marking],
    ],
    # Whether there is still something to agree on is said by the action: a second tap finds the deed done.
    Permission.COMPARE: [[is_examiner, is_not_the_candidate, has_signed, was_compared]],
    Permission.ASK_THIRD_EXAMINER: [
        [is_examiner, is_not_the_candidate, has_signed, was_compared],
        [is_coordinator, is_not_the_candidate, was_compared, is_not_marking],
    ],
    Permission.GIVE_THIRD_EXAMINER: [[is_coordinator, is_not_the_candidate, was_compared, has_not_examined]],
    Permission.RATIFY: [[is_board_member, is_signed, has_not_examined, is_not_the_candidate]],
    Permission.SEE_DECISIONS: [[is_overseer]],
    Permission.SEE_DECISION: [[is_overseer]],
    # After ratification a mark is changed by a decision of the board alone (BR-33).
    Permission.CORRECT: [
        [is_board_member, result_stands, keeps_marks, has_not_examined, is_not_the_candidate, is_official],
        [is_coordinator, is_signed, keeps_marks, has_not_examined, is_not_the_candidate, is_official],
    ],
    Permission.ANNUL: [[is_board_member, result_stands, has_not_examined, is_not_the_candidate, is_official]],
    Permission.SEE_EXEMPTIONS: [[is_overseer]],
    Permission.SEE_EXEMPTION: [[is_overseer], [is_the_candidate]],
    Permission.EXEMPT: [[is_board_member]],
    Permission.SEE_OBJECTIONS: [[is_overseer]],
    Permission.SEE_OBJECTION: [[is_about_the_actor], [is_overseer]],
    # Whether the term is over is said by the action: it names the last day.
    Permission.LODGE: [
        [is_the_candidate, is_told, is_official],
        [is_coordinator, is_not_the_candidate, is_told, is_official],
        [is_board_member, is_not_the_candidate, is_told, is_official],
    ],
    Permission.WITHDRAW_OBJECTION: [[is_about_the_actor], [is_coordinator, is_about_another, has_no_part_in]],
    Permission.DECIDE_OBJECTION: [
        [is_board_member, is_about_another, has_no_part_in],
        [is_coordinator, is_appeal, is_about_another, has_no_part_in],
    ],
    Permission.TELL_DECISION: [[is_coordinator, is_about_another], [is_board_member, is_about_another]],
    # Whether it is too late is said by the action.
    Permission.ADD_OBJECTION_FILE: [
        [is_about_the_actor],
        [is_coordinator, is_about_another, has_no_part_in],
        [is_board_member, is_about_another, has_no_part_in],
    ],
    Permission.SEE_QUALITY: [[is_overseer]],
    Permission.PLAN_SAMPLE: [[is_board_member]],
    Permission.SEE_SAMPLE: [[is_overseer, sits_no_sample]],
    Permission.REVIEW_SAMPLE: [[is_board_member, sits_no_sample, examined_no_sample]],
    Permission.SEE_ANGOFF: [[is_examiner], [is_coordinator], [is_board_member]],
    Permission.JUDGE_STEPS: [
        [is_examiner, does_not_sit, is_no_draft],
        [is_coordinator, does_not_sit],
        [is_board_member, does_not_sit],
    ],
}


FOUR_EYES = frozenset({Permission.RATIFY, Permission.CORRECT, Permission.ANNUL, Permission.GIVE_THIRD_EXAMINER})
OF_FILE = frozenset({Permission.TAKE_EXAM_FILE, Permission.VERIFY})


def why_not(actor: Actor, permission: StrEnum, exam: Sitting | Sheet) -> Message | None:
    """What is said to whom this is refused about an exam that may be seen; None where nothing better is known."""
    if permission is Permission.SEE_RESULT:
        return say("There is no result of this exam to read yet.")
    if is_the_candidate(actor, exam):
        return say("This is an exam of your own, so somebody else does this.")
    if isinstance(exam, Sheet) or not is_overseer(actor, exam):
        return None
    if permission in FOUR_EYES and examined(actor, exam):
        return say("You examined this exam, so somebody else decides about it.")
    if permission in OF_FILE and not exam.is_unveiled:
        return say("This exam is still being marked. Its file opens when nobody marks it any more.")
    if permission is Permission.RATIFY and is_board_member(actor, exam):
        return say("This result does not wait for the exam board, or not any more.")
    return None
