"""What isolates a server, on the server: a table of our own, a switch that takes it away again, reading both back.

The table only drops; what it does not drop goes on to the rules that were there, which stay as they are. It keeps no
state, so a conversation that was open is cut like a new one. iptables does the same where there is no nft.

The switch is armed before the table is loaded. It undoes the table unless a later log-in has confirmed it: whoever
keeps the wrong address locks nobody out for good. It says that it begins before it does, so a table that is loaded
after that (the server was slow) is taken back by whoever loads it, and is confirmed by nobody.
"""

from toolkit.act.linux.reach import Phase

TABLE = "breachready_isolation"
CHAIN = "BREACHREADY"
SWITCH = "/run/breachready-isolation"
CONFIRMED, UNDONE = "confirmed", "undone"

LIBRARY = rf"""
wall_known() {{
  if have nft && t 20 nft list tables >/dev/null 2>&1; then W=nft
  elif have iptables && t 20 iptables -w -S >/dev/null 2>&1; then
    W=iptables I=iptables
    if have ip6tables && t 20 ip6tables -w -S >/dev/null 2>&1; then I='iptables ip6tables'
    elif grep -qv ' lo$' /proc/net/if_inet6 2>/dev/null; then
      no ip6tables 'Unsupported: the server has IPv6 addresses, and neither nft nor ip6tables'
    fi
  else no nft 'Unsupported: the server has neither nft nor iptables (install the package nftables)'; fi
}}
keep_known() {{
  case $P_keep in '' | *[!0-9a-f:.,]*) no keep 'is no list of addresses' ;; esac
  K=$(printf %s "$P_keep" | tr ',' ' ')
}}
nft_chain() {{
  printf 'chain %s {{\ntype filter hook %s priority -350; policy drop;\n' "$1" "$1"
  [ -z "$2" ] || printf '%s "lo" accept\n' "$2"
  for A in $3; do
    case $A in
      *:*) printf 'ip6 %s %s accept\n' "$4" "$A" ;;
      *) printf 'ip %s %s accept\n' "$4" "$A" ;;
    esac
  done
  case $3 in
    *:*) printf 'icmpv6 type %s accept\n' nd-neighbor-solicit nd-neighbor-advert nd-router-advert ;;
  esac
  printf '}}\n'
}}
nft_rules() {{
  printf 'table inet {TABLE} {{}}\ndelete table inet {TABLE}\ntable inet {TABLE} {{\n'
  nft_chain input iifname "$K" saddr
  nft_chain output oifname "$K" daddr
  nft_chain forward '' '' ''
  printf '}}\n'
}}
ipt_rules() {{
  for D in INPUT OUTPUT FORWARD; do
    C={CHAIN}_$D
    "$1" -w -N $C 2>/dev/null || must "$1" -w -F $C
    case $D in INPUT) O='-i -s' ;; OUTPUT) O='-o -d' ;; *) O= ;; esac
    if [ -n "$O" ]; then
      must "$1" -w -A $C ${{O% *}} lo -j RETURN
      for A in $K; do
        case $1:$A in
          ip6tables:*:*) must "$1" -w -A $C ${{O#* }} "$A" -j RETURN ;;
          *:*:*) ;;
          iptables:*) must "$1" -w -A $C ${{O#* }} "$A" -j RETURN ;;
        esac
      done
      case $1:$K in ip6tables:*:*)
        for A in 135 136 134; do must "$1" -w -A $C -p icmpv6 --icmpv6-type $A -j RETURN; done ;;
      esac
    fi
    must "$1" -w -A $C -j DROP
  done
  for D in INPUT OUTPUT FORWARD; do
    "$1" -w -C $D -j {CHAIN}_$D 2>/dev/null || must "$1" -w -I $D 1 -j {CHAIN}_$D
  done
}}
wall_undo() {{
  if [ $W = nft ]; then printf 'nft delete table inet {TABLE}; '
  else
    for T in $I; do
      for D in INPUT OUTPUT FORWARD; do
        printf '%s -w -D %s -j {CHAIN}_%s; %s -w -F {CHAIN}_%s; %s -w -X {CHAIN}_%s; ' $T $D $D $T $D $T $D
      done
    done
  fi
}}
wall_there() {{
  if [ $W = nft ]; then nft list table inet {TABLE} >/dev/null 2>&1
  else iptables -w -S {CHAIN}_INPUT >/dev/null 2>&1; fi
}}
wall_told() {{
  say tool $W
  if [ $W = nft ]; then
    if wall_there; then say table "$(t 20 nft -j list table inet {TABLE})"; fi
  else
    for T in $I; do
      say families $T
      for D in INPUT OUTPUT FORWARD; do
        $T -w -S $D 2>/dev/null | sed -n 2p | while read -r L; do say $T "$L"; done
        $T -w -S {CHAIN}_$D 2>/dev/null | sed 1d | while read -r L; do say $T "$L"; done
      done
    done
  fi
  say switch "$(cat {SWITCH} 2>/dev/null)"
}}
others() {{
  ss -H "$@" state connected not dst 127.0.0.0/8 and not dst ::1 $(printf ' and not dst %s' $K)
}}
switch_off() {{ ! booted || t 20 systemctl stop 'breachready-isolation-*.timer' >/dev/null 2>&1; }}
"""

