"""What others made of the demo's portfolios: decided, said, judged, noted and signed, on days gone by."""

import uuid
from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import select

from app.demo import pictures, stories
from app.demo.portfolios import Course, course_of, take
from app.demo.stage import School
from foundation.secrets import token_hash
from foundation.work import Work
from portfolio import actions as portfolio
from portfolio import queries
from portfolio.actions import assessors, guests, notes, quality, reviews, talk, witnesses
from portfolio.events.guests import GuestLooked
from portfolio.events.looks import EntrySeen, FileTaken, PortfolioSeen
from portfolio.models import EntryFile, GuestPass, OpenedEvidence, StaffNote
from portfolio.queries import guests as seen
from portfolio.queries import quality as opened
from portfolio.queries import reviews as found
from portfolio.queries.guests import Sight
from portfolio.rules import Asks, Aspect, Decision, GuestKind, Judgement, NoteCategory, SelfLevel
from portfolio.rules.guests import Invitation, Signing
from portfolio.rules.reviews import may_be_asked

DAAN, FATIMA = "daan.visser", "fatima.elidrissi"
GOOD, POOR = Judgement.SUFFICIENT, Judgement.INSUFFICIENT
WITNESS = Invitation(
    kind=GuestKind.WITNESS,
    name="Jan Brouwers",
    email="jan.brouwers@deboog.example",
    organisation="Constructiebedrijf De Boog",
    function="praktijkopleider",
    language="nl",
    message="Beste Jan, wil je ondertekenen dat ik dit werk bij jullie zelf heb gedaan? Groet, Daan",
    days=14,
)
REVIEWER = Invitation(
    kind=GuestKind.REVIEWER,
    name="Samira Haddad",
    email="samira@hettrefpunt.example",
    organisation="Buurthuis Het Trefpunt",
    function="beheerder",
    language="nl",
    message="Dag Samira, hier kun je zien wat ik over het fietsenrek heb geschreven. Klopt het zo?",
    days=30,
)
SIGNED = (
    "Daan heeft de twaalf frames zelf gehecht en het grootste deel zelf gelast. Ik heb de maten nagelopen: alles was"
    " haaks. Hij werkte veilig en vroeg op tijd om hulp."
)
TOO_DARK = (
    "Op de foto is de keelhoogte niet te zien. Leg de lasmal erbij en maak een foto van dichtbij. Vertel ook welke"
    " stroom en draadsnelheid je hebt gekozen en waarom."
)
ACCEPTED = (
    "Duidelijk verteld en goed te controleren.",
    "Je laat zien wat je zelf hebt gedaan. Mooi.",
    "Akkoord. Let bij een volgende keer op de datum bij de foto's.",
)
RETURNED = (
    "Schrijf erbij wat je zelf hebt gedaan en wat de groep deed.",
    "Ik mis hoe je weet dat het goed was. Vul dat aan en lever het opnieuw in.",
)


def say_what_became_of_them(school: School) -> None:
    """Rules and assessors first, then what each portfolio went through."""
    ask_of_evidence(school)
    assign(school, DAAN, "examiner2", days=165)
    assign(school, FATIMA, "examiner", days=90)
    go_through_with_daan(school)
    go_through_with_fatima(school)
    go_through_with_others(school)


def ask_of_evidence(school: School) -> None:
    """Welders show two recent pieces from two contexts for each work process."""
    with school.on(school.ago(days=222), 10, by=school.people["coordinator"]) as work:
        asks = Asks(months_valid=24, pieces=2, contexts=2)
        quality.set_evidence_rule(work, school.qualifications["25290"].id, asks, version=0)


def assign(school: School, whose: str, assessor: str, *, days: int) -> None:
    """An examiner who does not examine this candidate assesses the portfolio."""
    with school.on(school.ago(days=days), 9, by=school.people["coordinator"]) as work:
        portfolio_of = queries.portfolio(work, school.people[whose].id)
        assessors.assign_assessor(work, portfolio_of, school.people[assessor].id)


def go_through_with_daan(school: School) -> None:
    """Every state that evidence can be in, and everybody who can have a say in it."""
    course = course_of(school, school.qualifications["25290"])
    reviewed_in_spring(school)
    witnessed(school)
    mended(school, course)
    a_newer_version(school)
    still_to_do(school)
    looked_at_by_a_guest(school)
    assessed_by_himself(school, course)
    judged(school, course)
    noted(school)


