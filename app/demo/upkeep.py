"""What the demo school asks people to keep: first aid, safe lifting, and a certificate obtained elsewhere."""

import io
from datetime import timedelta
from uuid import uuid4

from app.demo import pictures
from app.demo.stage import School
from certification.actions import library, meetings
from certification.actions.asking import LineFacts, ask
from certification.actions.completing import complete, complete_whole
from certification.actions.inventories import asking, building, filling
from certification.actions.linking import rules as linking_rules
from certification.actions.linking.organisation import link_organisation
from certification.actions.proofs import Frame, ProofFacts, send_proof
from certification.actions.upkeep import set_upkeep
from certification.models import Activity
from certification.queries import inventories
from certification.queries.standings import standing_of
from certification.rules.inventories import Compare, Condition, Proposal, Question
from certification.rules.inventories import Criterion as AnswerIs
from certification.rules.linking.conditions import Asked as AskedOfPeople
from certification.rules.linking.conditions import Criterion, all_of
from certification.rules.linking.states import Key, Test
from certification.rules.periods import Period, Unit
from certification.rules.settings import UpkeepFacts
from certification.rules.states import ActivityKind, CompletedBy, ContentKind, CountsFrom, DurationKind, Stage
from foundation.files import UploadLimits, take_in
from foundation.scanning import NoScanner
from foundation.work import Work
from people.models import OrganisationPart, Person
from qualification_files import actions as files
from qualification_files.models import Qualification
from qualification_files.rules import LinkOrigin, QualificationFacts

YEAR, TWO_YEARS, TEN_YEARS = Period(1, Unit.YEARS), Period(2, Unit.YEARS), Period(10, Unit.YEARS)
THEORY = """# Eerst kijken, dan doen

Let op gevaar, voor jezelf en voor het slachtoffer. Bel 112 als iemand niet reageert of niet normaal ademt.

## Reanimatie

- 30 keer de borst indrukken, 5 tot 6 cm diep, 100 tot 120 keer per minuut.
- 2 keer beademen.
- Ga door tot de hulpdiensten het overnemen.
"""
REFRESHER = """# Opfrissen in een half uur

Sinds vorig jaar is er iets veranderd: bij een brandwond koel je 10 minuten met lauw, zacht stromend water.

- Weet je waar de AED hangt?
- Weet je wie er verder nog EHBO heeft op jouw verdieping?
"""
LIFTING = """# Tillen zonder schade

Til alleen als het niet anders kan. Gebruik de tillift; met z'n tweeën als de zorgvrager niet meewerkt.
"""
DAYS_SINCE_FIRST_AID = (20, 45, 90, 130, 200, 260, 310, 330, 341, 352, 356, 360, 372, 395, 430, 15, 60)  # of the carers
DAYS_SINCE_LIFTING = (30, 80, 150, 220, 300, 400, 500, 600, 700, 725, 760)
DAYS_SINCE_VCA = (100, 400, 900, 1500, 2400, 3640)  # of the welders


def make_upkeep(school: School) -> None:
    """Three qualifications that have to be kept, and how far everybody is."""
    first_aid, theory, practice, refresher = _first_aid(school)
    lifting, course = _lifting(school)
    vca = _vca(school)
    carers, welders = school.groups["VZ-3B"], school.groups["LAS-2A"]
    with school.on(school.ago(days=225), 12, by=school.people["admin"]) as work:
        care = work.db.get_one(OrganisationPart, school.parts["care"].id)
        link_organisation(work, work.db.merge(first_aid), care, None, required=True)
        files.link(work, work.db.merge(vca), [one.id for one in welders], origin=LinkOrigin.IN_BULK)
        _by_rule(school, work, lifting)
    for days, person in zip(DAYS_SINCE_FIRST_AID, carers, strict=False):
        _did(school, person, theory, days + 6)
        _did(school, person, practice, days)
    _did(school, carers[17], theory, 12)  # half of it
    _did(school, carers[0], refresher, 2)
    for days, person in zip(DAYS_SINCE_LIFTING, carers, strict=False):
        _did(school, person, course, days)
    for days, person in zip(DAYS_SINCE_VCA, welders, strict=False):
        _proved(school, person, vca, days)
    _send(school, welders[7], vca, "VCA-diploma", days=3)
    _send(school, welders[8], vca, "VCA scan", days=1)
    _inventory(school, vca, first_aid)


