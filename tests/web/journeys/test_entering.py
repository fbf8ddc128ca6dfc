"""Getting in: password, authenticator, passkey, recovery code; out; and back to what one wanted."""

import pytest

from tests.web.journeys.conftest import NARROW, accessible, code, enter, enter_again, needs_browser, picture, whole

pytestmark = needs_browser


@pytest.fixture(scope="module")
def passwords(served):
    made = {"ada": served.account("ada", "administrator", "engineer"), "vera": served.account("vera", "viewer")}
    served.start()
    return made


def test_the_first_login_sets_up_an_authenticator_and_the_next_asks_for_it(browse, passwords):
    page = browse()
    page.goto("/library/")
    accessible(page)
    picture(page, "login")
    secret = enter(page, "ada", passwords["ada"])
    page.goto("/library/")
    assert page.locator("h1").inner_text() == "Library"
    page.locator("details.menu summary").click()
    page.click("text=Log out")
    page.goto("/library/")
    assert "/account/login/" in page.url
    enter_again(page, "ada", passwords["ada"], secret)
    page.goto("/people/")
    assert page.locator("h1").inner_text() == "People"
    for path in ("/people/", "/people/roles/", "/people/trail/?verify=1", "/library/",
                 "/library/playbooks/ransomware/",
                 "/library/notices/people-full/", "/readiness/", "/readiness/playbooks/", "/readiness/coverage/",
                 "/account/tokens/", "/account/sessions/", "/account/factors/"):  # fmt: skip
        for size in (None, NARROW):
            if size:
                page.set_viewport_size(size)
            page.goto(path)
            whole(page)
            picture(page, path.strip("/").split("?")[0].replace("/", "-") + ("-narrow" if size else ""))
        page.set_viewport_size({"width": 1280, "height": 900})
        accessible(page)
    assert page.complaints == []


def test_a_passkey_lets_in_without_a_password(browse, passwords):
    page = browse()
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }})  # fmt: skip
    page.goto("/account/login/")
    page.fill("#id_login", "vera")
    page.fill("#id_password", passwords["vera"])
    page.click("main button[type=submit]")
    page.wait_for_url("**/posture/**")
    page.goto("/account/factors/keys/add/")
    if page.locator("#id_password").count():
        page.fill("#id_password", passwords["vera"])
        page.click("main button[type=submit]")
    page.fill("#id_name", "laptop")
    if page.locator("#id_passwordless").count():
        page.check("#id_passwordless")
    with page.expect_navigation():
        page.click("#mfa_webauthn_add")
    page.goto("/posture/")
    page.locator("details.menu summary").click()
    page.click("text=Log out")
    page.goto("/account/login/")
    page.click("#passkey_login")
    page.wait_for_url("**/posture/**")
    assert page.complaints == []


def test_wrong_codes_and_wrong_passwords_are_told_apart_from_nothing(browse, passwords):
    page = browse()
    page.goto("/account/login/")
    page.fill("#id_login", "nobody")
    page.fill("#id_password", "wrong")
    page.click("main button[type=submit]")
    unknown = page.locator(".said.error").inner_text()
    page.fill("#id_login", "vera")
    page.fill("#id_password", "wrong")
    page.click("main button[type=submit]")
    assert page.locator(".said.error").inner_text() == unknown


def test_reading_works_without_scripts(browse, passwords):
    page = browse(scripts=False)
    page.goto("/account/login/")
    page.fill("#id_login", "vera")
    page.fill("#id_password", passwords["vera"])
    page.click("main button[type=submit]")
    page.goto("/account/login/")
    assert code("JBSWY3DPEHPK3PXP", 59) == "996554"
    page.goto("/library/playbooks/ransomware/")
    assert page.locator("h1").count() == 1


def test_the_keyboard_alone_suffices_and_a_recovery_code_lets_in_once(browse, served, passwords):
    password = served.account("kay", "engineer")
    page = browse()
    enter(page, "kay", password)
    page.goto("/account/factors/codes/")
    if page.locator("#id_password").count():
        page.fill("#id_password", password)
        page.keyboard.press("Enter")
        page.wait_for_load_state()
    codes = page.input_value("#recovery_codes").split()
    assert len(codes) == 10
    page.goto("/library/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.locator("details.menu summary").focus()
    page.keyboard.press("Enter")
    assert page.locator("details.menu").get_attribute("open") is not None
    page.keyboard.press("Escape")
    assert page.locator("details.menu").get_attribute("open") is None
    page.keyboard.press("Enter")
    page.locator("details.menu button").last.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/account/login/**")
    for used, lets_in in ((codes[0], True), (codes[0], False), (codes[1], True)):
        page.context.clear_cookies()
        page.goto("/account/login/")
        page.locator("#id_login").focus()
        page.keyboard.type("kay")
        page.keyboard.press("Tab")
        page.keyboard.type(password)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        page.locator("#id_code").focus()
        page.keyboard.type(used)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert ("second-factor" in page.url) is not lets_in
    page.goto("/library/")
    assert page.locator("h1").inner_text() == "Library"


def test_pages_print_without_their_frame(browse, passwords, served):
    page = browse()
    page.goto("/account/login/")
    page.emulate_media(media="print")
    assert not page.locator("header.masthead").is_visible()
