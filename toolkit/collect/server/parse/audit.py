"""`auditctl -l`: how many rules watch anything."""


def watching(text: str) -> int:
    """Rules that record something: file watches and `always` rules.

    A rule of `never` records nothing; one for every task (`-a never,task`, the default of several distributions)
    switches the records of system calls off altogether.
    """
    rules = [line.split() for line in text.splitlines() if line.startswith("-")]
    lists = [set(words[1].split(",")) for words in rules if words[0] in ("-a", "-A") and len(words) > 1]
    if any({"never", "task"} <= names for names in lists):
        return 0
    return sum("always" in names for names in lists) + sum(words[0] == "-w" for words in rules)
