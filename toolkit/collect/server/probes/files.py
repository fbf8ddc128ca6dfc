"""Owners and modes of the files that decide who becomes whom, keys in homes, secrets that all can read."""

from collections.abc import Iterator

from toolkit.collect.server.frames import Frame
from toolkit.collect.server.parse import modes
from toolkit.collect.server.probe import Probe, Root
from toolkit.collect.trouble import Unreadable
from toolkit.core.fact import Absent, Fact, Seen, Unread
from toolkit.facts.server import (
    AuthorizedKeys,
    CronFile,
    FileMode,
    HostKeyFile,
    LoginFile,
    PrivateKey,
    SshdConfigFile,
    SudoersFile,
    WorldReadableSecrets,
)

KINDS: tuple[tuple[type[FileMode], tuple[str, ...]], ...] = (
    (LoginFile, ("/etc/passwd", "/etc/group", "/etc/shadow", "/etc/gshadow")),
    (HostKeyFile, ("/etc/ssh/ssh_host_",)),
    (SshdConfigFile, ("/etc/ssh/sshd_config",)),
    (SudoersFile, ("/etc/sudoers",)),
    (CronFile, ("/etc/cron",)),
)
SECRET_NAMES = (
    *(".env", ".env.*", ".pgpass", ".my.cnf", ".netrc", ".git-credentials", ".npmrc", ".pypirc", ".htpasswd"),
    *(".s3cfg", ".boto", ".vault-token", "id_rsa", "id_dsa", "id_ecdsa", "id_ed25519", "wp-config.php"),
    *("credentials.json", "secrets.yml", "secrets.yaml", "database.yml", "*.kdbx", "*.pfx", "*.p12"),
    *("*.sql", "*.sql.gz", "*.dump", "*.pgdump", "*.bak.gz"),
)
SKIPPED = "is on a network or user's file system, which is not walked, or could not be looked at"
ROOTS = "/etc /home /opt /root /srv /var/www /var/backups"


def _modes(frame: Frame) -> Iterator[Seen]:
    found = modes.stat(frame.text)
    hidden = modes.troubles(frame.stderr)
    for kind, starts in KINDS:
        files = [entry for entry in found.values() if entry.path.startswith(starts)]
        for entry in files:
            loose = modes.loose_parents(entry.path, found)
            yield kind(
                target=frame.target,
                resource=f"file:{entry.path}",
                path=entry.path,
                mode=entry.mode,
                owner=entry.owner,
                group=entry.group,
                loose_parents=loose,
            )
        unseen = [(line, modes.quoted(line) or starts[0]) for line in hidden if _hides(line, starts)]
        for line, path in unseen:
            yield Unread(kind=kind, target=frame.target, resource=f"file:{path}", reason=_why(line), call="stat")
        if not files and not unseen:
            yield Absent(kind=kind, target=frame.target, because=f"there is no {starts[0]}*")


def _hides(line: str, starts: tuple[str, ...]) -> bool:
    """Whether the error is about such a file, or about a directory that such a file could be in."""
    directory = modes.quoted(line).rstrip("/") + "/"
    return any(start in line or start.startswith(directory) for start in starts)


def _why(line: str) -> str:
    words = line.rpartition(": ")[2][:200]
    return "needs root: permission denied" if words == "Permission denied" else f"could not be looked at: {words}"


def _user_keys(frame: Frame) -> Iterator[Seen]:
    if frame.status != 0:
        raise Unreadable("~/.ssh of all accounts", frame.stderr.strip()[:200] or "cannot be read")
    seen: list[Seen] = list(modes.user_keys(frame.text, frame.target))
    yield from seen
    for kind, what in ((AuthorizedKeys, "authorized_keys"), (PrivateKey, "private key")):
        if not any(isinstance(one, kind) or (isinstance(one, Unread) and one.kind is kind) for one in seen):
            because = f"no account of /etc/passwd has a {what} in ~/.ssh"
            yield Absent(kind=_kind(kind), target=frame.target, because=because)


