"""Rows of the ledger as values."""

import json

from toolkit.core.dispatch import Channel, Person, State, Telling

SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS person (
  n INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, row INTEGER NOT NULL, said TEXT NOT NULL,
  planned INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS refused (source TEXT NOT NULL, row INTEGER NOT NULL, why TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS telling (
  n INTEGER PRIMARY KEY,
  person INTEGER NOT NULL REFERENCES person(n),
  letter TEXT NOT NULL,
  language TEXT NOT NULL,
  channel TEXT NOT NULL,
  laws TEXT NOT NULL,
  why TEXT NOT NULL,
  state TEXT NOT NULL,
  attempt INTEGER NOT NULL DEFAULT 0,
  version TEXT NOT NULL DEFAULT '',
  message TEXT NOT NULL DEFAULT '',
  digest TEXT NOT NULL DEFAULT '',
  promised_at TEXT NOT NULL DEFAULT '',
  settled_at TEXT NOT NULL DEFAULT '',
  answer TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS telling_state ON telling (state, channel, n);
CREATE INDEX IF NOT EXISTS telling_person ON telling (person);
CREATE INDEX IF NOT EXISTS telling_message ON telling (message) WHERE message <> '';
"""

COLUMNS = (
    "t.n, p.said, letter, language, channel, laws, why, state, attempt, version, message, digest, promised_at,"
    " settled_at, answer"
)


def telling(row: tuple[object, ...]) -> Telling:
    """A row of `COLUMNS`."""
    n, said, letter, language, channel, laws, why, state, attempt, *rest = row
    version, message, digest, promised_at, settled_at, answer = map(str, rest)
    return Telling(
        n=int(str(n)),
        person=person(str(said)),
        letter=str(letter),
        language=str(language),
        channel=Channel(str(channel)) if channel else None,
        laws=tuple(json.loads(str(laws))),
        why=tuple(json.loads(str(why))),
        state=State(str(state)),
        attempt=int(str(attempt)),
        version=version,
        message=message,
        digest=digest,
        promised_at=promised_at,
        settled_at=settled_at,
        answer=answer,
    )


def person(said: str) -> Person:
    """A person as `said` holds them."""
    values = json.loads(said)
    lists = {name: tuple(values[name]) for name in ("address", "notes")}
    return Person(**{**values, **lists, "wants": tuple(map(Channel, values["wants"]))})


def words(said: tuple[str, ...]) -> str:
    """A list as a column holds it."""
    return json.dumps(said, ensure_ascii=False)
