"""The mails of portfolios, for schools that say them in words of their own."""

from datetime import UTC, datetime

from foundation.mail import Gap, MailKind
from foundation.messages import Message, say

GROUP = say("Portfolio")
GUESTS, ASKERS = say("Guests"), say("Whoever asked for it")
UNTIL = datetime(2027, 3, 3, 13, 30, tzinfo=UTC)
LINK = Gap(
    name="link", means=say("address to click"), value="url", example="https://school.example/portfolio", needed=True
)
OWNER = Gap(name="owner", means=say("name of the portfolio’s owner"), value="owner_name", example="Noor Bakker")
NAME = Gap(name="name", means=say("name of the receiver"), value="person_name", example="Fatima de Vries")
MOMENT = Gap(name="until", means=say("until when it can be downloaded"), value="until|moment", example=UNTIL)


def _invitation(name: str, purpose: Message, *, witness: bool, entry: bool) -> MailKind:
    title = Gap(name="title", means=say("title of the entry"), value="about.entry_title", example=say("Bread for 40"))
    kind = "about.kind == 'witness'" if witness else "about.kind != 'witness'"
    return MailKind(
        name=f"portfolio_guest_invitation.{name}",
        template="portfolio_guest_invitation",
        when=f"{kind} and {'about.entry_title' if entry else 'not about.entry_title'}",
        given={"about.kind": "witness" if witness else "reviewer", **({} if entry else {"about.entry_title": ""})},
        group=GROUP,
        purpose=purpose,
        receiver=GUESTS,
        gaps=(
            Gap(name="name", means=say("name of the receiver"), value="about.guest_name", example="Fatima de Vries"),
            Gap(
                name="owner",
                means=say("name of the portfolio’s owner"),
                value="about.owner_name",
                example="Noor Bakker",
            ),
            Gap(name="school", means=say("name of the school"), value="about.school", example=say("Our school")),
            *((title,) if entry else ()),
            Gap(
                name="message",
                means=say("what the owner writes; may be empty"),
                value='about.quoted|join("\\n")',
                example=say("> Could you look at this before Friday?"),
                many=True,
            ),
            Gap(
                name="link",
                means=say("address to click"),
                value="about.url",
                example="https://school.example/guest/…",
                needed=True,
            ),
            Gap(
                name="day", means=say("last day on which the link works"), value="about.until|day", example=UNTIL.date()
            ),
        ),
    )


MAILS = (
    _invitation("review", say("A guest is asked to look at one entry"), witness=False, entry=True),
    _invitation("review_all", say("A guest is asked to look at a portfolio"), witness=False, entry=False),
    _invitation("witness", say("A witness is asked to sign for one entry"), witness=True, entry=True),
    _invitation("witness_all", say("A witness is asked to sign in a portfolio"), witness=True, entry=False),
    MailKind(
        name="portfolio_guest_code",
        group=GROUP,
        purpose=say("The code with which a guest comes in"),
        receiver=GUESTS,
        gaps=(
            Gap(name="name", means=say("name of the receiver"), value="guest_name", example="Fatima de Vries"),
            OWNER,
            Gap(name="code", means=say("the code"), value="code", example="123 456", needed=True),
            Gap(name="minutes", means=say("minutes for which the code works"), value="minutes", example=15),
        ),
    ),
    MailKind(
        name="portfolio_guest_statement",
        group=GROUP,
        purpose=say("Copy of what a witness signed"),
        receiver=say("Witnesses"),
        gaps=(
            Gap(name="name", means=say("name of the receiver"), value="signed.name", example="Fatima de Vries"),
            OWNER,
            Gap(name="moment", means=say("when it was signed"), value="signed.signed_at|moment", example=UNTIL),
            Gap(
                name="statement",
                means=say("what was signed"),
                value="signed.statement",
                example=say("I saw Noor bake this bread."),
                needed=True,
            ),
            Gap(
                name="relation",
                means=say("how the witness knows this work"),
                value="signed.relation",
                example=say("I work beside Noor."),
            ),
            Gap(name="function", means=say("function of the witness"), value="signed.function", example=say("Baker")),
            Gap(
                name="organisation",
                means=say("where the witness works"),
                value="signed.organisation",
                example=say("The corner bakery"),
            ),
            Gap(name="title", means=say("title of the entry"), value="entry.title", example=say("Bread for 40")),
            Gap(
                name="description",
                means=say("description of the entry"),
                value="entry.description",
                example=say("Sourdough, made on my own."),
            ),
            Gap(
                name="files",
                means=say("names of the files"),
                value='files|join("\\n- ")',
                example="bread.jpg",
                many=True,
            ),
            Gap(
                name="fingerprint",
                means=say("mark of what was signed"),
                value="signed.fingerprint",
                example="9f86d081884c7d65",
                needed=True,
            ),
        ),
    ),
    MailKind(
        name="portfolio_export_ready",
        group=GROUP,
        purpose=say("A portfolio is ready to download"),
        receiver=ASKERS,
        gaps=(NAME, Gap(name="kind", means=say("what was asked for"), value="kind", example="PDF"), LINK, MOMENT),
    ),
    MailKind(
        name="portfolio_data_access_ready",
        group=GROUP,
        purpose=say("The copy for a data-access request is ready"),
        receiver=ASKERS,
        gaps=(NAME, OWNER, LINK, MOMENT),
    ),
)