LOOK = Phase(
    name="wall_look",
    seconds=90,
    library=LIBRARY,
    script=r"""
keep_known
wall_known
say from "$F"
if [ $W = nft ]; then
  A=$(nft_rules | t 20 nft -c -f - 2>&1) || no 'nft -c' "would be refused: $A"
fi
wall_told
if wall_there && have ping; then
  case $(t 3 ping -n -c 1 -W 1 192.0.2.1 2>&1) in
    *[Nn]ot\ permitted*) say probe cut ;;
    *unreachable*) say probe untried ;;
    *) say probe sent ;;
  esac
fi
if have ss; then say others "$(others -tn 2>/dev/null | wc -l | tr -d ' ')"; fi
C=$(ls -d /sys/class/net/*/bridge 2>/dev/null | wc -l | tr -d ' ')
say bridges "$C"
""",
)

CUT = Phase(
    name="wall_cut",
    seconds=40,
    library=LIBRARY,
    script=rf"""
keep_known
case $P_switch in '' | *[!0-9a-f]*) no switch 'is no name of one' ;; esac
case $P_wait in '' | *[!0-9]* | ?????*) no wait 'is no number of seconds' ;; esac
wall_known
printf %s "$P_switch" >{SWITCH} || no {SWITCH} 'cannot be written: without a way back nothing is cut'
U="[ \"\$(cat {SWITCH})\" = $P_switch ] || exit 0; printf {UNDONE} >{SWITCH}; $(wall_undo) rm -f {SWITCH}"
if ! booted || ! have systemd-run ||
  ! t 20 systemd-run -q --unit="breachready-isolation-$P_switch" --on-active="$P_wait" \
    --timer-property=AccuracySec=1s /bin/sh -c "$U" >/dev/null 2>&1; then
  have setsid || no setsid 'Unsupported: neither systemd-run nor setsid, so there would be no way back'
  setsid sh -c "sleep $P_wait; $U" </dev/null >/dev/null 2>&1 &
fi
if [ $W = nft ]; then A=$(nft_rules | t 20 nft -f - 2>&1) || no 'nft -f' "$A"
else for T in $I; do ipt_rules $T; done; fi
case $(cat {SWITCH} 2>/dev/null) in
  '' | {UNDONE})
    eval "$(wall_undo)" 2>/dev/null
    no confirm 'loading took so long that the switch came first: it was taken back' ;;
esac
:
""",
)

CONFIRM = Phase(
    name="wall_confirm",
    seconds=60,
    library=LIBRARY,
    script=rf"""
keep_known
wall_known
[ "$(cat {SWITCH} 2>/dev/null)" != {UNDONE} ] || no confirm 'the switch is undoing it'
wall_there || no confirm 'the switch has undone it already'
printf %s {CONFIRMED} >{SWITCH} || no {SWITCH} 'cannot be written'
wall_there || no confirm 'the switch has undone it already'
switch_off
if have ss; then others -K -tu >/dev/null 2>&1; fi
:
""",
)

OPEN = Phase(
    name="wall_open",
    seconds=60,
    library=LIBRARY,
    script=rf"""
wall_known
if wall_there; then
  if [ $W = nft ]; then must nft delete table inet {TABLE}; else eval "$(wall_undo)" 2>/dev/null; fi
fi
! wall_there || no $W 'it is still there'
rm -f {SWITCH}
switch_off
:
""",
)

PHASES = (LOOK, CUT, CONFIRM, OPEN)
