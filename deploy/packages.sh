#!/bin/sh
# Installs what is missing of the named Debian packages with the system's own package manager.
# With --optional: says what to install where that is not permitted, and goes on.
set -u
optional=no
[ "${1:-}" = "--optional" ] && { optional=yes; shift; }

present() {
  case $1 in
    openssh-server) [ -x /usr/sbin/sshd ] ;;
    iproute2) command -v ip >/dev/null 2>&1 || [ -x /usr/sbin/ip ] ;;
    procps) command -v ps >/dev/null 2>&1 ;;
    nftables) command -v nft >/dev/null 2>&1 || [ -x /usr/sbin/nft ] ;;
    postgresql) ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 ;;
    redis-server) command -v redis-server >/dev/null 2>&1 ;;
    poppler-utils) command -v pdftotext >/dev/null 2>&1 ;;
    fonts-thai-tlwg) ls /usr/share/fonts/truetype/tlwg/*.ttf >/dev/null 2>&1 ;;
    *) command -v "$1" >/dev/null 2>&1 ;;
  esac
}

missing=
for name; do present "$name" || missing="$missing $name"; done
[ -n "$missing" ] || exit 0

give_up() {
  echo "missing:$missing ($1). Install it with your package manager, for example: apt-get install$missing" >&2
  [ "$optional" = yes ] && exit 0
  exit 2
}

as_root=
if [ "$(id -u)" != 0 ]; then
  command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null || give_up "installing needs root"
  as_root="sudo -n"
fi

echo "installing$missing" >&2
log=$(mktemp)
if command -v apt-get >/dev/null 2>&1; then
  # Daemons are wanted as programs to be started by hand, not as running services.
  policy=/usr/sbin/policy-rc.d
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' | $as_root tee "$policy" >/dev/null && $as_root chmod 755 "$policy"
    trap '$as_root rm -f "$policy"' EXIT
  fi
  { $as_root apt-get update && $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing; } >"$log" 2>&1
elif command -v dnf >/dev/null 2>&1; then
  $as_root dnf install -y $missing >"$log" 2>&1
elif command -v apk >/dev/null 2>&1; then
  $as_root apk add $missing >"$log" 2>&1
elif command -v zypper >/dev/null 2>&1; then
  $as_root zypper --non-interactive install $missing >"$log" 2>&1
elif command -v pacman >/dev/null 2>&1; then
  $as_root pacman -S --noconfirm $missing >"$log" 2>&1
else
  rm -f "$log"
  give_up "no package manager that is known here"
fi
status=$?
[ $status = 0 ] || { tail -n 5 "$log" >&2; rm -f "$log"; give_up "the package manager failed"; }
rm -f "$log"
