"""One bad day, from the scan to the proof: engineer, responder, communications, three reviewers, each in a browser.

Real: the server, the browser, second factors, the scan, the mail server. Each page of the way is held against
WCAG 2.2 AA and kept as a picture, wide and narrow.
"""

from pathlib import Path

import pytest

from tests.daemons.mailserver import PASSWORD, USER, mail_server
from tests.library.noticetext.examples import template
from tests.web.journeys.conftest import NARROW, WIDE, accessible, enter, needs_browser, picture, whole
from toolkit.core.notice import ANY
from toolkit.usecase.incident.places import folders
from toolkit.usecase.incident.session import Said
from toolkit.usecase.incident.telling import note
from toolkit.usecase.notice.drafting import Change, set_values

pytestmark = needs_browser

ROLES = {
    "erin": ("engineer",),
    "rosa": ("responder",),
    "cora": ("communications",),
    "lena": ("approver-legal",),
    "sam": ("approver-security",),
    "kim": ("approver-communications",),
}
PEOPLE = """key,name,country,region,language,mail,phone,address
K-1,Ana <b>Anders</b>,DE,,en,ana@people.example,,
K-2,สมชาย ใจดี,TH,,th,somchai@people.example,,
"""
OWN = {
    "contact_mail": "care@mango.example",
    "incident_page": "https://mango.example/incident",
    "data_protection_contact": "Data protection, privacy@mango.example",
}
"""In place of examples that lead to a foreign site, which the lint would stop."""


@pytest.fixture(scope="module")
def day(served):
    """The house with its mail server, and everybody's password."""
    with mail_server(served.folder / "mail") as mails:
        secret = served.folder / "mail-password"
        secret.write_text(PASSWORD)
        secret.chmod(0o600)
        with (served.folder / "breachready.toml").open("a") as config:
            config.write(
                f'\n[notices]\nlanguages = ["en", "th"]\n\n[notices.mail]\nserver = "127.0.0.1"\n'
                f"port = {mails.port}\n"
                f'user = "{USER}"\npassword = "file:{secret}"\nca_file = "{mails.ca_file}"\n'
            )
        served.account("ada", "administrator")
        passwords = {name: served.account(name, *roles) for name, roles in ROLES.items()}
        served.start()
        yield served, passwords, mails


@pytest.fixture(scope="module")
def people(chromium, day):
    """Everybody logged in, each in a browser of their own."""
    served, passwords, _ = day
    pages = {}
    for name in ROLES:
        context = chromium.new_context(viewport=WIDE, base_url=served.address, locale="en-GB", accept_downloads=True)
        page = context.new_page()
        page.complaints = []
        page.on(
            "console", lambda said, page=page: page.complaints.append(said.text) if said.type == "error" else None
        )
        page.on("dialog", lambda dialog: dialog.accept())
        enter(page, name, passwords[name])
        pages[name] = page
    yield pages
    for page in pages.values():
        page.context.close()


def looked_at(page, name):
    """Wide and narrow, nothing cut off, nobody shut out."""
    accessible(page)
    picture(page, name)
    page.set_viewport_size(NARROW)
    whole(page)
    picture(page, f"{name}-narrow")
    page.set_viewport_size(WIDE)


def incident(served) -> Path:
    """Its folder."""
    (found,) = folders(served.folder / "breachready-state", exercise=False)
    return found


def test_1_an_engineer_scans_and_sees_the_weakest_path(people, day):
    page = people["erin"]
    page.goto("/posture/")
    page.goto("/posture/scan/") if page.locator("a:has-text('Scan')").count() == 0 else page.click(
        "nav.tabs a:has-text('Scan')"
    )
    page.click("main button:has-text('Start a scan')")
    page.wait_for_selector("text=/finished/i", timeout=120_000)
    page.goto("/posture/")
    assert page.locator("svg.route").count() > 0
    looked_at(page, "journey-posture")
    page.goto("/posture/findings/")
    looked_at(page, "journey-findings")
    page.locator("main li.finding a, main .finding h3 a").first.click()
    page.wait_for_load_state()
    looked_at(page, "journey-finding")
    page.goto("/posture/fixes/")
    looked_at(page, "journey-fixes")
    for path in ("/posture/runs/", "/posture/exceptions/", "/readiness/"):
        page.goto(path)
        accessible(page)
        page.set_viewport_size(NARROW)
        whole(page)
        page.set_viewport_size(WIDE)
    assert page.complaints == []


