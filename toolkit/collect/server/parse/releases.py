"""When releases end: the last day of free security updates, Debian's LTS included.

From debian.org/releases, wiki.debian.org/LTS and ubuntu.com/about/release-cycle, as known in 2026-11. A release that
is not listed has no answer here, which is UNKNOWN and not a pass.
"""

from datetime import UTC, datetime


def _day(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 23, 59, 59, tzinfo=UTC)


END_OF_LIFE = {
    ("debian", "8"): _day(2020, 6, 30),
    ("debian", "9"): _day(2022, 6, 30),
    ("debian", "10"): _day(2024, 6, 30),
    ("debian", "11"): _day(2026, 8, 31),
    ("debian", "12"): _day(2028, 6, 30),
    ("debian", "13"): _day(2030, 6, 30),
    ("ubuntu", "16.04"): _day(2021, 4, 30),
    ("ubuntu", "18.04"): _day(2023, 5, 31),
    ("ubuntu", "20.04"): _day(2025, 5, 31),
    ("ubuntu", "22.04"): _day(2027, 4, 30),
    ("ubuntu", "24.04"): _day(2029, 4, 30),
}
