"""What holds for every policy: spelling is nothing, an Allow never closes, a Deny never opens."""

import fnmatch
import json

from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.facts.policy import Scope, outsiders, parse, public_grants, tls_gaps
from toolkit.facts.policy.condition import narrow
from toolkit.facts.policy.glob import covers, overlap

BUCKET = Scope.bucket("exports")
ACTIONS = [
    "*",
    "s3:*",
    "s3:Get*",
    "s3:GetObject",
    "s3:ListBucket",
    "s3:Put*",
    "s3:DeleteObject",
    "s3:New?",
    "sqs:Send",
]
RESOURCES = [
    "*",
    "arn:aws:s3:::exports",
    "arn:aws:s3:::exports/*",
    "arn:aws:s3:::exports/a/*",
    "arn:aws:s3:::other/*",
]
PRINCIPALS = [
    "*",
    {"AWS": "*"},
    {"AWS": "111122223333"},
    {"AWS": ["444455556666", "*"]},
    {"Service": "x.amazonaws.com"},
]
CONDITIONS = [
    {},
    {"StringEquals": {"aws:SourceVpce": "vpce-0123456789abcdef0"}},
    {"StringNotEquals": {"aws:SourceVpce": "vpce-0123456789abcdef0"}},
    {"Bool": {"aws:SecureTransport": "false"}},
    {"IpAddress": {"aws:SourceIp": ["203.0.113.0/24"]}},
    {"IpAddress": {"aws:SourceIp": ["0.0.0.0/0"]}},
    {"StringEquals": {"aws:PrincipalAccount": ["444455556666"]}},
]


def some(values):
    return st.lists(st.sampled_from(values), min_size=1, max_size=3)


@st.composite
def statements(draw, effects=("Allow", "Deny")):
    made = {"Effect": draw(st.sampled_from(effects)), "Condition": draw(st.sampled_from(CONDITIONS))}
    for name, values in (
        ("Action", some(ACTIONS)),
        ("Resource", some(RESOURCES)),
        ("Principal", st.sampled_from(PRINCIPALS)),
    ):
        made[("Not" if draw(st.integers(0, 5)) == 0 else "") + name] = draw(values)
    return made


policies = st.lists(statements(), max_size=4)


def read(written):
    return parse(json.dumps({"Statement": written}))


def public(written):
    """Every (statement, action) pair would depend on the order; what counts is which actions are open."""
    return {action for grant in public_grants(read(written), BUCKET) for action in grant.actions}


def everything(written):
    policy = read(written)
    named = {outsider.account for outsider in outsiders(policy, BUCKET, "111122223333")}
    return public(written), named, tls_gaps(policy, BUCKET)


@settings(deadline=None)
@given(policies, statements(effects=("Allow",)))
def test_an_allow_more_never_makes_less_public(written, more):
    assert public(written) <= public([*written, more])


@settings(deadline=None)
@given(policies, statements(effects=("Deny",)))
def test_a_deny_more_never_makes_more_public(written, more):
    assert public(written) >= public([*written, more])
    assert set(everything([*written, more])[1]) <= set(everything(written)[1])


@settings(deadline=None)
@given(policies, st.randoms(use_true_random=False))
def test_the_order_of_statements_is_nothing(written, random):
    shuffled = random.sample(written, len(written))
    assert everything(shuffled) == everything(written)


def respelled(value, as_list):
    if isinstance(value, list) and len(value) == 1 and not as_list:
        return value[0]
    return [value] if isinstance(value, str) and as_list else value


def respell(statement, as_list, change_case):
    made = dict(statement)
    for name in statement:
        if name.endswith("Action"):
            changed = [change_case(action) for action in statement[name]]
            made[name] = respelled(changed, as_list)
        elif name.endswith("Resource"):
            made[name] = respelled(statement[name], as_list)
        elif name.endswith("Principal"):
            made[name] = {"AWS": ["*"]} if statement[name] == "*" else statement[name]
        elif name == "Condition":
            made[name] = {
                change_case(operator): {change_case(key): respelled(values, as_list) for key, values in block.items()}
                for operator, block in statement[name].items()
            }
    return made


@settings(deadline=None)
@given(policies, st.booleans(), st.sampled_from([str.upper, str.lower, str.swapcase]))
def test_spelling_is_nothing(written, as_list, change_case):
    respelt = [respell(statement, as_list, change_case) for statement in written]
    assert {a.lower() for a in public(respelt)} == {a.lower() for a in public(written)}
    assert everything(respelt)[1:] == everything(written)[1:]
    if len(respelt) == 1:
        one = parse(json.dumps({"Statement": respelt[0]}))
        assert {g.use for g in public_grants(one, BUCKET)} == {g.use for g in public_grants(read(written), BUCKET)}


@settings(deadline=None)
@given(st.ip_addresses(v=4), st.integers(0, 31))
def test_a_range_and_its_halves_are_the_same(address, bits):
    from ipaddress import ip_network

    network = ip_network(f"{address}/{bits}", strict=False)
    assert narrow([str(network)]) == narrow([str(half) for half in network.subnets()])


patterns = st.text(alphabet="ab*?", max_size=6)
texts = st.text(alphabet="ab", max_size=6)


@settings(deadline=None)
@given(patterns, texts)
def test_a_pattern_covers_a_text_as_the_shell_would(pattern, text):
    assert covers(pattern, text) == fnmatch.fnmatchcase(text, pattern)


@settings(deadline=None)
@given(patterns, patterns, texts)
def test_cover_and_overlap_are_never_wrongly_certain(one, other, text):
    in_one, in_other = fnmatch.fnmatchcase(text, one), fnmatch.fnmatchcase(text, other)
    if covers(one, other) and in_other:
        assert in_one
    if in_one and in_other:
        assert overlap(one, other)


@settings(max_examples=30, deadline=None)
@given(st.integers(100, 1000))
def test_a_hostile_pattern_costs_its_length(stars):
    assert not covers("*a" * stars, "a" * (stars - 1))
    assert overlap("*a" * stars, "arn:aws:s3:::exports/*")


@settings(deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda s: (
            st.lists(s, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["Statement", "Effect", "Action", "Principal", "Resource", "Condition", "Allow", "AWS"]
                ),
                s,
                max_size=6,
            )
        ),
        max_leaves=20,
    )
)
def test_anything_is_judged_or_refused(said):
    from toolkit.facts.policy import MalformedPolicy

    try:
        policy = parse(json.dumps(said))
    except MalformedPolicy:
        return
    public_grants(policy, BUCKET)
    outsiders(policy, BUCKET, "")
    tls_gaps(policy, BUCKET)