def test_2_a_responder_opens_an_incident_does_a_step_and_keeps_evidence(people, tmp_path):
    page = people["rosa"]
    page.goto("/incidents/open/?playbook=exposed-database")
    page.fill("#f-title", "The orders database answers strangers")
    page.fill("#f-note", "A customer called: her order can be read by anybody.")
    page.select_option("#f-store", index=1)
    looked_at(page, "journey-open")
    page.click("text=Open it and start the clocks")
    page.wait_for_url("**/incidents/2*/**")
    looked_at(page, "journey-incident")
    where = page.url.rstrip("/")
    page.locator("button:has-text('Begin')").first.click()
    page.wait_for_load_state()
    page.locator("details.say summary:has-text('It is done')").first.click() if page.locator(
        "details.say[open] button:text-is('Done')"
    ).count() == 0 else None
    page.locator("button:text-is('Done')").first.click()
    page.wait_for_load_state()
    file = tmp_path / "access.log"
    file.write_text("GET /orders/1 200\n")
    page.goto(f"{where}/evidence/")
    page.set_input_files("#f-files", file)
    page.wait_for_selector("#hashes li")
    page.fill("#e-what", "The log of who read it")
    page.click("button:text-is('Add it')")
    page.wait_for_selector("article.finding")
    looked_at(page, "journey-evidence")
    for rest in ("board", "list", "timeline", "values", "handover", "playbooks", "report", "close"):
        page.goto(f"{where}/{rest}/")
        looked_at(page, f"journey-incident-{rest}")
    assert page.complaints == []


def test_3_two_people_on_one_incident(people, day):
    served, _, _ = day
    folder = incident(served)
    first = people["rosa"]
    first.goto(f"/incidents/{folder.name}/")
    note(folder, Said(by="bob", note="the press called"))
    first.wait_for_selector("#news:has-text('1 new event')", timeout=10_000)


def test_4_communications_answers_the_law_and_writes_the_notice(people, day):
    served, _, _ = day
    folder = incident(served)
    page = people["cora"]
    page.goto(f"/incidents/{folder.name}/duties/questions/")
    page.fill("#f-people", "DE=1\nTH=1")
    page.select_option("#f-everybody", "yes")
    page.locator("button[value=people]").click()
    page.wait_for_load_state()
    page.locator("input[name='q:confidentiality'][value=yes]").check()
    looked_at(page, "journey-questions")
    page.locator("button[value=answer]").click()
    page.wait_for_load_state()
    page.goto(f"/incidents/{folder.name}/duties/")
    page.select_option("#f-event", "awareness")
    page.fill("#f-at", "2026-11-01T09:30")
    page.locator("form.filters button").last.click()
    page.wait_for_load_state()
    assert page.locator("[data-until]").count() > 0
    looked_at(page, "journey-duties")
    page.goto(f"/notices/{folder.name}/#begin")
    page.check("input[name=kind][value=people-full]")
    for code in ("en", "th"):
        page.check(f"input[name=language][value={code}]")
    page.click("summary:has-text('For a particular law')")
    for law in ("eu-gdpr", "th-pdpa"):
        page.check(f"input[name=law][value={law}]")
    page.click("button:has-text('Begin this notice')")
    page.wait_for_load_state()
    assert "people-full" in page.url, page.inner_text("main")[:1500]
    page.wait_for_url("**/people-full/**")
    page.fill("#f-what_happened-en", "A database could be read from outside.")
    page.locator("#f-what_happened-en").blur()
    page.wait_for_selector("text=/[Ss]aved/")
    looked_at(page, "journey-desk")
    fields = template("people-full").fields
    values = {
        name: {ANY: OWN[name]}
        if name in OWN
        else {key: text for key, text in one.example.items() if key in (ANY, "en", "th")}
        for name, one in fields.items()
        if not one.merged
    }
    set_values(folder, "people-full", Change(values=values), Said(by="cora"))
    page.goto(f"/notices/{folder.name}/people-full/review/")
    page.click("main >> button:has-text('Ask for review')")
    page.wait_for_load_state()
    page.goto(f"/notices/{folder.name}/people-full/shown/")
    with page.expect_download() as got:
        page.locator(".files >> nth=0 >> button:has-text('PDF')").click()
    assert Path(got.value.path()).read_bytes()[:5] == b"%PDF-"
    looked_at(page, "journey-shown")


