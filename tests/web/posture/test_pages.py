"""Every page of the posture: what it says, that hostile words stay words, and how many queries it takes."""

from html.parser import HTMLParser

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

PATHS = (
    "/posture/",
    "/posture/?run=1",
    "/posture/why/",
    "/posture/findings/",
    "/posture/findings/?outcome=FAIL&severity=critical&q=db&sort=newest",
    "/posture/findings/?excepted=no",
    "/posture/finding/?target=db1&check=open-db&resource=5432/tcp",
    "/posture/targets/",
    "/posture/targets/server/db1/",
    "/posture/fixes/",
    "/posture/fixes/whole/",
    "/posture/exceptions/",
    "/posture/runs/",
    "/posture/runs/2/",
    "/posture/scan/",
    "/posture/scan/part/",
)


@pytest.mark.parametrize("path", PATHS)
def test_it_answers(visitor, estate, path):
    answer = visitor("engineer").get(path)
    assert answer.status_code == 200, answer.content.decode()