def _first_aid(school: School) -> tuple[Qualification, Activity, Activity, Activity]:
    with school.on(school.ago(days=232), 10, by=school.people["admin"]) as work:
        theory = _page(work, "EHBO: theorie", THEORY, minutes=45)
        practice = library.make_activity(
            work,
            ActivityKind.MEET_UP,
            library.ActivityFacts(title="EHBO: praktijkdag", summary="Oefenen op poppen en op elkaar.", minutes=240),
        )
        refresher = _page(work, "EHBO: opfrissen", REFRESHER, minutes=30)
        for one in (theory, practice, refresher):
            library.publish(work, one, work.today)
        qualification = _qualification(work, "EHBO", "Bedrijfshulp: eerste hulp")
        set_upkeep(
            work,
            qualification,
            UpkeepFacts(
                duration=DurationKind.ROLLING,
                recurring=True,
                period=YEAR,
                counts_from=CountsFrom.PREVIOUS_EXPIRY,
                grace_days=14,
                gives_certificate=True,
            ),
            version=0,
        )
        ask(work, qualification, theory, Stage.ACHIEVE, LineFacts(upload_allowed=True))
        ask(work, qualification, practice, Stage.ACHIEVE, LineFacts(upload_allowed=True))
        ask(work, qualification, refresher, Stage.MAINTAIN, LineFacts(upload_allowed=True))
        files.activate(work, qualification)
    with school.on(school.ago(days=20), 10, by=school.people["admin"]) as work:
        meet_up = work.db.get_one(Activity, practice.id)
        for weeks, place in ((5, "Lokaal 1.12"), (9, "Gymzaal")):
            starts = work.now.replace(hour=8, minute=0, second=0, microsecond=0) + timedelta(weeks=weeks)
            facts = meetings.MeetingFacts(starts_at=starts, ends_at=starts + timedelta(hours=4), place=place, seats=12)
            meetings.plan_meeting(work, meet_up, facts)
    return qualification, theory, practice, refresher


def _lifting(school: School) -> tuple[Qualification, Activity]:
    with school.on(school.ago(days=231), 10, by=school.people["admin"]) as work:
        course = _page(work, "Veilig tillen", LIFTING, minutes=40)
        plan = library.make_activity(
            work,
            ActivityKind.ASSIGNMENT,
            library.ActivityFacts(
                title="Tilplan voor een zorgvrager",
                summary="Schrijf voor één zorgvrager op hoe er getild wordt, en waarom.",
                content=ContentKind.PAGE,
                page_text="Een halve bladzijde is genoeg. Noem de hulpmiddelen en wie er helpt.",
            ),
        )
        for one in (course, plan):
            library.publish(work, one, work.today)
        qualification = _qualification(work, "TIL", "Veilig tillen")
        set_upkeep(work, qualification, UpkeepFacts(duration=DurationKind.FIXED, recurring=True), version=0)
        ask(work, qualification, course, Stage.ACHIEVE, LineFacts(follow_up=TWO_YEARS))
        ask(
            work,
            qualification,
            plan,
            Stage.ACHIEVE,
            LineFacts(mandatory=False, time_frame=Period(3, Unit.MONTHS)),
        )
        files.activate(work, qualification)
    return qualification, course


def _vca(school: School) -> Qualification:
    with school.on(school.ago(days=230), 14, by=school.people["admin"]) as work:
        qualification = _qualification(work, "B-VCA", "Basisveiligheid VCA")
        facts = UpkeepFacts(
            duration=DurationKind.ROLLING, recurring=True, period=TEN_YEARS, external=True, issuer="SSVV"
        )
        set_upkeep(work, qualification, facts, version=0)
        files.activate(work, qualification)
    return qualification


def _qualification(work: Work, code: str, name: str) -> Qualification:
    return files.add_qualification(work, QualificationFacts(language="nl", name=name, code=code, cohort="", level=None))


