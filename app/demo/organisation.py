"""Where the people of the demo school belong, what they do there, and who leads them."""

from app.demo.stage import School
from foundation.work import Work
from people.actions.organisation.functions import add_function
from people.actions.organisation.leads import begin_lead
from people.actions.organisation.parts import add_part
from people.actions.organisation.placing import place_people
from people.models import OrganisationPart
from people.rules.organisation import PartKind

STAFF_OF_CARE = ("supervisor2", "examiner2")
STAFF_OF_ENGINEERING = ("supervisor", "examiner")
OFFICE = ("coordinator", "board", "board2", "admin", "auditor")


def make_organisation(school: School) -> None:
    """One school, two departments with a team each, and the office; the manager leads the school."""
    with school.on(school.ago(days=235), 10, by=school.people["admin"]) as work:
        whole = add_part(work, None, name="Vakcollege De Brug", kind=PartKind.COMPANY)
        engineering = add_part(work, whole, name="Techniek", kind=PartKind.DEPARTMENT)
        care = add_part(work, whole, name="Zorg", kind=PartKind.DEPARTMENT)
        parts = {
            "LAS-2A": add_part(work, engineering, name="Lassen", kind=PartKind.TEAM),
            "VZ-3B": add_part(work, care, name="Verzorging", kind=PartKind.TEAM),
        }
        office = add_part(work, whole, name="Bureau", kind=PartKind.TEAM)
        school.parts = {"whole": whole, "engineering": engineering, "care": care, "office": office}
        functions = {name: add_function(work, name).id for name in ("Lasser", "Verzorgende", "Docent")}
        for group, function in (("LAS-2A", "Lasser"), ("VZ-3B", "Verzorgende")):
            ids = [person.id for person in school.groups[group]]
            place_people(work, parts[group], ids, function_id=functions[function])
        _place(school, work, engineering, STAFF_OF_ENGINEERING, functions["Docent"])
        _place(school, work, care, STAFF_OF_CARE, functions["Docent"])
        _place(school, work, office, OFFICE, None)
        begin_lead(work, whole, work.db.merge(school.people["manager"]))


def _place(school: School, work: Work, part: OrganisationPart, keys: tuple[str, ...], function_id: int | None) -> None:
    place_people(work, part, [school.people[key].id for key in keys], function_id=function_id)
