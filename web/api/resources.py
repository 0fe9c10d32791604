"""The resources of the API, in the order the document tells them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from web.api.changes import changes
from web.api.drafts import drafts
from web.api.explanations import explanations
from web.api.facts import facts
from web.api.gates import gates
from web.api.health import health
from web.api.imports import imports
from web.api.jobs import jobs
from web.api.lists import lists
from web.api.measures import measures
from web.api.operations import Operations
from web.api.policies import policies
from web.api.recalls import recalls
from web.api.receipts import receipts
from web.api.releases import releases
from web.api.sessions import sessions
from web.api.subjects import subjects
from web.api.tokens import tokens
from web.api.users import users
from web.api.verdicts import verdicts

RESOURCES: Final[Sequence[Operations]] = (
    changes,
    drafts,
    explanations,
    facts,
    gates,
    health,
    imports,
    jobs,
    lists,
    measures,
    policies,
    recalls,
    receipts,
    releases,
    sessions,
    subjects,
    tokens,
    users,
    verdicts,
)
