"""A coordinator edits a tree in the browser: drag, keyboard, in place, undo, two tabs, and without scripts."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from people.rules import Role
from qualification_files import queries
from qualification_files.rules import QualificationState
from tests.browser.visitors import AXE, DESKTOP, PHONE


@pytest.fixture
def draft(make):
    return make.qualification(core_tasks=2, work_processes=3, indicators=2, state=QualificationState.DRAFT)


@pytest.fixture
def coordinator(make):
    return make.person(Role.COORDINATOR)


@pytest.fixture
def at_desk(tablet, coordinator, draft):
    """A page of the coordinator, on the tree; each call is another browser."""

    def sit(**options):
        page = tablet(coordinator, **{**DESKTOP, "has_touch": False, **options}).new_page()
        page.goto(f"/qualifications/{draft.id}/structure")
        if options.get("java_script_enabled", True):
            page.locator(".tree-grip").first.wait_for()
            page.locator("[data-region='tree'].is-live").wait_for()
        return page

    return sit


@pytest.fixture
def standing(desk, draft):
    """Numbers of work processes per core task as they stand in the database."""

    def now():
        with desk.reading() as work:
            found = queries.structure(work, draft.id)
            return [[process.number for process in task.work_processes] for task in found.core_tasks]

    return now


def row(page: Page, words: str):
    return page.locator(".tree-row").filter(has_text=re.compile(rf"{re.escape(words)}$"))


def said(page: Page, words: str) -> None:
    expect(page.locator("[data-said]")).to_contain_text(words)


def test_q6_a_part_is_chosen_without_a_new_page_and_back_leads_back(at_desk):
    page = at_desk()
    page.evaluate("window.same = true")
    row(page, "Work process 1.2").click()
    expect(page.get_by_role("heading", level=2, name="Work process 1.2")).to_be_visible()
    row(page, "Core task 2").click()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Core task 2")
    assert page.evaluate("document.activeElement.textContent").endswith("Core task 2")
    page.go_back()
    expect(page.get_by_role("heading", level=2, name="Work process 1.2")).to_be_visible()
    assert page.evaluate("window.same")


def test_q6_the_keyboard_moves_a_part_and_a_voice_tells_its_place(at_desk, standing):
    page = at_desk()
    row(page, "Work process 1.1").focus()
    for _ in range(2):
        page.keyboard.press("Alt+ArrowDown")
    said(page, "B1-K1-W1 now stands in place 3 of 3 in B1-K1.")
    assert standing()[0] == ["B1-K1-W2", "B1-K1-W3", "B1-K1-W1"]
    page.keyboard.press("Alt+Shift+ArrowDown")
    said(page, "B1-K1-W1 now stands in place 1 of 4 in B1-K2.")
    assert standing()[1][0] == "B1-K1-W1"
    assert page.evaluate("document.activeElement.textContent").endswith("Work process 1.1")


def test_q6_a_part_is_dragged_to_another_core_task(at_desk, standing):
    page = at_desk(viewport={"width": 1440, "height": 1600})
    drag(page, "Work process 1.3", "Work process 2.2", upper=True)
    said(page, "B1-K1-W3 now stands in place 2 of 4 in B1-K2.")
    assert standing() == [["B1-K1-W1", "B1-K1-W2"], ["B1-K2-W1", "B1-K1-W3", "B1-K2-W2", "B1-K2-W3"]]


def test_q6_escape_leaves_a_dragged_part_where_it_was(at_desk, standing):
    page = at_desk()
    drag(page, "Work process 1.3", "Work process 1.1", upper=True, let_go=False)
    expect(page.locator(".tree-drop")).to_be_visible()
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(page.locator(".tree-drop")).to_have_count(0)
    assert standing()[0] == ["B1-K1-W1", "B1-K1-W2", "B1-K1-W3"]


def test_q6_a_part_is_renamed_in_its_place(at_desk):
    page = at_desk()
    row(page, "Work process 1.2").focus()
    page.keyboard.press("F2")
    page.keyboard.type("Sets up the bench")
    page.keyboard.press("Enter")
    expect(row(page, "Sets up the bench")).to_be_focused()
    row(page, "Sets up the bench").dblclick()
    page.get_by_label("Other name").fill("never kept")
    page.keyboard.press("Escape")
    expect(row(page, "Sets up the bench")).to_be_visible()


def test_q6_enter_adds_one_and_offers_the_next(at_desk, standing):
    page = at_desk()
    page.get_by_role("link", name="Add work process to B1-K2").click()
    for name in ("Cleans", "Tidies"):
        page.locator(".tree-new").get_by_label("Name").fill(name)
        page.keyboard.press("Enter")
        expect(row(page, name)).to_be_visible()
    expect(page.locator(".tree-new").get_by_label("Number")).to_have_value("B1-K2-W6")
    page.keyboard.press("Escape")
    assert standing()[1][3:] == ["B1-K2-W4", "B1-K2-W5"]


def test_q6_a_number_that_is_taken_is_said_where_it_was_typed(at_desk, standing):
    page = at_desk()
    page.get_by_role("link", name="Add work process to B1-K2").click()
    page.locator(".tree-new").get_by_label("Number").fill("B1-K2-W1")
    page.locator(".tree-new").get_by_label("Name").fill("Cleans")
    page.keyboard.press("Enter")
    expect(page.locator(".tree-new .wrong")).to_contain_text("Number B1-K2-W1 is taken")
    expect(page.locator(".tree-new").get_by_label("Name")).to_have_value("Cleans")


def test_q6_indicators_are_added_one_after_the_other_and_as_a_list(at_desk):
    page = at_desk()
    page.get_by_role("link", name="Add indicators to B1-K1-W1").click()
    page.locator(".tree-new textarea").fill("works cleanly")
    page.keyboard.press("Enter")
    expect(row(page, "works cleanly")).to_be_visible()
    page.locator(".tree-new textarea").fill("- first;\n- second;\n- third.")
    expect(page.locator(".tree-new")).to_contain_text("Adds 3 indicators")
    page.keyboard.press("Enter")
    expect(row(page, "third")).to_be_visible()


def test_q6_a_pasted_list_is_counted_before_it_is_added(at_desk):
    page = at_desk()
    row(page, "Work process 1.1").click()
    page.get_by_label("Add one or paste a list").fill("1. one\n2. two")
    expect(page.locator("[data-pasted-preview]")).to_contain_text("Adds 2 indicators")
    page.get_by_role("button", name="Add to the indicators").click()
    said(page, "2 indicators are added.")
    expect(page.get_by_label("Add one or paste a list")).to_have_value("")


def test_q6_what_is_removed_comes_back_with_undo(at_desk, standing):
    page = at_desk()
    row(page, "Work process 1.2").focus()
    page.keyboard.press("Delete")
    expect(row(page, "Work process 1.2")).to_have_count(0)
    expect(page.get_by_text("Removed lately")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(row(page, "Work process 1.2")).to_be_visible()
    assert standing()[0] == ["B1-K1-W1", "B1-K1-W2", "B1-K1-W3"]


def test_q6_typing_is_saved_on_leaving_the_field(at_desk, desk, draft):
    page = at_desk()
    row(page, "Core task 1").click()
    page.get_by_label("Name", exact=True).fill("Makes furniture")
    page.keyboard.press("Tab")
    expect(page.locator(".qf-saved")).to_contain_text(re.compile(r"Saved \d"))
    expect(row(page, "Makes furniture")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Makes furniture")


def test_q6_the_second_of_two_tabs_is_told_while_it_types(at_desk, desk, draft):
    first, second = at_desk(), at_desk()
    for page in (first, second):
        row(page, "Core task 1").click()
        expect(page.get_by_label("Name", exact=True)).to_have_value("Core task 1")
    first.get_by_label("Name", exact=True).fill("Mine")
    first.keyboard.press("Tab")
    said(first, "Saved")
    second.get_by_label("Name", exact=True).fill("Yours")
    second.keyboard.press("Tab")
    expect(second.locator(".summary")).to_contain_text("Somebody changed this")
    expect(second.locator(".qf-theirs").first).to_contain_text("Mine")
    expect(second.get_by_label("Name", exact=True)).to_have_value("Yours")
    second.get_by_role("button", name="Save").click()
    expect(row(second, "Yours")).to_be_visible()


def test_q6_what_somebody_else_wrote_is_not_overwritten_by_going_on(at_desk, desk, draft):
    first, second = at_desk(), at_desk()
    for page in (first, second):
        row(page, "Core task 1").click()
        expect(page.get_by_label("Name", exact=True)).to_have_value("Core task 1")
    first.get_by_label("Name", exact=True).fill("Mine")
    first.keyboard.press("Tab")
    said(first, "Saved")
    second.get_by_label("Name", exact=True).fill("Yours")
    second.keyboard.press("Tab")
    second.locator(".summary").wait_for()
    second.get_by_label("Complexity (optional)").fill("Hard")
    second.keyboard.press("Tab")
    second.wait_for_timeout(400)
    with desk.reading() as work:
        assert queries.core_task(work, draft.core_tasks[0].id).name == "Mine"


def test_q6_an_expired_sign_in_loses_nothing(at_desk):
    page = at_desk()
    row(page, "Core task 1").click()
    name = page.get_by_label("Name", exact=True)
    expect(name).to_have_value("Core task 1")
    cookies = page.context.cookies()
    page.context.clear_cookies()
    name.fill("Typed too late")
    page.keyboard.press("Tab")
    expect(page.locator(".qf-saved")).to_contain_text("You are signed out")
    page.context.add_cookies(cookies)
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.locator(".qf-draft")).to_contain_text("that was not saved")
    page.get_by_role("button", name="Put it back").click()
    expect(row(page, "Typed too late")).to_be_visible()


def test_q6_a_draft_that_is_discarded_stays_away(at_desk):
    page = at_desk()
    page.goto(page.url.replace("/structure", "/core-tasks/add"))
    page.get_by_label("Name", exact=True).fill("Half a core task")
    page.wait_for_timeout(600)
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.get_by_role("button", name="Discard it").click()
    page.reload()
    expect(page.get_by_label("Name", exact=True)).to_have_value("")
    expect(page.locator(".qf-draft")).to_have_count(0)


def test_q6_a_number_that_is_taken_there_asks_for_another(at_desk, desk, draft, standing):
    with desk.writing() as work:
        queries.work_process(work, draft.core_tasks[1].work_processes[0].id).number = "B1-K1-W3"
    page = at_desk()
    row(page, "Work process 1.3").focus()
    page.keyboard.press("Alt+Shift+ArrowDown")
    expect(page.get_by_text("B1-K1-W3 is taken in B1-K2")).to_be_visible()
    expect(page.get_by_label("Number there")).to_be_focused()
    page.keyboard.press("Enter")
    expect(row(page, "Work process 1.3")).to_contain_text("B1-K2-W4")
    assert standing()[1][0] == "B1-K2-W4"


def test_q6_a_finger_drags_by_the_grip(at_desk, standing):
    page = at_desk(viewport={"width": 820, "height": 1600}, has_touch=True)
    touch = page.context.new_cdp_session(page)
    grip = page.locator("#process-" + page.locator("li[id^=process]").nth(2).get_attribute("id").rpartition("-")[2])
    start = grip.locator("> .tree-grip").bounding_box()
    end = row(page, "Work process 1.1").bounding_box()
    for kind, points in (
        ("touchStart", [{"x": start["x"] + 10, "y": start["y"] + 20}]),
        ("touchMove", [{"x": start["x"] + 40, "y": end["y"] + 30}]),
        ("touchMove", [{"x": start["x"] + 40, "y": end["y"] + 4}]),
        ("touchEnd", []),
    ):
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    said(page, "B1-K1-W3 now stands in place 1 of 3")
    assert standing()[0][0] == "B1-K1-W3"


def test_q6_on_a_phone_the_chosen_part_comes_into_sight(at_desk):
    page = at_desk(**PHONE)
    row(page, "Work process 2.1").click()
    title = page.get_by_role("heading", level=2, name="Work process 2.1")
    expect(title).to_be_focused()
    page.wait_for_timeout(900)
    expect(title).to_be_in_viewport()
    page.get_by_role("link", name="To the tree").click()
    expect(row(page, "Core task 1")).to_be_in_viewport()


def test_q6_on_a_phone_the_page_begins_with_the_tree(at_desk):
    page = at_desk(**PHONE)
    expect(row(page, "Core task 1")).to_be_in_viewport()
    expect(page.get_by_text("Participants can then be linked")).to_be_hidden()
    page.get_by_text("It can be activated").click()
    expect(page.get_by_text("Participants can then be linked")).to_be_visible()
    page.locator(".menu.qf-tight > summary").click()
    expect(page.get_by_role("button", name="Activate")).to_be_visible()


def test_q2_on_a_phone_the_words_of_the_reader_stand_open_and_save_stays_in_sight(at_desk, draft):
    page = at_desk(**PHONE)
    page.goto(f"/qualifications/{draft.id}/terms")
    expect(page.locator("#of-en")).to_have_attribute("open", "")
    expect(page.locator("#of-nl")).not_to_have_attribute("open", "")
    expect(page.get_by_role("button", name="Save")).to_be_in_viewport()
    page.locator("#of-nl summary").click()
    expect(page.get_by_label("Core task: singular").first).to_be_visible()
    found = Axe().run(page, options=AXE).response["violations"]
    assert [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found] == []


def test_q6_what_is_chosen_does_not_cover_the_note_beneath_it(at_desk):
    page = at_desk()
    row(page, "Core task 1").click()
    chosen = page.locator(".tree-row[aria-current]").bounding_box()
    note = page.locator(".tree-node:has(> .tree-row[aria-current]) > .tree-note .state").bounding_box()
    assert note["y"] >= chosen["y"] + chosen["height"]


def test_q6_a_move_on_a_tree_that_changed_is_told(at_desk, standing):
    first, second = at_desk(), at_desk()
    row(first, "Work process 1.1").focus()
    first.keyboard.press("Alt+ArrowDown")
    said(first, "B1-K1-W1 now stands in place 2")
    row(second, "Work process 1.3").focus()
    second.keyboard.press("Alt+ArrowUp")
    expect(second.get_by_role("alert").first).to_contain_text("Somebody changed this tree")
    assert standing()[0] == ["B1-K1-W2", "B1-K1-W1", "B1-K1-W3"]


def test_q6_what_was_typed_without_a_connection_is_offered_again(at_desk):
    page = at_desk()
    row(page, "Core task 1").click()
    name = page.get_by_label("Name", exact=True)
    expect(name).to_have_value("Core task 1")
    page.route("**/*", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    name.fill("Typed in the train")
    page.keyboard.press("Tab")
    expect(page.locator(".qf-saved")).to_contain_text("There is no connection")
    page.on("dialog", lambda dialog: dialog.accept())  # the browser asks before it leaves
    page.reload()
    page.unroute_all()
    page.get_by_role("button", name="Put it back").click()
    said(page, "Saved")
    expect(row(page, "Typed in the train")).to_be_visible()


def test_q6_what_was_typed_before_the_modules_came_is_not_lost(at_desk, draft):
    page = at_desk()
    page.route("**/js/parts/*.js", lambda route: route.abort())
    page.goto(f"/core-tasks/{draft.core_tasks[0].id}")
    page.get_by_label("Name", exact=True).fill("Typed at once")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.unroute_all()
    page.get_by_label("Name", exact=True).press("End")  # a page asks only somebody who has touched it
    page.reload()
    assert asked == ["beforeunload"]
    page.get_by_role("button", name="Put it back").click()
    said(page, "Saved")
    expect(row(page, "Typed at once")).to_be_visible()
    assert drafts(page) == []


def test_q6_without_the_modules_a_form_is_sent_plainly(at_desk, draft):
    page = at_desk()
    page.route("**/js/parts/*.js", lambda route: route.abort())
    page.goto(f"/core-tasks/{draft.core_tasks[0].id}")
    page.get_by_label("Name", exact=True).fill("Sent plainly")
    page.get_by_role("button", name="Save").click()
    expect(row(page, "Sent plainly")).to_be_visible()
    page.unroute_all()
    page.reload()
    page.locator("form[data-kept]").first.wait_for()
    expect(page.locator(".qf-draft")).to_have_count(0)
    assert drafts(page) == []


def test_q6_what_was_typed_while_a_module_was_late_is_saved_when_it_comes(at_desk, draft):
    page = at_desk()
    held = []
    page.route("**/js/parts/saved.js", lambda route: held.append(route))
    page.goto(f"/core-tasks/{draft.core_tasks[0].id}")
    name = page.get_by_label("Name", exact=True)
    name.fill("Typed early")
    name.press("Tab")
    assert len(drafts(page)) == 1
    for route in held:
        route.continue_()
    page.locator("form[data-kept]").first.wait_for()
    page.get_by_label("Complexity (optional)").fill("Hard")
    page.keyboard.press("Tab")
    expect(row(page, "Typed early")).to_be_visible()


def test_q6_what_was_not_saved_goes_by_itself_when_the_connection_returns(at_desk):
    page = at_desk()
    row(page, "Core task 1").click()
    name = page.get_by_label("Name", exact=True)
    expect(name).to_have_value("Core task 1")
    page.context.set_offline(True)
    name.fill("Typed in the train")
    page.keyboard.press("Tab")
    expect(page.locator(".qf-saved")).to_contain_text("There is no connection")
    page.context.set_offline(False)
    expect(page.locator(".qf-saved")).to_have_text(re.compile(r"^Saved \d\d:\d\d$"))
    expect(row(page, "Typed in the train")).to_be_visible()
    assert drafts(page) == []


def test_q6_a_server_that_is_back_is_noticed_without_any_sign_of_it(at_desk):
    page = at_desk()
    row(page, "Core task 1").click()
    name = page.get_by_label("Name", exact=True)
    expect(name).to_have_value("Core task 1")
    page.route("**/core-tasks/*", lambda route: route.abort())
    name.fill("Typed during the update")
    page.keyboard.press("Tab")
    expect(page.locator(".qf-saved")).to_contain_text("There is no connection")
    page.unroute_all()
    expect(page.locator(".qf-saved")).to_have_text(re.compile(r"^Saved \d\d:\d\d$"))


def test_q6_what_is_tried_again_does_not_overwrite_what_somebody_else_wrote(at_desk):
    first, second = at_desk(), at_desk()
    for page in (first, second):
        row(page, "Core task 1").click()
        expect(page.get_by_label("Name", exact=True)).to_have_value("Core task 1")
    second.context.set_offline(True)
    second.get_by_label("Name", exact=True).fill("Yours")
    second.keyboard.press("Tab")
    expect(second.locator(".qf-saved")).to_contain_text("There is no connection")
    first.get_by_label("Name", exact=True).fill("Mine")
    first.keyboard.press("Tab")
    said(first, "Saved")
    second.context.set_offline(False)
    expect(second.locator(".summary")).to_contain_text("Somebody changed this")
    expect(second.locator(".qf-theirs").first).to_contain_text("Mine")


def test_q6_an_answer_that_was_lost_is_no_conflict(at_desk):
    page = at_desk()
    row(page, "Core task 1").click()
    name = page.get_by_label("Name", exact=True)
    expect(name).to_have_value("Core task 1")
    page.route(
        "**/core-tasks/*", lambda route: (route.fetch(), route.abort())
    )  # the server has it, the page does not know
    name.fill("Arrived unseen")
    page.keyboard.press("Tab")
    expect(page.locator(".qf-saved")).to_contain_text("There is no connection")
    page.unroute_all()
    expect(page.locator(".qf-saved")).to_have_text(re.compile(r"^Saved \d\d:\d\d$"))
    expect(page.locator(".summary")).to_have_count(0)


def test_q6_signing_out_leaves_no_draft_behind(at_desk):
    page = at_desk()
    row(page, "Core task 1").click()
    page.get_by_label("Complexity (optional)").fill("half a thought")
    page.wait_for_timeout(600)
    assert drafts(page) != []
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator(".account summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in**")
    assert drafts(page) == []


def test_q6_without_scripts_everything_is_a_button_or_a_list(at_desk, standing):
    page = at_desk(java_script_enabled=False)
    row(page, "Work process 1.3").click()
    page.get_by_role("button", name="Move up").click()
    assert standing()[0] == ["B1-K1-W1", "B1-K1-W3", "B1-K1-W2"]
    page.get_by_label("Move to another core task").select_option(label="B1-K2 Core task 2")
    page.get_by_role("button", name="Move there").click()
    assert standing()[1][-1] == "B1-K1-W3"
    page.get_by_label("Add one or paste a list").fill("- a\n- b")
    page.get_by_role("button", name="Look first").click()
    expect(page.get_by_text("This gives 2 indicators")).to_be_visible()
    page.get_by_role("button", name="Add to the indicators").click()
    page.get_by_role("button", name="Remove this work process").click()
    page.get_by_role("button", name="Undo").click()
    assert standing()[1][-1] == "B1-K1-W3"


def test_q6_the_tree_is_accessible_while_it_is_edited(at_desk):
    for device in (DESKTOP, PHONE):
        page = at_desk(**device)
        page.get_by_role("link", name="Add indicators to B1-K1-W1").click()
        page.locator(".tree-new textarea").wait_for()
        found = Axe().run(page, options=AXE).response["violations"]
        assert [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found] == []


def drafts(page: Page) -> list[str]:
    return page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('draft '))")


def drag(page: Page, what: str, to: str, *, upper: bool, let_go: bool = True) -> None:
    """Take a part by its grip and bring it to the upper or lower edge of another."""
    grip = page.locator(".tree-node").filter(has=row(page, what)).last.locator("> .tree-grip").bounding_box()
    box = row(page, to).bounding_box()
    page.mouse.move(grip["x"] + 8, grip["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 60, box["y"] + box["height"] / 2, steps=4)
    page.mouse.move(box["x"] + 60, box["y"] + (4 if upper else box["height"] - 4), steps=3)
    if let_go:
        page.mouse.up()