def _page(work: Work, title: str, text: str, *, minutes: int) -> Activity:
    facts = library.ActivityFacts(title=title, minutes=minutes, content=ContentKind.PAGE, page_text=text)
    return library.make_activity(work, ActivityKind.E_LEARNING, facts)


def _by_rule(school: School, work: Work, lifting: Qualification) -> None:
    """Whoever is in the class of carers, or works in care, learns to lift."""
    care = Criterion(Key.PLACE, Test.IS, (str(school.parts["care"].id),))
    rule = linking_rules.make_rule(work, "Wie in de zorg werkt, tilt veilig")
    rule.wanted = AskedOfPeople(all_of([care]), (lifting.id,), required=True).to_json()
    work.db.flush()
    linking_rules.switch_on(work, rule, version=rule.version)


def _did(school: School, person: Person, activity: Activity, days: int) -> None:
    day = school.ago(days=days)
    made = max(day, school.ago(days=224))  # what was done before there was a platform was put on record later
    with school.on(made, 15, by=person) as work:
        complete(
            work,
            person_id=person.id,
            activity_id=activity.id,
            on=day,
            how=CompletedBy.ONESELF,
            source=f"demo:{person.id}:{activity.id}",
        )


def _proved(school: School, person: Person, qualification: Qualification, days: int) -> None:
    with school.on(school.ago(days=min(days, 220)), 15, by=school.people["manager"]) as work:
        complete_whole(
            work,
            person_id=person.id,
            qualification_id=qualification.id,
            on=school.ago(days=days),
            source=f"demo:{person.id}:{qualification.id}",
        )


def _send(school: School, person: Person, qualification: Qualification, title: str, *, days: int) -> None:
    with school.on(school.ago(days=days), 16, by=person) as work:
        paper = pictures.report(title, (f"{person.name} heeft het examen Basisveiligheid VCA gehaald.", "Verzonnen."))
        taken = take_in(work.storage, io.BytesIO(paper), f"{title}.pdf", limits=UploadLimits(), scanner=NoScanner())
        standing = standing_of(work, person.id, qualification.id)
        frame = Frame(
            person_id=person.id,
            qualification_id=qualification.id,
            external=True,
            lines=standing.activities if standing else (),
        )
        facts = ProofFacts(achieved_on=school.ago(days=days + 20))
        send_proof(work, frame, facts, taken, form_key=str(uuid4()))


def _inventory(school: School, vca: Qualification, first_aid: Qualification) -> None:
    """A short questionnaire; one teacher answered it, so that something waits for the manager."""
    site = Condition(criteria=(AnswerIs("q1", Compare.IS, "yes"),))
    helper = Condition(criteria=(AnswerIs("q2", Compare.IS, "yes"),))
    with school.on(school.ago(days=9), 10, by=school.people["admin"]) as work:
        facts = building.InventoryFacts(
            name="Wat heb jij nodig?",
            language="nl",
            welcome="Twee vragen over je werk. Daarna weet je welke kwalificaties je moet halen en bijhouden.",
            closing="Dank je wel. Je leidinggevende kijkt ernaar.",
        )
        made = building.make_inventory(work, facts)
        for key, text in (("", "Kom je voor je werk op een bouwplaats?"), ("", "Wil je bedrijfshulpverlener zijn?")):
            building.add_question(work, made, Question(key, text), version=made.version)
            work.db.flush()
        for condition, one in ((site, vca), (helper, first_aid)):
            building.save_proposal(work, made, Proposal("", condition, one.id), version=made.version)
            work.db.flush()
        building.publish(work, made, version=made.version)
        work.db.flush()
        asking.ask(work, made, [school.people[key].id for key in ("supervisor", "examiner")])
    with school.on(school.ago(days=4), 16, by=school.people["supervisor"]) as work:
        run = filling.begin(work, inventories.offered(work, made.id))
        for key in ("q1", "q2"):
            filling.answer(work, inventories.own_run(work, run.id), key, ["yes"])
        filling.send(work, inventories.own_run(work, run.id))
