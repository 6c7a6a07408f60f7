"""What the links of a chain tell: a sentence for each event of exams."""

from collections.abc import Mapping
from dataclasses import replace

from exams.events import MarksRecorded, SittingBegan
from exams.events.photos import PhotoAddedLate, PhotoArrived
from exams.rules.chain import OPENED, Link
from exams.rules.deeds import MarkSource
from foundation.messages import say
from foundation.web.wording import lazy_gettext as _l
from foundation.web.words import said

# What did not come from the device of its examiner tells how it came.
ENTERED = {
    (MarksRecorded.name, MarkSource.PAPER): say("Marks came in: typed in from paper by %(name)s."),
    (MarksRecorded.name, MarkSource.FILE): say(
        "Marks came in: from a file that a tablet saved, brought in by %(name)s."
    ),
    (MarksRecorded.name, MarkSource.SHELF): say("Marks came in: refused before, and taken over by %(name)s."),
    (SittingBegan.name, MarkSource.PAPER): say("The exam began, by the marks that %(name)s typed in from paper."),
    (SittingBegan.name, MarkSource.FILE): say("The exam began, by the file of a tablet that %(name)s brought in."),
    (SittingBegan.name, MarkSource.SHELF): say("The exam began, by the marks that %(name)s took over."),
    (PhotoArrived.name, MarkSource.PAPER): say("A picture of the form on paper came in, added by %(name)s."),
    (PhotoAddedLate.name, MarkSource.PAPER): say(
        "A picture of the form on paper was added after signing, by %(name)s."
    ),
    (PhotoArrived.name, MarkSource.FILE): say(
        "A photo came in: from a file that a tablet saved, brought in by %(name)s."
    ),
}
TOLD = {
    OPENED: _l("The chain begins: what was there is taken as it is."),
    # Planning
    "exams.session-planned": _l("A session was planned."),
    "exams.session-moved": _l("The session got another moment or place."),
    "exams.session-removed": _l("The session was thrown away."),
    "exams.slots-made": _l("The session got time slots."),
    "exams.slot-changed": _l("A time slot was changed."),
    "exams.slot-removed": _l("A time slot was thrown away."),
    "exams.candidates-planned": _l("The candidate was planned."),
    "exams.examiner-chosen": _l("An examiner was chosen."),
    "exams.examiner-replaced": _l("Another examiner goes on with the exam."),
    "exams.sitting-moved": _l("The exam got another time or place."),
    "exams.sitting-replaced": _l("The exam was planned in the place of another one, or as the next attempt."),
    "exams.sitting-removed": _l("The candidate was taken off the plan."),
    "exams.sittings-cancelled": _l("The exam was cancelled."),
    "exams.no-show-reported": _l("The candidate did not come."),
    "exams.no-show-taken-back": _l("The candidate came after all, and is planned again."),
    "exams.people-invited": _l("Invitations were sent."),
    "exams.certificate-added": _l("A certificate of an examiner was added."),
    "exams.certificate-withdrawn": _l("A certificate of an examiner was withdrawn."),
    "exams.calendar-feed-made": _l("Somebody made an address for a calendar."),
    "exams.calendar-feed-ended": _l("An address for a calendar was ended."),
    # Marking
    "exams.sitting-began": _l("The exam began."),
    "exams.marks-recorded": _l("Marks came in."),
    "exams.sheet-signed": _l("An examiner signed."),
    "exams.sitting-aborted": _l("The exam was stopped."),
    "exams.deeds-recorded": _l("What was done on a tablet besides marking came in."),
    "exams.photo-arrived": _l("A photo came in."),
    "exams.photo-added-late": _l("A photo was added after signing."),
    "exams.photo-taken-away": _l("A photo was taken away again."),
    "exams.shelf-decided": _l("It was decided what becomes of marks that had been refused."),
    "exams.mark-file-taken-in": _l("Marks that a tablet could not send were brought in from a file."),
    "exams.tablet-prepared": _l("An examiner took sheets along on a tablet."),
    "exams.tablet-shut-out": _l("A tablet was shut out."),
    "exams.tablet-let-in": _l("A tablet that was shut out was let in again."),
    "exams.sheet-seen": _l("Somebody looked at the sheet of an examiner."),
    "exams.comparison-began": _l("The examiners differ, and compare their marks."),
    "exams.mark-agreed": _l("An examiner named the mark that should stand."),
    "exams.comparison-closed": _l("An examiner closed the comparison."),
    "exams.third-examiner-asked": _l("A third examiner was asked for."),
    "exams.third-examiner-given": _l("A third examiner was given."),
    # Results
    "exams.result-computed": _l("The result was computed."),
    "exams.result-ratified": _l("The result became final."),
    "exams.result-changed": _l("The final result became another."),
    "exams.result-annulled": _l("The result was annulled."),
    "exams.result-seen": _l("Somebody looked at the result."),
    "exams.own-form-seen": _l("The candidate looked at the own form."),
    "exams.mark-corrected": _l("A mark was corrected."),
    "exams.decision-made": _l("The exam board took a decision."),
    "exams.exemption-given": _l("The exam board gave an exemption."),
    "exams.exemption-withdrawn": _l("An exemption was withdrawn."),
    "exams.objection-lodged": _l("An objection or appeal was lodged."),
    "exams.objection-file-added": _l("A file was put with an objection or appeal."),
    "exams.objection-withdrawn": _l("An objection or appeal was withdrawn."),
    "exams.objection-extended": _l("The decision on an objection or appeal was put off."),
    "exams.objection-decided": _l("There was a decision on an objection or appeal."),
    "exams.decision-told": _l("It was noted who got the decision on an objection or appeal."),
    # Records
    "exams.letter-taken": _l("Somebody took the result letter along."),
    "exams.file-taken": _l("Somebody took the whole file along."),
    "exams.file-seen": _l("An auditor looked at the file."),
    "exams.inspection-granted": _l("The file was opened to an auditor."),
    "exams.inspection-withdrawn": _l("The file was closed to an auditor."),
    "exams.papers-asked": _l("Somebody asked for papers of many exams."),
    "exams.papers-taken": _l("A paper was made among those of many exams."),
    "exams.papers-fetched": _l("Somebody downloaded papers of many exams."),
    "exams.papers-removed": _l("Papers of many exams were thrown away."),
    "exams.graduation-recorded": _l("It was recorded that the candidate graduated."),
    "exams.graduation-removed": _l("It was taken off the record that the candidate graduated."),
    "exams.retention-held": _l("It was ordered that the file is kept."),
    "exams.retention-lifted": _l("The order to keep the file was lifted."),
    "exams.retention-set": _l("The terms of exam files were set."),
    "exams.sitting-purged": _l("The term was over: marks and remarks were taken away."),
    # Quality
    "exams.sampling-planned": _l("A sample was planned."),
    "exams.sampling-closed": _l("A sampling plan was closed."),
    "exams.sitting-sampled": _l("Somebody of the board looked at the exam again."),
    "exams.steps-judged": _l("Somebody judged the steps of the form."),
    "exams.quality-taken": _l("Somebody took the figures of the exam along."),
    # Forms and scales
    "exams.form-made": _l("A form was made."),
    "exams.form-changed": _l("The form was changed."),
    "exams.form-handed-in": _l("The form was handed in."),
    "exams.form-taken-back": _l("The form was taken back."),
    "exams.form-judged": _l("The form was judged."),
    "exams.form-put-in-use": _l("The form was put in use."),
    "exams.form-reopened": _l("The form became a draft again."),
    "exams.form-withdrawn": _l("The form was withdrawn."),
    "exams.form-removed": _l("The form was thrown away."),
    "exams.form-document-added": _l("A document was put with the form."),
    "exams.form-document-removed": _l("A document was taken off the form."),
    "exams.scale-made": _l("A scale was made."),
    "exams.scale-changed": _l("A scale was changed."),
    "exams.scale-archived": _l("A scale is no longer offered."),
    "exams.scale-restored": _l("A scale is offered again."),
}


def words_of(link: Link, people: Mapping[int, str]) -> str:
    """What this link tells; of an event that a later release wrote, its name."""
    entered = ENTERED.get((link.name, link.facts.get("event", {}).get("source", "")))
    if entered:
        return str(said(replace(entered, gaps={"name": people.get(link.actor_id or 0, "–")})))
    return str(TOLD.get(link.name, link.name))