def test_5_three_reviewers_say_yes_to_the_same_bytes(people, day):
    served, _, _ = day
    folder = incident(served)
    for name in ("lena", "sam", "kim"):
        page = people[name]
        page.goto(f"/notices/{folder.name}/people-full/review/")
        if page.locator("#f-despite").count():
            page.fill("#f-despite", "examples of the template")
        if name == "lena":
            looked_at(page, "journey-review")
        page.click("button:has-text('Yes, this may go out')")
        page.wait_for_load_state()
        assert page.goto(f"/notices/{folder.name}/people/list/").status == 403, "recipients are not theirs to see"


def test_6_everybody_is_told_once_and_it_can_be_proved(people, day, tmp_path):
    served, _, mails = day
    folder = incident(served)
    page = people["cora"]
    page.goto(f"/notices/{folder.name}/people/list/")
    (tmp_path / "people.csv").write_text(PEOPLE)
    page.set_input_files("#f-list", tmp_path / "people.csv")
    page.click("text=Take this list")
    page.wait_for_load_state()
    looked_at(page, "journey-people")
    page.goto(f"/notices/{folder.name}/people/plan/")
    looked_at(page, "journey-plan")
    if page.locator("#f-despite").count():
        page.fill("#f-despite", "looked at")
    page.click("#send button")
    page.wait_for_load_state()
    for _ in range(60):
        if len(mails.told) == 2:
            break
        page.wait_for_timeout(1000)
    assert dict(mails.told) == {"ana@people.example": 1, "somchai@people.example": 1}
    assert "Ana <b>Anders</b>" in mails.mail("ana@people.example").get_body(("plain",)).get_content()
    page.wait_for_timeout(3000)
    page.reload()
    looked_at(page, "journey-sent")
    page.goto(f"/notices/{folder.name}/people/one/")
    page.fill("#f-key", "K-1")
    page.click("main button:has-text('Show')")
    page.wait_for_load_state()
    with page.expect_download() as got:
        page.click("text=Proof as PDF")
    assert Path(got.value.path()).read_bytes()[:5] == b"%PDF-"
    assert page.complaints == []


def test_7_the_same_in_thai_and_dark(people, day, chromium):
    served, _, _ = day
    folder = incident(served)
    page = people["cora"]
    page.emulate_media(color_scheme="dark")
    page.goto("/readiness/")
    page.locator("button[lang=th]").click()
    page.wait_for_load_state()
    assert page.locator("html").get_attribute("lang") == "th"
    for name, path in {
        "posture": "/posture/", "incident": f"/incidents/{folder.name}/",
        "duties": f"/incidents/{folder.name}/duties/",
        "desk": f"/notices/{folder.name}/people-full/", "readiness": "/readiness/", "library": "/library/",
    }.items():  # fmt: skip
        page.goto(path)
        looked_at(page, f"journey-thai-{name}")
    page.locator("button[lang=en]").click()
    page.emulate_media(color_scheme="light")
