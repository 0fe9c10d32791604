"""The resources of the API, in the order the document tells them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from web.api.ahead import matters
from web.api.audit import audit
from web.api.cases import cases
from web.api.changes import changes
from web.api.credit_reports import credit_reports
from web.api.data import data
from web.api.deadlines import deadlines
from web.api.drafts import drafts
from web.api.exchange import exchange
from web.api.executions import executions
from web.api.explanations import explanations
from web.api.exports import exports
from web.api.facts import facts
from web.api.gates import gates
from web.api.health import health
from web.api.histories import histories
from web.api.identity import identities
from web.api.imports import imports
from web.api.jobs import jobs
from web.api.letters import letters
from web.api.list_sizes import list_sizes
from web.api.lists import lists
from web.api.machine import service
from web.api.measures import measures
from web.api.mending import mending
from web.api.operations import Operations
from web.api.pleas import appeals, claims, complaints
from web.api.policies import policies
from web.api.proceedings import proceedings
from web.api.public_lists import public_lists
from web.api.recalls import recalls
from web.api.receipts import receipts
from web.api.releases import releases
from web.api.reports import reports
from web.api.sentences import sentences
from web.api.sessions import sessions
from web.api.shadow import shadow
from web.api.simulations import simulations
from web.api.subjects import subjects
from web.api.tokens import tokens
from web.api.users import users
from web.api.verdicts import verdicts
from web.api.writing import writing

RESOURCES: Final[Sequence[Operations]] = (
    audit,
    cases,
    changes,
    credit_reports,
    data,
    deadlines,
    drafts,
    exchange,
    executions,
    explanations,
    exports,
    facts,
    gates,
    health,
    histories,
    identities,
    imports,
    mending,
    jobs,
    letters,
    lists,
    list_sizes,
    matters,
    measures,
    appeals,
    claims,
    complaints,
    policies,
    proceedings,
    public_lists,
    recalls,
    receipts,
    releases,
    reports,
    sentences,
    service,
    sessions,
    shadow,
    simulations,
    subjects,
    tokens,
    users,
    verdicts,
    writing,
)
