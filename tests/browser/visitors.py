"""People at their own devices, who find their way by the words on the page."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from people.models import Person

PASSWORD = "walnut cabinet on the bench"
DESKTOP: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}
TABLET: dict[str, Any] = {"viewport": {"width": 820, "height": 1180}, "has_touch": True}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}


def violations(page: Page) -> list[str]:
    """What keeps people out of this page: everything when it is light, and when it is dark what colours do."""
    recoloured(page, "light")
    found = Axe().run(page, options=AXE).response["violations"]
    recoloured(page, "dark")
    found += Axe().run(page, options=CONTRAST).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found]


def recoloured(page: Page, scheme: Literal["light", "dark"]) -> None:
    """In these colours, and no longer on the way to them."""
    page.emulate_media(color_scheme=scheme)
    page.evaluate(
        "document.getAnimations().forEach((one) => { try { one.finish() } catch { /* it goes on for ever */ } })"
    )


@dataclass
class Visitor:
    """Somebody who is signed in; what goes wrong in their pages is kept."""

    person: Person
    page: Page
    troubles: list[str] = field(default_factory=list)

    @property
    def context(self) -> BrowserContext:
        return self.page.context

    def sign_in(self) -> None:
        self.page.goto("/sign-in")
        self.fill("E-mail address", self.person.email)
        self.fill("Password", PASSWORD)
        self.press("Sign in")
        self.sees(f"Hello {self.person.name}")

    def sees(self, title: str | re.Pattern[str]) -> None:
        """The page is the one with this heading."""
        expect(self.page.get_by_role("heading", level=1, name=title)).to_be_visible()

    def reads(self, words: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_role("main")).to_contain_text(words)

    def menu(self, place: str) -> None:
        """Go to a place of the menu, which may name it twice; where there is no room, by the button that opens it."""
        rail = self.page.locator("#menu")
        if not rail.is_visible():
            self.page.get_by_role("button", name="Menu", exact=True).last.click()
        rail.get_by_role("link", name=place, exact=True).first.click()
        self.sees(place)

    def home(self) -> None:
        self.page.get_by_role("banner").get_by_role("link", name="Proefstuk").click()
        self.page.wait_for_url(re.compile(r":\d+/$"))

    def follow(self, words: str | re.Pattern[str]) -> None:
        self.page.get_by_role("main").get_by_role("link", name=words).first.click()

    def press(self, words: str | re.Pattern[str]) -> None:
        self.page.get_by_role("button", name=words).first.click()

    def fill(self, label: str, value: str) -> None:
        self.box(label).fill(value)

    def tick(self, label: str | re.Pattern[str]) -> None:
        self.page.get_by_label(label, exact=True).check()

    def choose(self, label: str, option: str, *, optional: bool = True) -> None:
        """Choose this in a list; one that always holds a choice does not say that it is optional."""
        box = self.box(label) if optional else self.page.get_by_label(label, exact=True)
        box.select_option(label=option)

    def box(self, label: str) -> Locator:
        """The control under this label, which may say as well that it is optional."""
        return self.page.get_by_label(re.compile(rf"^{re.escape(label)}( \(optional\))?$"))

    def row(self, name: str) -> Locator:
        """The row of a table that is about this."""
        return self.page.get_by_role("row").filter(has=self.page.get_by_role("rowheader", name=name))

    def finds_it_accessible(self) -> None:
        found = Axe().run(self.page, options=AXE).response["violations"]
        wrong = [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found]
        assert not wrong, wrong

    @contextmanager
    def without_network(self) -> Iterator[None]:
        """What fails meanwhile is no trouble of ours."""
        noted = len(self.troubles)
        self.context.set_offline(True)
        try:
            yield
        finally:
            del self.troubles[noted:]
            self.context.set_offline(False)

    def note(self, trouble: str) -> None:
        self.troubles.append(f"{self.person.name} at {self.page.url}: {trouble}")


def enter(browser: Browser, url: str, person: Person, device: dict[str, Any]) -> Visitor:
    """A device of this person, signed in through the door everybody takes."""
    context = browser.new_context(**device, base_url=url, locale="en-GB", timezone_id="Europe/Amsterdam")
    context.set_default_timeout(15_000)
    visitor = Visitor(person, context.new_page())
    visitor.page.on("pageerror", lambda error: visitor.note(str(error)))
    visitor.page.on("console", lambda said: visitor.note(said.text) if said.type in ("error", "warning") else None)
    visitor.sign_in()
    return visitor