def reviewed_in_spring(school: School) -> None:
    """Accepted at once, by the supervisor and by the assessor."""
    settle(school, DAAN, stories.SAFETY.title, "supervisor", asked=202, days=198, reason="Certificaat gezien, akkoord.")
    settle(
        school,
        DAAN,
        stories.CERTIFICATE.title,
        "examiner2",
        asked=160,
        days=156,
        reason="Echt en goed uitgelegd. Het is wel van een tijd terug: zorg ook voor iets recents.",
    )


def witnessed(school: School) -> None:
    """The one who taught him signs, by the same door as every guest."""
    title = stories.INTERNSHIP.title
    made = invite(school, DAAN, title, WITNESS, days=118)
    sight = come_in(school, made, days=117)
    with school.by_guest(school.ago(days=117), 21) as work:
        entry = seen.seen_entry(work, sight, school.entries[DAAN, title])
        told = Signing(SIGNED, "praktijkopleider", WITNESS.name, WITNESS.organisation, WITNESS.function)
        before_eyes = witnesses.shown_now(work, entry.entry)
        witnesses.sign(work, entry, told, before_eyes=before_eyes, form_key=str(uuid.uuid4()))


def mended(school: School, course: Course) -> None:
    """Sent back, mended, handed in again and accepted."""
    title = stories.INTERNSHIP.title
    reason = "Bij het gereedmaken van de naad vertel je nog niet wat je zelf deed. Vul dat aan."
    settle(school, DAAN, title, "supervisor", asked=116, days=112, decision=Decision.RETURNED, reason=reason)
    comment(school, DAAN, title, "supervisor", days=112, text="Bel me gerust als je niet weet hoe je dit opschrijft.")
    comment(school, DAAN, title, DAAN, days=111, text="Dank! Ik heb het aangevuld en er een foto van de mal bij gezet.")
    with school.on(school.ago(days=111), 18, by=school.people[DAAN]) as work:
        link = link_for(work, school.entries[DAAN, title], course.processes[2])
        portfolio.change_reasoning(work, link, stories.MENDED, version=link.evidence.version)
    settle(school, DAAN, title, "supervisor", asked=111, days=108, reason=ACCEPTED[1])


def a_newer_version(school: School) -> None:
    """What was accepted stays as it is; the refresher course goes into a version of its own."""
    with school.on(school.ago(days=20), 19, by=school.people[DAAN]) as work:
        accepted = queries.entry(work, school.entries[DAAN, stories.SAFETY.title]).entry
        fresh = portfolio.new_version(work, accepted)
        facts = replace(portfolio.facts_of(fresh), outcome="Certificaat, herhaald na een half jaar")
        chosen = [row.qualification_id for row in queries.relevant_for(work, fresh.id)]
        portfolio.change_entry(work, fresh.id, facts, qualification_ids=chosen, version=fresh.version)


def still_to_do(school: School) -> None:
    """Sent back this week, and waiting since the day before yesterday."""
    title = stories.FILLET.title
    settle(school, DAAN, title, "supervisor", asked=4, days=3, decision=Decision.RETURNED, reason=TOO_DARK)
    said = "Mag de foto ook met de telefoon, of moet het met de camera van school?"
    first = comment(school, DAAN, title, DAAN, days=2, text=said)
    answer = "Met je telefoon is prima, als je de lasmal maar kunt aflezen."
    comment(school, DAAN, title, "supervisor", days=1, text=answer, thread=first)
    look(school, DAAN, title, "supervisor", days=3)
    hand_in(school, DAAN, stories.RACK.title, days=2)


def looked_at_by_a_guest(school: School) -> None:
    """Somebody from outside may look for some weeks, and has said something."""
    title = stories.RACK.title
    made = invite(school, DAAN, title, REVIEWER, days=6)
    come_in(school, made, days=5)
    with school.by_guest(school.ago(days=5), 21) as work:
        text = "Klopt helemaal! Vergeet niet dat jij ook het gesprek met de gemeente hebt gedaan."
        talk.add_comment(work, school.entries[DAAN, title], text, form_key=str(uuid.uuid4()), guest_pass_id=made.id)


