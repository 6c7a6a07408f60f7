"""The words of this package: kinds of activities, stages, ways to complete, states of what is sent in."""

from enum import StrEnum


class ActivityKind(StrEnum):
    """What somebody does to achieve or maintain a qualification."""

    E_LEARNING = "e_learning"
    EXAM = "exam"
    MEET_UP = "meet_up"
    ASSIGNMENT = "assignment"
    COURSE = "course"


class ContentKind(StrEnum):
    """What the player of an activity shows."""

    NONE = "none"
    LINK = "link"
    PAGE = "page"
    FILE = "file"
    VIDEO = "video"


class Stage(StrEnum):
    """Achieve: needed to become qualified. Maintain: needed to stay so (rolling period only)."""

    ACHIEVE = "achieve"
    MAINTAIN = "maintain"


class DurationKind(StrEnum):
    """Fixed: one list for both, each activity with its own times. Rolling: a list of its own to maintain."""

    FIXED = "fixed"
    ROLLING = "rolling"


class CountsFrom(StrEnum):
    """From which date the next period of a rolling qualification counts."""

    COMPLETION = "completion"
    PREVIOUS_EXPIRY = "previous_expiry"
    CALENDAR_DATE = "calendar_date"


class AfterExpiry(StrEnum):
    """What restores a rolling qualification that has expired."""

    MAINTAIN = "maintain"
    ACHIEVE_AGAIN = "achieve_again"


class CompletedBy(StrEnum):
    """How somebody came to have completed an activity."""

    ONESELF = "oneself"
    EXAM = "exam"
    ATTENDANCE = "attendance"
    GRADE = "grade"
    UPLOAD = "upload"  # of a certificate obtained elsewhere; gives no certificate of ours
    PARTS = "parts"  # all parts of a course
    STAFF = "staff"  # recorded by hand


class ProofState(StrEnum):
    """An uploaded certificate: nothing approves one by itself."""

    SENT = "sent"
    APPROVED = "approved"
    REJECTED = "rejected"  # can be corrected and sent again
    WITHDRAWN = "withdrawn"  # by who sent it, before a decision
    TAKEN_BACK = "taken_back"  # an approval that was wrong


class SubmissionState(StrEnum):
    """What was handed in for an assignment."""

    HANDED_IN = "handed_in"
    PASSED = "passed"
    AGAIN = "again"  # not good enough yet: hand in again
    TAKEN_BACK = "taken_back"  # a grade that was wrong


class Attendance(StrEnum):
    """Whether somebody who had a seat was there."""

    PRESENT = "present"
    ABSENT = "absent"
