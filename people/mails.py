"""The mails that people get about their account, for schools that say them in words of their own."""

from foundation.mail import Gap, MailKind
from foundation.messages import say

GROUP = say("Accounts")
SCHOOL = Gap(name="school", means=say("name of the school"), value="school", example=say("Our school"))
NAME = Gap(name="name", means=say("name of the receiver"), value="person_name", example="Fatima de Vries")
EMAIL = Gap(name="email", means=say("e-mail address of the receiver"), value="email", example="fatima@example.org")
LINK = Gap(
    name="link", means=say("address to click"), value="url", example="https://school.example/account/…", needed=True
)

MAILS = (
    MailKind(
        name="people_invitation",
        group=GROUP,
        purpose=say("Invitation to choose a first password"),
        receiver=say("Everybody who gets an account"),
        gaps=(
            NAME,
            SCHOOL,
            LINK,
            EMAIL,
            Gap(name="days", means=say("days for which the link works"), value="days", example=14),
            Gap(
                name="sign_in",
                means=say("address of the sign-in page"),
                value="sign_in_url",
                example="https://school.example/sign-in",
            ),
        ),
    ),
    MailKind(
        name="people_password_link",
        group=GROUP,
        purpose=say("Link to choose a new password"),
        receiver=say("Whoever asked for it"),
        gaps=(
            NAME,
            SCHOOL,
            LINK,
            EMAIL,
            Gap(name="hours", means=say("hours for which the link works"), value="hours", example=2),
        ),
    ),
)