def assessed_by_himself(school: School, course: Course) -> None:
    """How far he found himself then, and finds himself now."""
    then = (SelfLevel.WITH_HELP, SelfLevel.ALONE, SelfLevel.WITH_HELP, SelfLevel.NOT_YET)
    now = (
        SelfLevel.ALONE,
        SelfLevel.EXPLAINS,
        SelfLevel.ALONE,
        SelfLevel.WITH_HELP,
        SelfLevel.ALONE,
        SelfLevel.NOT_YET,
    )
    for days, levels in ((150, then), (7, now)):
        with school.on(school.ago(days=days), 20, by=school.people[DAAN]) as work:
            said = [quality.SelfSaid(process, level) for process, level in zip(course.processes, levels, strict=False)]
            quality.assess_oneself(work, school.people[DAAN].id, said, form_key=str(uuid.uuid4()))


def judged(school: School, course: Course) -> None:
    """Two find something of it, and do not find the same."""
    sound = dict.fromkeys(Aspect, GOOD)
    judge(school, course.processes[1], "supervisor", sound, "Sterk: twee plekken, en je legt uit waarom.", days=25)
    mixed = {Aspect.RELEVANCE: GOOD, Aspect.AUTHENTICITY: GOOD, Aspect.CURRENCY: POOR}
    judge(school, course.processes[3], "examiner2", mixed, "Laat ook zien hoe je nu een machine instelt.", days=24)


def judge(school: School, process: int, who: str, finds: Mapping[Aspect, Judgement], remark: str, *, days: int) -> None:
    """What somebody finds of Daan's evidence for a work process."""
    with school.on(school.ago(days=days), 16, by=school.people[who]) as work:
        subject = opened.work_process(work, school.people[DAAN].id, process)
        quality.judge(work, subject, finds, remark=remark, form_key=str(uuid.uuid4()))


def noted(school: School) -> None:
    """What staff keep about him, which he does not see here."""
    agreed = "Afgesproken: Daan begint in week drie met de trapbomen. De afspraken staan in de bijlage."
    made = note(school, "supervisor", NoteCategory.AGREEMENT, agreed, days=145)
    with school.on(school.ago(days=145), 16, by=school.people["supervisor"]) as work:
        content = pictures.report("Afspraken stage", (agreed, "Dit document is verzonnen voor de demonstratie."))
        notes.add_note_files(work, work.db.get_one(StaffNote, made), [take(work, "Afspraken stage.pdf", content)])
    progress = "Gebeld met De Boog: tevreden over tempo en inzet. Nauwkeurig meten blijft een punt."
    note(school, "supervisor", NoteCategory.PROGRESS, progress, days=60)
    note(school, "examiner2", NoteCategory.OTHER, "Portfolio doorgenomen, bewijs bij K2-W1 is oud.", days=24)


def note(school: School, who: str, category: NoteCategory, text: str, *, days: int) -> int:
    """A note about Daan, and its number."""
    with school.on(school.ago(days=days), 15, by=school.people[who]) as work:
        facts = notes.NoteFacts(noted_on=work.today, category=category, text=text)
        return notes.add_note(work, school.people[DAAN].id, facts, form_key=str(uuid.uuid4())).id


def go_through_with_fatima(school: School) -> None:
    """Something accepted, and something that waits for supervisor and assessor."""
    settle(school, FATIMA, "Verpleegtechnische vaardigheden", "supervisor2", asked=88, days=85, reason=ACCEPTED[0])
    hand_in(school, FATIMA, "Stage in woonzorgcentrum", days=4)
    comment(
        school,
        FATIMA,
        "Stage in woonzorgcentrum",
        "examiner",
        days=2,
        text="Een herkenbaar verhaal. Hoe heb je dit daarna overgedragen aan je collega's?",
    )


def go_through_with_others(school: School) -> None:
    """The next few of each group have handed in something, and heard of some of it."""
    for group, supervisor in (("LAS-2A", "supervisor"), ("VZ-3B", "supervisor2")):
        for place, person in enumerate(school.groups[group][1:7], start=1):
            whose = person.email.split("@")[0]
            titles = [title for owner, title in school.entries if owner == whose]
            for number, title in enumerate(titles[:2]):
                become(school, whose, title, supervisor, seed=place + number)


