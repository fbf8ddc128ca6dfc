"""Single sign-on: whoever the organisation's provider vouches for is in, and sees nothing until given a role."""

import shutil
import tempfile
from pathlib import Path

import pytest

from tests.daemons.oidc import CLIENT, SECRET, provider
from tests.web.journeys.conftest import Served, enter, needs_browser, picture

pytestmark = needs_browser


@pytest.mark.parametrize("second_factor", [True, False])
def test_somebody_new_comes_by_single_sign_on(chromium, second_factor):
    folder = Path(tempfile.mkdtemp(prefix="journey"))
    secret = folder / "secret"
    secret.write_text(SECRET)
    secret.chmod(0o600)
    with provider("u-17", "grace") as issuer:
        served = Served(
            folder,
            f'\n[[web.sign_on]]\nname = "Example SSO"\nissuer = "{issuer}"\nclient = "{CLIENT}"\n'
            f'secret = "file:{secret}"\nsecond_factor = {str(second_factor).lower()}\n',
        )
        password = served.account("ada", "administrator")
        served.start()
        try:
            grace = chromium.new_context(base_url=served.address).new_page()
            grace.goto("/account/login/")
            picture(grace, "login-sign-on")
            with grace.expect_navigation():
                grace.click("text=Example SSO")
            grace.click("main button[type=submit]")
            grace.wait_for_url(f"{served.address}/")
            assert grace.locator("h1").inner_text() == "You have no role yet"
            assert grace.goto("/posture/").status == 403
            ada = chromium.new_context(base_url=served.address).new_page()
            enter(ada, "ada", password)
            ada.goto("/people/")
            ada.click("text=grace")
            ada.check("input[value=engineer]")
            ada.click("button[value=roles]")
            grace.goto("/posture/")
            where = "/posture/" if second_factor else "/account/factors/"
            assert where in grace.url
            for page in (grace, ada):
                page.context.close()
        finally:
            served.stop()
            shutil.rmtree(folder)
