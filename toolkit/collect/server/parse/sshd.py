"""`sshd -T`: text to settings."""

from toolkit.collect.trouble import Unreadable


def effective(text: str) -> dict[str, str]:
    """Lower-case keys; the values of a repeated key are joined with spaces.

    Raises `Unreadable` when what every sshd prints is not there: then the output was cut or is not sshd's.
    """
    values: dict[str, str] = {}
    for line in text.splitlines():
        key, _, value = line.strip().partition(" ")
        if key:
            key = key.lower()
            values[key] = f"{values[key]} {value}" if key in values else value
    if not {"port", "permitrootlogin", "pubkeyauthentication"} <= values.keys():
        raise Unreadable("sshd -T", "the answer is not a list of settings")
    return values