def become(school: School, whose: str, title: str, supervisor: str, *, seed: int) -> None:
    """Waiting, accepted or sent back, by the seed."""
    match seed % 3:
        case 0:
            hand_in(school, whose, title, days=2 + seed)
        case 1:
            settle(school, whose, title, supervisor, asked=20 + seed, days=17 + seed, reason=ACCEPTED[seed // 3 % 3])
        case _:
            reason = RETURNED[seed % 2]
            settle(
                school, whose, title, supervisor, asked=12 + seed, days=10 + seed, decision=Decision.RETURNED,
                reason=reason,
            )  # fmt: skip


def hand_in(school: School, whose: str, title: str, *, days: int) -> None:
    """Everything that an entry shows is handed in."""
    with school.on(school.ago(days=days), 17, by=school.people[whose]) as work:
        reviews.ask_reviews(work, queries.entry(work, school.entries[whose, title]))


def settle(
    school: School,
    whose: str,
    title: str,
    reviewer: str,
    *,
    asked: int,
    days: int,
    reason: str,
    decision: Decision = Decision.ACCEPTED,
) -> None:
    """Handed in on one day and decided on another, so many days ago; looked at first."""
    hand_in(school, whose, title, days=asked)
    look(school, whose, title, reviewer, days=days)
    with school.on(school.ago(days=days), 14, by=school.people[reviewer]) as work:
        entry = queries.entry(work, school.entries[whose, title]).entry
        links = found.links_in_full(work, entry.id)
        chosen = [link.id for link in links if not may_be_asked(link.state)]
        shown = reviews.shown_now(entry, found.judged_files(work, entry.id), links)
        verdict = reviews.Verdict(decision, reason, frozenset(chosen))
        reviews.decide(work, queries.evidence(work, chosen[0]), verdict, shown=shown)


def look(school: School, whose: str, title: str, who: str, *, days: int) -> None:
    """Somebody opened the portfolio, then the entry, then its first file: each is on record."""
    owner_id, entry_id = school.people[whose].id, school.entries[whose, title]
    with school.on(school.ago(days=days), 13, by=school.people[who]) as work:
        file_id = work.db.scalars(select(EntryFile.id).where(EntryFile.entry_id == entry_id)).first()
        work.emit(PortfolioSeen(person_id=owner_id))
        work.emit(EntrySeen(person_id=owner_id, entry_id=entry_id))
        if file_id:
            work.emit(FileTaken(person_id=owner_id, file_id=file_id))


def comment(
    school: School, whose: str, title: str, who: str, *, days: int, text: str, thread: int | None = None
) -> int:
    """Said at an entry, and its number."""
    with school.on(school.ago(days=days), 15, by=school.people[who]) as work:
        entry_id = school.entries[whose, title]
        return talk.add_comment(work, entry_id, text, form_key=str(uuid.uuid4()), thread_id=thread).id


def link_for(work: Work, entry_id: int, process_id: int) -> OpenedEvidence:
    """The link of an entry to a work process."""
    return queries.evidence(work, queries.evidence_for(work, entry_id, [process_id])[process_id].id)


def invite(school: School, whose: str, title: str, asked: Invitation, *, days: int) -> GuestPass:
    """A guest pass for one entry."""
    with school.on(school.ago(days=days), 19, by=school.people[whose]) as work:
        return guests.invite(work, asked, entry_id=school.entries[whose, title], form_key=str(uuid.uuid4()))


def come_in(school: School, guest: GuestPass, *, days: int) -> Sight:
    """The guest follows the link, types the code and looks; nothing of that is mailed."""
    key = str(school.app.secret_key)
    with school.by_guest(school.ago(days=days), 20) as work:
        linked, coded = guests.make_link(work, guest.id), guests.make_code(work, guest.id, key=key)
        if linked is None or coded is None:
            raise LookupError(guest.name)
        knock = guests.Knock(token=linked[1], address="", key=key)
        came = guests.come_in(work, knock, guests.count_guess(work, knock), coded[1], browser="Firefox")
        if came is None:
            raise LookupError(guest.name)
        sight = seen.sight(work, guest.id, token_hash(came[1]))
        work.emit(GuestLooked(person_id=guest.owner_id, guest_pass_id=guest.id, entry_id=guest.entry_id))
        return sight
