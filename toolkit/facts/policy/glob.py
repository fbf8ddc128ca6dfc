"""Patterns of policies: `*` is any text, `?` any one character.

No regular expressions: a hostile pattern must not cost more than its length times the text's.
"""

from functools import lru_cache


@lru_cache(maxsize=8192)
def covers(outer: str, inner: str) -> bool:
    """Whether everything that `inner` can match, `outer` matches. `inner` may be plain text.

    Never true wrongly; may miss a cover that only shows when several stars are taken together.
    """
    at, text, star, back = 0, 0, -1, 0
    while text < len(inner):
        if at < len(outer) and outer[at] == "*":
            star, back = at, text
            at += 1
        elif at < len(outer) and (outer[at] == inner[text] or (outer[at] == "?" and inner[text] != "*")):
            at, text = at + 1, text + 1
        elif star >= 0:
            back += 1
            at, text = star + 1, back
        else:
            return False
    return all(char == "*" for char in outer[at:])


@lru_cache(maxsize=8192)
def overlap(one: str, other: str) -> bool:
    """Whether some text matches both patterns."""
    below = _tails(one, len(one), other, [])
    for at in range(len(one) - 1, -1, -1):
        below = _tails(one, at, other, below)
    return below[0]


def _tails(one: str, at: int, other: str, below: list[bool]) -> list[bool]:
    """For each tail of `other`: does it overlap with `one[at:]`, given the answers for `one[at + 1:]`."""
    row = [False] * (len(other) + 1)
    for j in range(len(other), -1, -1):
        left = one[at] if at < len(one) else ""
        right = other[j] if j < len(other) else ""
        if not left and not right:
            row[j] = True
        elif left == "*" or right == "*":
            row[j] = bool((left and (left == "*" or right == "*") and below[j]) or (right and row[j + 1]))
        elif left and right:
            row[j] = (left == right or "?" in (left, right)) and below[j + 1]
    return row
