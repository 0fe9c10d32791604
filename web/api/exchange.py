"""Exchange between instances: facts told to peers, and pulled from sources."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final

from flask import g
from pydantic import Field
from sqlalchemy import Connection, select

from adapters.clock import stamp
from adapters.database.tables.access import user
from adapters.database.tables.exchange import peer, pull_cursor
from adapters.exchange import pulling
from adapters.exchange.feed import (
    MOST,
    Batch,
    admit,
    behind,
    events_behind,
    forgotten_behind,
    note,
    region_of,
)
from adapters.exchange.sources import find, known
from adapters.jobs.starting import start
from web.api.access import actor, parts
from web.api.jobs import Started, started
from web.api.operations import Answer, Model, Operations
from web.api.problems import Refusal

exchange: Final = Operations("exchange")


class Place(Model):
    """From where on."""

    after: int = Field(0, ge=0, le=2**62, description="`next` of the page before; 0 at first")
    limit: int = Field(500, ge=1, le=MOST)


class Page(Model):
    """Facts in the order they were stored, and the subjects they name."""

    facts: tuple[dict[str, Any], ...]
    subjects: tuple[dict[str, Any], ...]
    next: int
    more: bool


class Events(Model):
    """What happened to identities, in the order it did, and the subjects concerned."""

    events: tuple[dict[str, Any], ...]
    subjects: tuple[dict[str, Any], ...]
    next: int
    more: bool


class ForgottenFact(Model):
    """What is left of a fact that was forgotten."""

    id: str
    at: str
    rule: str = Field(description="by which policy, kept until when")


class Forgotten(Model):
    """Facts that were forgotten, in the order they were."""

    forgotten: tuple[ForgottenFact, ...]
    next: int
    more: bool


class Peer(Model):
    """Of which region a peer may pull facts."""

    region: str = Field("", pattern=r"^\d{0,12}$", description="its first digits in GB/T 2260; empty: of all")


class KnownPeer(Peer):
    """A peer: who made it one, and when."""

    user: str
    recorded_by: str
    recorded_at: str


class Peers(Model):
    """Who may pull facts."""

    peers: tuple[KnownPeer, ...]


class Source(Model):
    """An instance that facts are pulled from, and how far."""

    name: str
    url: str
    after: int
    pulled_at: str | None


class Sources(Model):
    """The instances that facts are pulled from."""

    sources: tuple[Source, ...]


@exchange.add("GET", "/exchange/facts", allow="data:pull", query=Place, answers={200: Answer(Page)})
def facts_behind(query: Place) -> Any:
    """The facts behind a number, for another instance that was made a peer.

    They come with all that is on record of them: whoever is a peer is trusted with it. Each page is noted.
    """
    batch = _told(behind, query, "facts")
    return Page(facts=tuple(batch.told), subjects=tuple(batch.subjects), next=batch.next, more=batch.more)


@exchange.add("GET", "/exchange/identities", allow="data:pull", query=Place, answers={200: Answer(Events)})
def events_of_identities(query: Place) -> Any:
    """What happened to identities behind a number, for another instance that was made a peer."""
    batch = _told(events_behind, query, "events")
    return Events(events=tuple(batch.told), subjects=tuple(batch.subjects), next=batch.next, more=batch.more)


@exchange.add("GET", "/exchange/forgotten", allow="data:pull", query=Place, answers={200: Answer(Forgotten)})
def facts_forgotten(query: Place) -> Any:
    """Which facts were forgotten behind a number, for another instance that was made a peer: to be forgotten there."""
    batch = _told(forgotten_behind, query, "forgotten")
    told = tuple(ForgottenFact(**one) for one in batch.told)
    return Forgotten(forgotten=told, next=batch.next, more=batch.more)


def _told(tell: Callable[[Connection, str, int, int], Batch], query: Place, what: str) -> Batch:
    """What *tell* tells of *what* to who asks, who must be a peer; noted, where it is facts or there is any."""
    with parts().database.reading() as connection:
        region = region_of(connection, actor().id)
        if region is None:
            raise Refusal(HTTPStatus.FORBIDDEN, "no_peer")
        batch = tell(connection, region, query.after, query.limit)
    if batch.told or what == "facts":
        with parts().database.writing() as connection:
            note(parts(), connection, actor(), f"{actor().id}-{g.request_id}", query.after, batch, what)
    return batch


@exchange.add("GET", "/exchange/peers", allow="users:manage", answers={200: Answer(Peers)})
def list_peers() -> Any:
    """Who may pull the facts of which region."""
    with parts().database.reading() as connection:
        rows = connection.execute(select(peer).order_by(peer.c.user)).all()
    told = tuple(
        KnownPeer(user=row.user, region=row.region, recorded_by=row.recorded_by, recorded_at=row.recorded_at)
        for row in rows
    )
    return Peers(peers=told)


@exchange.add("PUT", "/exchange/peers/{id}", allow="users:manage", body=Peer, answers={200: Answer(Peer)})
def make_peer(id: str, body: Peer) -> Any:  # noqa: A002 - as the address has it
    """Let a user pull the facts of a region."""
    with parts().database.writing() as connection:
        if connection.scalar(select(user.c.id).where(user.c.id == id)) is None:
            raise Refusal(HTTPStatus.NOT_FOUND, "unknown", what="user", name=id)
        admit(connection, id, body.region, actor(), stamp(parts().clock.now()))
    return body


@exchange.add("DELETE", "/exchange/peers/{id}", allow="users:manage", answers={204: Answer()})
def end_peer(id: str) -> Any:  # noqa: A002 - as the address has it
    """Let a user pull no more."""
    with parts().database.writing() as connection:
        admit(connection, id, None, actor(), "")
    return None, HTTPStatus.NO_CONTENT


@exchange.add("GET", "/exchange/sources", allow="data:import", answers={200: Answer(Sources)})
def list_sources() -> Any:
    """The instances that facts are pulled from; the machine's owner says which."""
    with parts().database.reading() as connection:
        rows = {row.source: row for row in connection.execute(select(pull_cursor))}
    found = []
    for one in known(parts().data):
        row = rows.get(one.name)
        after, at = (0, None) if row is None else (row.after_fact, row.pulled_at)
        found.append(Source(name=one.name, url=one.url, after=after, pulled_at=at))
    return Sources(sources=tuple(found))


@exchange.add(
    "POST", "/exchange/sources/{name}/pull", allow="data:import", answers={202: Answer(Started, "a job pulls")}
)
def pull(name: str) -> Any:
    """Pull what is new at a source."""
    try:
        source = find(parts().data, name)
    except LookupError:
        raise Refusal(HTTPStatus.NOT_FOUND, "unknown", what="source", name=name) from None
    return started(start(parts(), pulling.KIND, {"source": source.name}, actor().id))
