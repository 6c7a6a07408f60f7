"""The mails of exams, for schools that say them in words of their own. None can say how somebody was marked."""

from collections.abc import Iterator
from datetime import UTC, datetime

from foundation.mail import Gap, MailKind
from foundation.messages import Message, say

GROUP = say("Exams")
CANDIDATES, EXAMINERS, BOARD = say("Candidates"), say("Examiners"), say("The exam board")
STARTS = datetime(2027, 3, 3, 13, 30, tzinfo=UTC)
SCHOOL = Gap(name="school", means=say("name of the school"), value="school", example=say("Our school"))
NAME = Gap(name="name", means=say("name of the receiver"), value="person_name", example="Fatima de Vries")
TITLE = Gap(name="title", means=say("title of the exam"), value="about.title", example=say("Baking bread"))
ADDRESS = "https://school.example/exams/7"
LINK = Gap(name="link", means=say("address to click"), value="about.url", example=ADDRESS, needed=True)
WHEN = Gap(name="when", means=say("day and time of the exam"), value="about.starts|moment", example=STARTS)
PLACE = Gap(name="place", means=say("place of the exam"), value="about.place", example=say("Workshop 2"))
REASON = Gap(
    name="reason", means=say("why it was cancelled; may be empty"), value="reason", example=say("The room is flooded.")
)
NUMBER = Gap(name="candidates", means=say("number of candidates"), value="about.examining", example=3)
CALENDAR = Gap(
    name="calendar",
    means=say("address of the receiver’s calendar"),
    value="calendar_url",
    example="https://school.example/exams/calendar",
)
DAY = Gap(name="day", means=say("day by which is decided"), value="about.decide_by|day", example=STARTS.date())
MISSED = Gap(name="when", means=say("day and time of the exam"), value="about.starts_at|moment", example=STARTS)
BOOKED = (NAME, SCHOOL, TITLE, WHEN, PLACE)
READ = (NAME, SCHOOL, TITLE, LINK)
KINDS = ("objection", "appeal")


def _mail(name: str, purpose: Message, receiver: Message, *gaps: Gap) -> MailKind:
    return MailKind(name=f"exams_{name}", group=GROUP, purpose=purpose, receiver=receiver, gaps=gaps)


def _of_each_kind(name: str, objection: Message, appeal: Message, receiver: Message, *gaps: Gap) -> Iterator[MailKind]:
    """One template that speaks of an objection or of an appeal is two mails."""
    for kind, purpose in zip(KINDS, (objection, appeal), strict=True):
        yield MailKind(
            name=f"exams_{name}.{kind}",
            template=f"exams_{name}",
            when=f"about.kind == '{kind}'",
            given={"about.kind": kind},
            group=GROUP,
            purpose=purpose,
            receiver=receiver,
            gaps=gaps,
        )


def _results() -> Iterator[MailKind]:
    for name, purpose, formative in (
        ("exams_result_ratified", say("A result is final"), False),
        ("exams_result_ratified.practice", say("The result of a practice exam is there"), True),
    ):
        yield MailKind(
            name=name,
            template="exams_result_ratified",
            when="about.formative" if formative else "not about.formative",
            given={"about.formative": formative},
            group=GROUP,
            purpose=purpose,
            receiver=CANDIDATES,
            gaps=READ,
        )


MAILS = (
    _mail("invitation", say("A candidate is planned for an exam"), CANDIDATES, *BOOKED, LINK),
    _mail("moved", say("Something changed about a candidate’s exam"), CANDIDATES, *BOOKED, LINK),
    _mail("cancelled", say("A candidate’s exam is cancelled"), CANDIDATES, *BOOKED, REASON),
    _mail("examiner", say("An examiner is planned"), EXAMINERS, *BOOKED, NUMBER, LINK, CALENDAR),
    _mail("examiner_moved", say("Something changed about what an examiner examines"), EXAMINERS, *BOOKED, NUMBER, LINK),
    _mail("examiner_cancelled", say("An examiner need not come"), EXAMINERS, *BOOKED, REASON),
    _mail("comparing", say("Two examiners marked differently"), EXAMINERS, *READ),
    _mail("third_examiner", say("Somebody is the third examiner"), EXAMINERS, *READ),
    *_results(),
    _mail("result_changed", say("Something was corrected in a result"), CANDIDATES, *READ),
    _mail("result_annulled", say("An exam was annulled"), CANDIDATES, *READ),
    _mail("no_show", say("It was noted that a candidate did not come"), CANDIDATES, *READ, MISSED),
    _mail("no_show_taken_back", say("It is no longer noted that a candidate did not come"), CANDIDATES, *READ, MISSED),
    _mail("exemption_given", say("A candidate has an exemption"), CANDIDATES, *READ),
    _mail("exemption_withdrawn", say("An exemption was withdrawn"), CANDIDATES, *READ),
    *_of_each_kind(
        "case_received", say("An objection has come in"), say("An appeal has come in"), CANDIDATES, *READ, DAY
    ),
    *_of_each_kind(
        "case_extended",
        say("The decision on an objection comes later"),
        say("The decision on an appeal comes later"),
        CANDIDATES,
        *READ,
        DAY,
    ),
    *_of_each_kind(
        "case_withdrawn",
        say("An objection was withdrawn for a candidate"),
        say("An appeal was withdrawn for a candidate"),
        CANDIDATES,
        *READ,
    ),
    _mail("objection_decided", say("There is a decision on an objection"), CANDIDATES, *READ),
    _mail("appeal_decided", say("There is a decision on an appeal"), CANDIDATES, *READ),
    *_of_each_kind(
        "board_case_lodged", say("There is a new objection"), say("There is a new appeal"), BOARD, *READ, DAY
    ),
    *_of_each_kind(
        "board_case_extended",
        say("More time for the decision on an objection"),
        say("More time for the decision on an appeal"),
        BOARD,
        *READ,
        DAY,
    ),
    *_of_each_kind("board_case_decided", say("An objection was decided"), say("An appeal was decided"), BOARD, *READ),
    _mail(
        "files_opened",
        say("Exam files are open to an auditor"),
        say("Auditors"),
        NAME,
        SCHOOL,
        Gap(name="count", means=say("number of exam files"), value="about.count", example=12),
        Gap(name="until", means=say("until when they are open"), value="about.until|moment", example=STARTS),
        LINK,
    ),
    _mail(
        "papers_ready",
        say("Papers of exams are ready to download"),
        say("Whoever asked for it"),
        NAME,
        Gap(name="kind", means=say("what was asked for"), value="kind", example="PDF"),
        Gap(name="count", means=say("number of papers"), value="count", example=12),
        Gap(
            name="left_out",
            means=say("exams that were left out; may be empty"),
            value="left_out|default(none, true)",
            example=2,
        ),
        Gap(name="until", means=say("until when they can be downloaded"), value="until|moment", example=STARTS),
        Gap(name="link", means=say("address to click"), value="url", example=ADDRESS, needed=True),
    ),
)
