"""`[organisation]`, `[notices]`, `[trust]`: what letters and the trust statement are made from."""

import pytest

from toolkit.config.read import read
from toolkit.core.errors import UserError

GOOD = """
[organisation]
name = "บริษัท ตัวอย่าง จำกัด"
address = "1 Example Street"
phone = "+66 2 555 0100"
mail = "help@example.com"
website = "https://www.example.com/breach"
domains = ["example.com", "example.co.th"]
data_protection_contact = "DPO, dpo@example.com"
zone = "Asia/Bangkok"
[notices]
reviewers = ["legal", "data-protection-officer"]
languages = ["th", "en"]
[trust]
max_age_days = 14
[trust.purposes.th]
"deliver orders" = "จัดส่งสินค้า"
"""


def settings(folder, text):
    (folder / "breachready.toml").write_text(text)
    return read(folder / "breachready.toml")


def test_all_of_it(tmp_path):
    found = settings(tmp_path, GOOD)
    assert found.organisation.domains == ("example.com", "example.co.th")
    assert found.notices.languages == ("th", "en")
    assert found.trust.purposes == {"th": {"deliver orders": "จัดส่งสินค้า"}}
    assert settings(tmp_path, "").trust.max_age_days == 30
    assert settings(tmp_path, "").notices.reviewers == ("legal", "security", "communications")


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('mail = "help@example.com"', 'mail = "help"', "organisation.mail"),
        ('"+66 2 555 0100"', '"call us"', "organisation.phone"),
        ('"https://www.example.com/breach"', '"http://www.example.com"', "organisation.website"),
        ('"1 Example Street"', '"1 Example\\r\\nBcc: x"', "organisation.address"),
        ('"1 Example Street"', '"1 Example\\u202eStreet"', "organisation.address"),
        ('"example.co.th"', '"https://example.co.th"', "organisation.domains[1]"),
        ('"example.co.th"', '"localhost"', "organisation.domains[1]"),
        ('"Asia/Bangkok"', '"Mars/Base"', "organisation.zone"),
        ('"Asia/Bangkok"', '"../../etc/passwd"', "organisation.zone"),
        ('["legal", "data-protection-officer"]', "[]", "notices.reviewers"),
        ('["legal", "data-protection-officer"]', '["legal", "legal"]', "notices.reviewers"),
        ('["legal", "data-protection-officer"]', '["The Boss"]', "notices.reviewers[0]"),
        ('["th", "en"]', "[]", "notices.languages"),
        ('["th", "en"]', '["../x"]', "notices.languages[0]"),
        ("= 14", "= 0", "trust.max_age_days"),
        ("= 14", "= 91", "trust.max_age_days"),
        ("= 14", '= "14"', "trust.max_age_days"),
        ("purposes.th", "purposes.Thai", "trust.purposes.Thai"),
        ('"จัดส่งสินค้า"', '"a\\nb"', "trust.purposes.th.deliver orders"),
        ('"จัดส่งสินค้า"', '"a\\u202eb"', "trust.purposes.th.deliver orders"),
    ],
)
def test_what_does_not_fit_into_a_letter(tmp_path, old, new, key):
    assert old in GOOD
    with pytest.raises(UserError) as no:
        settings(tmp_path, GOOD.replace(old, new))
    assert key in [problem.key for problem in no.value.problems]
