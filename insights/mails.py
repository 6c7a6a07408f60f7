"""The mails of overviews, for schools that say them in words of their own."""

from foundation.mail import Gap, MailKind
from foundation.messages import say

MAILS = (
    MailKind(
        name="insights_overview",
        group=say("Insights"),
        purpose=say("The numbers of an overview, every week or month"),
        receiver=say("Who asked for them"),
        gaps=(
            Gap(name="name", means=say("name of the receiver"), value="person_name", example="Fatima de Vries"),
            Gap(name="place", means=say("the part of the organisation"), value="place", example=say("Ward North")),
            Gap(name="day", means=say("the day of the numbers"), value="day", example="Mon 1 Mar 2027"),
            Gap(
                name="numbers",
                means=say("how many meet, are about to lose, and do not meet, one line each"),
                value='numbers|join("\\n")',
                example=say("- Meets: 40"),
                needed=True,
                many=True,
            ),
            Gap(
                name="qualifications",
                means=say("the same for each qualification, one line each"),
                value='qualifications|join("\\n")',
                example=say("- First Aid: 20 of 24 meet, 3 of them are about to lose it"),
                many=True,
            ),
            Gap(name="school", means=say("name of the school"), value="school", example=say("Our school")),
            Gap(
                name="link",
                means=say("address of the overview"),
                value="url",
                example="https://school.example/insights",
            ),
            Gap(
                name="stop_link",
                means=say("address where the receiver stops this mail"),
                value="stop_url",
                example="https://school.example/insights/subscriptions",
                needed=True,
            ),
        ),
    ),
)
