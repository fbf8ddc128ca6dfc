"""Commands that are root to whoever may run them with sudo, because they start a shell or write any file."""

INTERACTIVE = frozenset(
    (
        *(
            "sh",
            "bash",
            "dash",
            "zsh",
            "ksh",
            "fish",
            "csh",
            "tcsh",
            "busybox",
            "su",
            "sudo",
            "login",
            "screen",
            "tmux",
        ),
        *(
            "vi",
            "vim",
            "nvim",
            "view",
            "rvim",
            "vimdiff",
            "nano",
            "pico",
            "emacs",
            "ed",
            "ex",
            "joe",
            "micro",
            "mcedit",
        ),
        *(
            "less",
            "more",
            "most",
            "pg",
            "man",
            "info",
            "journalctl",
            "ftp",
            "sftp",
            "telnet",
            "gdb",
            "mail",
            "visudo",
        ),
        *(
            "mysql",
            "psql",
            "sqlite3",
            "redis-cli",
            "irb",
            "ipython",
            "node",
            "crontab",
            "vipw",
            "vigr",
            "dpkg-reconfigure",
        ),
    )
)
"""A person at these gets a shell or an editor, whatever the arguments are."""

WITH_ANY_ARGUMENTS = frozenset(
    (
        *(
            "python",
            "python2",
            "python3",
            "perl",
            "ruby",
            "lua",
            "php",
            "awk",
            "gawk",
            "mawk",
            "nawk",
            "tclsh",
            "expect",
        ),
        *(
            "find",
            "xargs",
            "env",
            "nice",
            "ionice",
            "nohup",
            "setsid",
            "stdbuf",
            "timeout",
            "time",
            "watch",
            "strace",
        ),
        *(
            "tar",
            "zip",
            "unzip",
            "cpio",
            "rsync",
            "scp",
            "ssh",
            "git",
            "make",
            "cmake",
            "openssl",
            "socat",
            "nc",
            "ncat",
        ),
        *(
            "cp",
            "mv",
            "ln",
            "dd",
            "tee",
            "install",
            "chmod",
            "chown",
            "chgrp",
            "chattr",
            "setfacl",
            "setcap",
            "truncate",
        ),
        *(
            "cat",
            "head",
            "tail",
            "sed",
            "cut",
            "sort",
            "base64",
            "xxd",
            "od",
            "strings",
            "curl",
            "wget",
            "date",
            "file",
        ),
        *(
            "apt",
            "apt-get",
            "aptitude",
            "dpkg",
            "yum",
            "dnf",
            "rpm",
            "zypper",
            "apk",
            "snap",
            "pip",
            "pip3",
            "npm",
            "gem",
        ),
        *(
            "systemctl",
            "service",
            "systemd-run",
            "machinectl",
            "docker",
            "podman",
            "nerdctl",
            "ctr",
            "kubectl",
            "lxc",
        ),
        *(
            "mount",
            "umount",
            "chroot",
            "unshare",
            "nsenter",
            "modprobe",
            "insmod",
            "kexec",
            "debugfs",
            "ip",
            "iptables",
        ),
        *(
            "useradd",
            "usermod",
            "passwd",
            "chpasswd",
            "gpasswd",
            "adduser",
            "groupadd",
            "chsh",
            "at",
            "batch",
            "tcpdump",
        ),
        *("capsh", "setpriv", "runuser", "start-stop-daemon", "logrotate", "update-alternatives", "ldconfig", "nmap"),
    )
)
"""These are root when the caller chooses the arguments; with fixed ones they may be harmless."""

PAGED = frozenset(("status", "show", "list-units", "cat", "help"))
"""What systemctl shows through a pager, and a pager has a shell."""


def is_root(command: str) -> str:
    """Why running this with sudo is as good as being root, or "" when it need not be."""
    if command == "ALL":
        return "everything"
    path, _, arguments = command.partition(" ")
    name = path.rpartition("/")[2]
    if path.endswith("/"):
        return "everything in a directory"
    if any(mark in command for mark in "*?["):
        return "a wildcard, which matches more than it seems to"
    if path == "sudoedit":
        return "edits a file of the system" if arguments.startswith(("/etc/", "/root/", "/usr/", "/boot/")) else ""
    if name in INTERACTIVE:
        return "gives a shell"
    if name in WITH_ANY_ARGUMENTS and not arguments:
        return "is a shell with the right arguments"
    if name == "systemctl" and arguments.split(" ", 1)[0] in PAGED:
        return "shows its answer in a pager, which gives a shell"
    return ""
