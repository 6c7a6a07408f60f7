"""The mails about achieving and maintaining, for schools that say them in words of their own."""

from collections.abc import Iterator

from foundation.mail import Gap, MailKind
from foundation.messages import Message, say

GROUP = say("Achieve and maintain")
SENDER = say("Whoever sent it in")
GAPS = (
    Gap(name="name", means=say("name of the receiver"), value="person_name", example="Fatima de Vries"),
    Gap(name="title", means=say("what it is about"), value="about.title", example=say("First Aid")),
    Gap(name="school", means=say("name of the school"), value="school", example=say("Our school")),
    Gap(name="link", means=say("address to click"), value="about.url", example="https://school.example/…", needed=True),
)
NAME = Gap(name="name", means=say("name of the receiver"), value="person_name", example="Fatima de Vries")
SCHOOL = Gap(name="school", means=say("name of the school"), value="school", example=say("Our school"))
SUMMARY = Gap(
    name="summary",
    means=say("the most urgent thing in a few words"),
    value="summary",
    example=say("First Aid ends soon"),
)
OWN = Gap(
    name="own",
    means=say("the receiver’s own qualifications, one on each line"),
    value='own|join("\\n")',
    example=say("- First Aid: ends on Wed 3 Mar 2027, in 14 days"),
    needed=True,
    many=True,
)
PEOPLE = Gap(
    name="people",
    means=say("the people whom the receiver leads, one qualification on each line"),
    value='people|join("\\n")',
    example=say("- Noor Bakker: First Aid ends on Wed 3 Mar 2027, in 14 days"),
    needed=True,
    many=True,
)
LINK = Gap(
    name="link",
    means=say("address of the receiver’s own qualifications"),
    value="own_url",
    example="https://school.example/my-growth",
)
PEOPLE_LINK = Gap(
    name="people_link",
    means=say("address of what ends for these people"),
    value="people_url",
    example="https://school.example/reminders",
)


def _mail(name: str, purpose: Message) -> MailKind:
    return MailKind(name=f"certification_{name}", group=GROUP, purpose=purpose, receiver=SENDER, gaps=GAPS)


def _inventory(name: str, purpose: Message) -> MailKind:
    return MailKind(
        name=f"certification_inventory_{name}", group=GROUP, purpose=purpose, receiver=say("Whoever answers"), gaps=GAPS
    )


def _reminders() -> Iterator[MailKind]:
    """One mail a day: about oneself, about one's people, or about both."""
    variants: tuple[tuple[str, Message, Message, tuple[Gap, ...]], ...] = (
        ("own", say("Qualifications of one’s own that end"), say("Who holds them"), (OWN, LINK)),
        ("people", say("Qualifications that end, told to leads"), say("Leads"), (PEOPLE, PEOPLE_LINK)),
        (
            "both",
            say("Qualifications that end, of one’s own and of one’s people"),
            say("Leads"),
            (OWN, LINK, PEOPLE, PEOPLE_LINK),
        ),
    )
    for name, purpose, receiver, gaps in variants:
        has_own, has_people = OWN in gaps, PEOPLE in gaps
        yield MailKind(
            name=f"certification_reminders.{name}",
            template="certification_reminders",
            when=f"{'own' if has_own else 'not own'} and {'people' if has_people else 'not people'}",
            given={**({} if has_own else {"own": []}), **({} if has_people else {"people": []})},
            group=GROUP,
            purpose=purpose,
            receiver=receiver,
            gaps=(NAME, SCHOOL, SUMMARY, *gaps),
        )


MAILS = (
    *_reminders(),
    _mail("proof_approved", say("A certificate obtained elsewhere is approved")),
    _mail("proof_rejected", say("A certificate obtained elsewhere is rejected")),
    _mail("proof_taken_back", say("The approval of a certificate was a mistake")),
    _mail("assignment_passed", say("An assignment is passed")),
    _mail("assignment_again", say("An assignment has to be done again")),
    _mail("grade_taken_back", say("The grade of an assignment was a mistake")),
    _inventory("asked", say("Somebody is asked to fill in a questionnaire")),
    _inventory("decided", say("All that somebody’s answers propose is decided")),
)
