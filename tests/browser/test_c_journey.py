"""First Aid, as in scenario 4 of the domain: set up, achieved, renewed within two weeks of its end, and counted."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect

from people.models import Person
from people.rules import Role
from qualification_files.models import Qualification
from qualification_files.rules import QualificationState
from tests.browser.visitors import DESKTOP, PHONE, Visitor, violations
from tests.certification.made import activity
from tests.certification.sent_in import PDF
from tests.factories import Make
from tests.people.made import lead, part, place

pytestmark = pytest.mark.browser

Take = Callable[..., BrowserContext]


@dataclass
class School:
    """Who takes part, and how each of them comes in on a day."""

    administrator: Person
    manager: Person
    candidate: Person
    qualification: Qualification
    enter: Callable[..., Visitor]


@pytest.fixture
def school(make: Make, tablet: Take, clock: Any) -> School:
    team = part(make, "Team North")
    candidate = make.person(Role.CANDIDATE, given="Noor", family="Bakker")
    place(make, candidate, team)
    for title in ("First aid course", "First aid refresher"):
        activity(make, title=title, published_on=date(2026, 1, 1))

    def enter(person: Person, day: date, device: dict[str, Any] = DESKTOP) -> Visitor:
        clock.now = datetime(day.year, day.month, day.day, 10, tzinfo=UTC)
        return Visitor(person, tablet(person, **device).new_page())

    return School(
        make.person(Role.ADMINISTRATOR, given="Ada"),
        lead(make, team, given="Mara"),
        candidate,
        make.qualification(core_tasks=0, state=QualificationState.DRAFT, name="First Aid", code="90001"),
        enter,
    )


def test_first_aid_is_set_up_achieved_renewed_and_counted(school: School) -> None:
    set_up(school.enter(school.administrator, date(2027, 2, 1)), school)
    send_a_certificate(school.enter(school.candidate, date(2027, 3, 8), PHONE))
    approve(school.enter(school.manager, date(2027, 3, 9)))
    too_early(school.enter(school.candidate, date(2028, 2, 15), PHONE))
    renew(school.enter(school.candidate, date(2028, 2, 20), PHONE))
    see(school.enter(school.manager, date(2028, 2, 21)))


def set_up(admin: Visitor, school: School) -> None:
    """Rolling, one year from the previous end, a course to achieve it and a refresher to keep it."""
    upkeep = f"/qualifications/{school.qualification.id}/upkeep"
    admin.page.goto(upkeep)
    admin.follow("Say how long it holds")
    admin.tick("Rolling period: achieve it once, then maintain it again and again")
    admin.tick("Recurring: it has to be kept")
    admin.fill("Holds for", "1")
    admin.tick("The previous end, when it was renewed in time")
    admin.press("Save")
    for stage, title in (("achieve", "First aid course"), ("maintain", "First aid refresher")):
        admin.page.goto(f"{upkeep}/{stage}/add")
        admin.page.get_by_role("listitem").filter(has_text=title).get_by_role("button", name="Add").click()
        admin.page.get_by_label(re.compile("uploaded")).check()
        admin.press("Save")
        expect(admin.page.locator(f"#{stage}")).to_contain_text(title)
    assert not violations(admin.page)
    admin.page.goto("/qualifications?tab=inactive")
    admin.row("First Aid").get_by_role("button", name=re.compile("Activate")).click()
    admin.page.goto(f"/people/{school.candidate.id}/qualifications")
    admin.page.get_by_role("link", name="Link to a qualification").first.click()
    admin.page.get_by_label("Select First Aid").check()
    admin.press("Look what will happen")
    admin.press("Link")
    expect(admin.row("First Aid")).to_contain_text("By hand, by Ada")


def send_a_certificate(candidate: Visitor) -> None:
    """Obtained elsewhere on 1 March 2027."""
    candidate.page.goto("/my-growth")
    candidate.follow("First Aid")
    candidate.page.get_by_role("link", name=re.compile("Send certificate")).first.click()
    candidate.page.locator("input[type=file]").first.set_input_files(
        {"name": "first-aid.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    candidate.fill("Achieved on", "2027-03-01")
    candidate.press("Send")
    candidate.reads("Achieved on")


def approve(manager: Visitor) -> None:
    """The certificate, looked at first."""
    manager.page.goto("/")
    manager.page.locator("#menu").get_by_role("link", name=re.compile("^Approvals")).click()
    manager.follow("First aid course")
    manager.reads("Noor Bakker")
    manager.press("Approve")
    manager.page.goto("/approvals/decided")
    manager.reads("Noor Bakker")


def too_early(candidate: Visitor) -> None:
    """A day before the refresher opens: it says when."""
    candidate.page.goto("/my-growth")
    candidate.follow("First Aid")
    candidate.reads("until Wed 1 Mar 2028")
    candidate.follow("First aid refresher")
    candidate.reads("Wed 16 Feb 2028")
    expect(candidate.page.get_by_role("button", name="Complete", exact=True)).to_have_count(0)


def renew(candidate: Visitor) -> None:
    """Within the two weeks, from the dashboard."""
    candidate.page.goto("/my-growth")
    candidate.follow("First Aid")
    candidate.page.get_by_role("link", name=re.compile("^(Start|Go on)$")).first.click()
    candidate.sees("First aid refresher")
    candidate.tick("I have completed this")
    candidate.press("Complete")
    candidate.reads("1 Mar 2029")
    assert not violations(candidate.page)


def see(manager: Visitor) -> None:
    """Everybody in the team meets it, also on 1 September; a year later nobody does."""
    manager.page.goto("/")
    manager.menu("Insights")
    expect(manager.row("First Aid")).to_contain_text("1")
    for day, state in (("2028-09-01", "Meets"), ("2029-06-01", "Does not meet")):
        manager.page.goto(f"/insights/people?on={day}")
        expect(manager.row("Noor Bakker")).to_contain_text(state)
