"""Resource policies of S3: what they say, who they let in. Pure; a policy is hostile text.

Follows the evaluation rules of the IAM reference; where a rule cannot be judged here, an Allow is taken
as granting and a Deny as not protecting.
"""

from toolkit.facts.policy.document import MalformedPolicy, Policy, Statement, parse
from toolkit.facts.policy.grants import Grant, Scope, outsiders, public_grants
from toolkit.facts.policy.transport import tls_gaps

__all__ = [
    "Grant",
    "MalformedPolicy",
    "Policy",
    "Scope",
    "Statement",
    "outsiders",
    "parse",
    "public_grants",
    "tls_gaps",
]