def _kind(kind: type[Fact]) -> type[Fact]:
    return kind


def _secrets(frame: Frame) -> Iterator[Seen]:
    walk = frame.part("walk")
    if walk.status is None or walk.status > 1:
        late = "ran out of its time" if walk.status in (124, 137, 143) else f"ended with {walk.status}"
        raise Unreadable("find", f"the walk over {ROOTS} {late}")
    searched = tuple(rest for rest, _ in frame.labelled("in"))
    paths = tuple(dict.fromkeys(line for line in walk.text.split("\n") if line))
    yield WorldReadableSecrets(target=frame.target, paths=paths[:200], searched=searched)
    left_out = [(place, SKIPPED) for place, _ in frame.labelled("skipped")]
    left_out += [(modes.quoted(line) or line[:200], _why(line)) for line in modes.troubles(frame.stderr)]
    if len(left_out) > 50:
        left_out[49:] = [("", f"and {len(left_out) - 49} places more were not entered")]
    for place, reason in left_out:
        yield Unread(
            kind=WorldReadableSecrets, target=frame.target, resource=f"file:{place}", reason=reason, call="find"
        )


PROBES = (
    Probe(
        name="modes",
        feeds=tuple(kind for kind, _ in KINDS),
        read=_modes,
        root=Root.HELPS,
        why_root="files of /etc/sudoers.d, a directory closed to others",
        cap=500_000,
        script="""
for D in /etc /etc/ssh /etc/ssh/sshd_config.d /etc/sudoers.d /etc/cron.d /etc/cron.hourly /etc/cron.daily \\
  /etc/cron.weekly /etc/cron.monthly; do ls "$D" >/dev/null; done
stat -c '%a|%U|%G|%n' / /etc /etc/passwd /etc/passwd- /etc/group /etc/group- /etc/shadow /etc/shadow- \
  /etc/gshadow /etc/gshadow- /etc/ssh /etc/ssh/ssh_host_*_key \
  /etc/ssh/sshd_config /etc/ssh/sshd_config.d /etc/ssh/sshd_config.d/* \
  /etc/sudoers /etc/sudoers.d /etc/sudoers.d/* /etc/crontab /etc/cron.d /etc/cron.d/* \
  /etc/cron.hourly /etc/cron.hourly/* \
  /etc/cron.daily /etc/cron.daily/* /etc/cron.weekly /etc/cron.weekly/* /etc/cron.monthly /etc/cron.monthly/*
return 0
""",
    ),
    Probe(
        name="userkeys",
        feeds=(AuthorizedKeys, PrivateKey),
        read=_user_keys,
        root=Root.NEEDS,
        why_root="~/.ssh of other accounts: modes, kinds of key, and whether private keys are encrypted",
        seconds=20,
        cap=1_000_000,
        script=r"""
while IFS=: read -r N X I G C H S; do
  case $N in +* | -*) printf 'U|%s|%s\n' "$N" 'accounts of a directory service (NIS)'; continue ;; esac
  case $H in /?*) ;; *) continue ;; esac
  if [ ! -d "$H/.ssh" ]; then
    case $(stat -L "$H/.ssh" 2>&1) in *'No such file'* | *'Not a directory'* | *' regular '*) ;;
    *) printf 'U|%s|%s\n' "$N" "$H/.ssh" ;; esac
    continue
  fi
  ls "$H/.ssh" >/dev/null 2>&1 && [ -x "$H/.ssh" ] || printf 'U|%s|%s\n' "$N" "$H/.ssh"
  printf 'D|%s|%s|%s\n' "$N" "$(stat -L -c '%a|%U|%G' "$H/.ssh")" "$H/.ssh"
  for F in "$H/.ssh/"* "$H/.ssh/".[!.]*; do
    [ -f "$F" ] || {
      case $(stat -L -c %F "$F" 2>&1) in *'No such file'* | *'Not a directory'* | directory | socket | fifo) ;;
      *) printf 'U|%s|%s\n' "$N" "$F" ;; esac
      continue
    }
    [ -r "$F" ] || { printf 'U|%s|%s\n' "$N" "$F"; continue; }
    case $F in *[[:cntrl:]]*) printf 'X|%s\n' "$N"; continue ;; esac
    case $F in */authorized_keys | */authorized_keys2)
      printf 'A|%s|%s|%s\n' "$N" "$(stat -L -c '%a|%U|%G' "$F")" "$F"
      awk '!/^[ \t]*(#|$)/ { k = "other"
        for (i = 1; i <= NF; i++) if ($i ~ /^(sk-)?(ssh|ecdsa)-[a-z0-9@.-]+$/) { k = $i; break }
        n[k]++ } END { for (k in n) print "T|" k }' "$F"
      continue ;;
    esac
    A= B=
    { IFS= read -r A; IFS= read -r B; } <"$F"
    case $A in
      *'BEGIN OPENSSH PRIVATE KEY'*) case $B in b3BlbnNzaC1rZXktdjEAAAAABG5vbmU*) E=plain ;; *) E=encrypted ;; esac ;;
      *'BEGIN ENCRYPTED PRIVATE KEY'*) E=encrypted ;;
      *'BEGIN '*'PRIVATE KEY'*) case $B in *ENCRYPTED*) E=encrypted ;; *) E=plain ;; esac ;;
      *) continue ;;
    esac
    printf 'K|%s|%s|%s|%s\n' "$N" "$(stat -L -c '%a|%U|%G' "$F")" "$E" "$F"
  done
done </etc/passwd
A= B=
return 0
""",
    ),
    Probe(
        name="secrets",
        feeds=(WorldReadableSecrets,),
        read=_secrets,
        root=Root.NEEDS,
        why_root="names of files in directories that not every account can enter",
        seconds=30,
        cap=200_000,
        last=True,
        script=f"""
set --
LINKS=
O=$(awk '$5 != "/" {{ print $5 }}' /proc/self/mountinfo) || part skipped 'what is mounted below them'
L='
'
# Links in the places that are served lead to data elsewhere; those into the system lead to packages.
K=$(find -H /opt /srv /var/www -maxdepth 2 -type l 2>/dev/null | head -n 200)
set -f
IFS=$L
for R in {ROOTS} -- $K; do
  unset IFS
  [ "$R" = -- ] && {{ LINKS=1; continue; }}
  case $(t stat -L "$R" 2>&1) in *'No such file'*) continue ;; esac
  D=$(readlink -f "$R") || {{ part skipped "$R"; continue; }}
  [ "$LINKS" ] && case $D in
    / | /usr/* | /bin* | /sbin* | /lib* | /proc/* | /sys/* | /dev/* | /run/* | /boot/* | /tmp/*) continue ;; esac
  for P in "$@"; do case $D in "$P" | "$P"/*) continue 2 ;; esac; done
  IFS=$L
  for P in "$D" $O; do
    unset IFS
    P=$(printf '%b' "$P")
    case $P in "$D" | "$D"/*) ;; *) continue ;; esac
    case $(t stat -f -c %T "$P" 2>&1) in
      *'No such file'*) ;;
      proc | sysfs | devpts | cgroup* | securityfs | debugfs | tracefs | mqueue | bpf_fs | configfs | pstorefs) ;;
      stat:* | '' | nfs* | cifs | smb* | fuse* | 9p | v9fs | ceph | lustre | afs | autofs) part skipped "$P" ;;
      *) [ -d "$P" ] || continue; set -- "$@" "$P"; part in "$P" ;;
    esac
  done
  unset IFS
done
set +f
LINKS=
part walk
t nice find "$@" -xdev \\( -type d ! -perm -0001 -prune \\) -o -type f -perm -0004 \\( \
{" -o ".join(f"-name '{name}'" for name in SECRET_NAMES)} -o -path '*/.aws/credentials' -o -path '*/.kube/config' \
-o -path '*/.docker/config.json' \\) ! -name '*.example' ! -name '*.sample' -print
code $?
""",
    ),
)
