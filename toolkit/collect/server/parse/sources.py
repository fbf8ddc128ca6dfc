"""Package sources of apt, `.list` and deb822, whose signatures are not checked: text to values.

What apt takes for yes was tried on apt itself: a value on the next line, `01`, `0x1` and quotes are among it.
"""

import re
from collections.abc import Iterator

LOOSE = ("trusted", "allow-insecure", "allow-weak", "allow-downgrade-to-insecure")
_TRUE = re.compile(r"yes|true|with|on|enable|(?:0x)?0*1", re.IGNORECASE)
_LINE = re.compile(r"\s*deb(?:-src)?\s+\[([^\]]*)\]\s*(\S*)")
_URI = re.compile(r"[\w+.-]+:\S*")


def unchecked(text: str) -> tuple[str, ...]:
    """`FILE: SETTING for HOST`, each once, from files that each begin with `F|path`."""
    found: list[str] = []
    for block in ("\n" + text).split("\nF|")[1:]:
        path, _, body = block.partition("\n")
        loose = _stanzas(body) if path.endswith(".sources") else _lines(body)
        found += [f"{path}: {setting} for {place}" for setting, place in loose]
    return tuple(dict.fromkeys(found))


def _lines(body: str) -> Iterator[tuple[str, str]]:
    for line in body.splitlines():
        if match := _LINE.match(line):
            for word in re.sub("[\"']", "", match[1]).split():
                key, _, value = word.partition("=")
                if key.lower() in LOOSE and _TRUE.fullmatch(value):
                    yield f"{key.lower()}={value}", host(match[2])


def _stanzas(body: str) -> Iterator[tuple[str, str]]:
    """A stanza that is not enabled counts for nothing; a value may stand on the lines below its name."""
    for stanza in re.split(r"\n[ \t]*\n", body):
        unfolded = re.sub(r"\n[ \t]+", " ", "\n" + stanza)
        fields = {
            name.strip().lower(): value.strip()
            for name, colon, value in (line.partition(":") for line in unfolded.splitlines())
            if colon
        }
        if re.fullmatch(r"no|false|without|off|disable|0", fields.get("enabled", "yes"), re.IGNORECASE):
            continue
        places = " ".join(host(one) for one in _URI.findall(fields.get("uris", "")))
        for key in LOOSE:
            if _TRUE.fullmatch(fields.get(key, "")):
                yield f"{key}={fields[key]}", places or "?"


def host(address: str) -> str:
    """Scheme and host alone: the login of an address is a secret, and so is a token in its path."""
    scheme, slashes, rest = address.partition("://")
    if not slashes:
        return address.partition(":")[0]
    return f"{scheme}://{re.split(r'[/?#]', rest.rpartition('@')[2])[0]}"
