from playwright.sync_api import Browser


def test_chromium_starts_and_draws(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content("<h1>Proefstuk</h1>")
    assert page.inner_text("h1") == "Proefstuk"
    page.close()
