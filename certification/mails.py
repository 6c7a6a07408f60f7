"""The mails about achieving and maintaining, for schools that say them in words of their own."""

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


def _mail(name: str, purpose: Message) -> MailKind:
    return MailKind(name=f"certification_{name}", group=GROUP, purpose=purpose, receiver=SENDER, gaps=GAPS)


def _inventory(name: str, purpose: Message) -> MailKind:
    return MailKind(
        name=f"certification_inventory_{name}", group=GROUP, purpose=purpose, receiver=say("Whoever answers"), gaps=GAPS
    )


MAILS = (
    _mail("proof_approved", say("A certificate obtained elsewhere is approved")),
    _mail("proof_rejected", say("A certificate obtained elsewhere is rejected")),
    _mail("proof_taken_back", say("The approval of a certificate was a mistake")),
    _mail("assignment_passed", say("An assignment is passed")),
    _mail("assignment_again", say("An assignment has to be done again")),
    _mail("grade_taken_back", say("The grade of an assignment was a mistake")),
    _inventory("asked", say("Somebody is asked to fill in a questionnaire")),
    _inventory("decided", say("All that somebody’s answers propose is decided")),
)
