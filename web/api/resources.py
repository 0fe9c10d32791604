"""The resources of the API, in the order the document tells them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from web.api.drafts import drafts
from web.api.explanations import explanations
from web.api.facts import facts
from web.api.gates import gates
from web.api.health import health
from web.api.jobs import jobs
from web.api.lists import lists
from web.api.measures import measures
from web.api.operations import Operations
from web.api.policies import policies
from web.api.receipts import receipts
from web.api.releases import releases
from web.api.sessions import sessions
from web.api.shadow import shadow
from web.api.subjects import subjects
from web.api.tokens import tokens
from web.api.users import users
from web.api.verdicts import verdicts

RESOURCES: Final[Sequence[Operations]] = (
    drafts,
    explanations,
    facts,
    gates,
    health,
    jobs,
    lists,
    measures,
    policies,
    receipts,
    releases,
    sessions,
    shadow,
    subjects,
    tokens,
    users,
    verdicts,
)
