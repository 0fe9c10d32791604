"""What can be permitted, and which roles are permitted it: the one table of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, get_args

Permission = Literal[
    "public",
    "policies:read",
    "policies:check",
    "facts:write",
    "facts:read",
    "subjects:write",
    "subjects:read",
    "subjects:identity",
    "verdicts:ask",
    "verdicts:try",
    "gates:ask",
    "lists:read",
    "measures:read",
    "measures:report",
    "casework:read",
    "casework:write",
    "casework:decide",
    "letters:word",
    "releases:read",
    "drafts:read",
    "drafts:discuss",
    "releases:draft",
    "releases:review",
    "releases:publish",
    "receipts:read",
    "receipts:replay",
    "recall:read",
    "audit:read",
    "data:import",
    "data:export",
    "data:pull",
    "jobs:read",
    "jobs:cancel",
    "subscriptions:manage",
    "reports:read",
    "simulations:read",
    "simulations:run",
    "self:manage",
    "users:manage",
    "metrics:read",
]
"""What an operation may ask for. `public` needs nobody, `self:manage` only somebody."""

Role = Literal["officer", "reviewer", "approver", "auditor", "client", "department", "public", "administrator"]

PERMISSIONS: Final[tuple[Permission, ...]] = get_args(Permission)
ROLES: Final[tuple[Role, ...]] = get_args(Role)

ANYBODY: Final[frozenset[Permission]] = frozenset({"public", "policies:read"})
"""What who comes without a token is permitted."""
_KNOWN: Final[frozenset[Permission]] = ANYBODY | {"self:manage"}
_DESK: Final[frozenset[Permission]] = _KNOWN | {
    "subjects:read", "facts:read", "verdicts:ask", "verdicts:try", "gates:ask", "lists:read", "measures:read",
    "policies:check", "releases:read", "jobs:read",
}  # fmt: skip
_DRAFTS: Final[frozenset[Permission]] = frozenset(
    {"drafts:read", "drafts:discuss", "simulations:read", "simulations:run"}
)
PERMITTED: Final[Mapping[Role, frozenset[Permission]]] = {
    "public": _KNOWN,
    "client": _DESK | {"facts:write", "subjects:write", "subscriptions:manage", "data:pull"},
    "department": _DESK | {"facts:write", "subjects:write", "measures:report", "casework:read", "casework:write",
                           "casework:decide", "data:import", "jobs:cancel", "subscriptions:manage", "reports:read"},
    "officer": _DESK | _DRAFTS | {"facts:write", "subjects:write", "subjects:identity", "casework:read",
                                  "casework:write", "casework:decide", "letters:word", "releases:draft", "data:import",
                                  "data:export",
                                  "jobs:cancel", "recall:read", "reports:read"},
    "reviewer": _DESK | _DRAFTS | {"releases:review", "recall:read", "casework:read", "reports:read"},
    "approver": _DESK | _DRAFTS | {"releases:review", "releases:publish", "recall:read", "casework:read",
                                   "reports:read"},
    "auditor": _KNOWN | {"releases:read", "receipts:read", "receipts:replay", "audit:read", "recall:read",
                         "drafts:read", "reports:read", "simulations:read", "jobs:read", "metrics:read"},
    "administrator": _KNOWN | {"users:manage", "subjects:identity", "metrics:read", "jobs:read", "jobs:cancel",
                               "data:import", "data:export", "data:pull", "audit:read"},
}  # fmt: skip
