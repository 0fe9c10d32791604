"""What a service is told by its environment: every variable there is, read at once, with everything wrong with it."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Final, Literal, TypeVar

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from adapters.database.connect import Database
from adapters.folder import SHIPPED
from engine.problems import FactError, Place, Problem

PREFIX: Final = "XINHENG_"
DEFAULTS: Final[Mapping[str, str]] = {
    "XINHENG_DATA": "data",
    "XINHENG_DATABASE": "sqlite:///$XINHENG_DATA/xinheng.db",
    "XINHENG_QUEUE": "",
    "XINHENG_POLICIES": "policies",
    "XINHENG_LANG": "zh_CN",
    "XINHENG_HOST": "127.0.0.1",
    "XINHENG_PORT": "8080",
    "XINHENG_PROCESSES": "2",
    "XINHENG_THREADS": "16",
    "XINHENG_EVALUATORS": "1",
    "XINHENG_JOBS": "1",
    "XINHENG_TIMEOUT": "60",
    "XINHENG_GRACE": "20",
    "XINHENG_MOST_BYTES": "33554432",
    "XINHENG_RATE": "60000",
    "XINHENG_RATE_OTHERS": "600",
    "XINHENG_PROXIES": "0",
    "XINHENG_METRICS": "permitted",
    "XINHENG_WEBHOOKS": "public",
    "XINHENG_LOG": "info",
    "XINHENG_SECRET": "$XINHENG_DATA/secret",
    "XINHENG_TRUSTED_KEYS": "$XINHENG_DATA/keys",
    "XINHENG_SIGNING_KEY": "",
    "XINHENG_CLOCK_SHIFT": "",
}
"""Every variable, with what holds where it is not set; `docs/service/operations.md` says what each is."""

Metrics = Literal["permitted", "loopback"]
Webhooks = Literal["public", "anywhere"]
"""Whether messages go to public addresses by TLS alone, or anywhere: on a closed network."""
Log = Literal["debug", "info", "warning", "error"]
T = TypeVar("T")
_LEAST_SECRET: Final = 32
_NEAR: Final = 0.8


@dataclass(frozen=True)
class Settings:
    """What a service is told. Its secret is no part of it: `secret_of` reads it where it is needed."""

    data: Path
    database: str
    queue: str
    policies: Path
    host: str
    port: int
    processes: int
    threads: int
    evaluators: int
    jobs: int
    timeout: int
    grace: int
    most_bytes: int
    rate: int
    rate_others: int
    proxies: int
    metrics: Metrics
    webhooks: Webhooks
    log: Log
    secret: Path
    trusted_keys: Path
    signing_key: Path | None
    clock_shift: Path | None


def settings_of(environ: Mapping[str, str]) -> Settings:
    """The settings that *environ* makes; raises `FactError` with everything wrong with them."""
    reading = _Reading(environ)
    reading.look_for_slips()
    settings = Settings(
        data=reading.folder("XINHENG_DATA"),
        database=reading.url("XINHENG_DATABASE"),
        queue=reading.queue(),
        policies=reading.policies(),
        host=reading.text("XINHENG_HOST"),
        port=reading.whole("XINHENG_PORT", 0, 65535),
        processes=reading.whole("XINHENG_PROCESSES", 1, 64),
        threads=reading.whole("XINHENG_THREADS", 1, 256),
        evaluators=reading.whole("XINHENG_EVALUATORS", 1, 64),
        jobs=reading.whole("XINHENG_JOBS", 0, 64),
        timeout=reading.whole("XINHENG_TIMEOUT", 1, 3600),
        grace=reading.whole("XINHENG_GRACE", 1, 3600),
        most_bytes=reading.whole("XINHENG_MOST_BYTES", 1 << 10, 1 << 30),
        rate=reading.whole("XINHENG_RATE", 1, 100_000_000),
        rate_others=reading.whole("XINHENG_RATE_OTHERS", 1, 100_000_000),
        proxies=reading.whole("XINHENG_PROXIES", 0, 8),
        metrics=reading.one_of("XINHENG_METRICS", {"permitted": "permitted", "loopback": "loopback"}),
        webhooks=reading.one_of("XINHENG_WEBHOOKS", {"public": "public", "anywhere": "anywhere"}),
        log=reading.one_of("XINHENG_LOG", {one: one for one in _LEVELS}),
        secret=reading.folder("XINHENG_SECRET"),
        trusted_keys=reading.folder("XINHENG_TRUSTED_KEYS"),
        signing_key=reading.file("XINHENG_SIGNING_KEY"),
        clock_shift=reading.file("XINHENG_CLOCK_SHIFT"),
    )
    if reading.problems:
        raise FactError(reading.problems)
    return settings


_LEVELS: Final[tuple[Log, ...]] = ("debug", "info", "warning", "error")


def settings() -> Settings:
    """The settings of the environment."""
    return settings_of(os.environ)


def database_of(told: Settings) -> Database:
    """The store that *told* names; the folder it lies in is made where there is none."""
    told.data.mkdir(parents=True, exist_ok=True)
    return Database(told.database)


def secret_of(told: Settings) -> bytes:
    """What the service signs with, from its file, which is written once and that nobody else can read."""
    if not told.secret.exists():
        _make_secret(told.secret)
    found = told.secret.read_bytes().strip()
    if len(found) < _LEAST_SECRET:
        raise FactError([_problem("XINHENG_SECRET", "short_secret", file=told.secret, least=_LEAST_SECRET)])
    return found


def _make_secret(path: Path) -> None:
    """Write a new secret to *path*, whole or not at all; of several at once the first one's stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    made = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with open(descriptor, "w") as file:  # noqa: PTH123 - of a descriptor
            file.write(secrets.token_urlsafe(_LEAST_SECRET))
        with suppress(FileExistsError):
            os.link(made, path)
    finally:
        made.unlink()


class _Reading:
    """An environment as it is read: what is wrong with it gathers in *problems*."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self.problems: list[Problem] = []

    def look_for_slips(self) -> None:
        """Refuse what nearly is a variable of ours; others that begin alike (a cluster sets such) mean nothing."""
        known = [one.removeprefix(PREFIX) for one in DEFAULTS]
        for given in sorted(self._environ):
            if given.startswith(PREFIX) and given not in DEFAULTS:
                near = get_close_matches(given.removeprefix(PREFIX), known, n=1, cutoff=_NEAR)
                if near:
                    self.problems.append(_problem(given, "unknown", nearest=PREFIX + near[0]))

    def text(self, name: str) -> str:
        """What *name* is set to; an empty value sets nothing."""
        given = self._environ.get(name) or DEFAULTS[name]
        return given.replace("$XINHENG_DATA", self._environ.get("XINHENG_DATA") or DEFAULTS["XINHENG_DATA"])

    def folder(self, name: str) -> Path:
        """A path."""
        return Path(self.text(name)).absolute()

    def queue(self) -> str:
        """The address of the queue: that of the store where it is PostgreSQL and no other is said."""
        if self.text("XINHENG_QUEUE"):
            return self.url("XINHENG_QUEUE")
        store = self.url("XINHENG_DATABASE")
        return f"sqlite:///{self.folder('XINHENG_DATA')}/jobs.db" if store.startswith("sqlite") else store

    def file(self, name: str) -> Path | None:
        """A path, where there is one."""
        given = self.text(name)
        return Path(given) if given else None

    def policies(self) -> Path:
        """The folder of the policies, which is the shipped one where none is said and none is here."""
        folder = self.folder("XINHENG_POLICIES")
        return folder if self._environ.get("XINHENG_POLICIES") or folder.is_dir() else SHIPPED

    def whole(self, name: str, least: int, most: int) -> int:
        """A whole number."""
        given = self.text(name)
        if given.isascii() and given.isdecimal() and least <= int(given[:12]) <= most:
            return int(given)
        self.problems.append(_problem(name, "number", given=given, least=least, most=most))
        return least

    def one_of(self, name: str, known: Mapping[str, T]) -> T:
        """One of the *known* words."""
        given = self.text(name)
        if given not in known:
            self.problems.append(_problem(name, "word", given=given, known=", ".join(known)))
        return known.get(given, next(iter(known.values())))

    def url(self, name: str) -> str:
        """The address of a database; a file of SQLite by its whole path."""
        given = self.text(name)
        try:
            url = make_url(given)
        except ArgumentError:
            self.problems.append(_problem(name, "url"))  # what was given is not told: it may hold a password
            return given
        if url.get_backend_name() == "sqlite" and url.database:
            url = url.set(database=str(Path(url.database).absolute()))
        elif url.drivername == "postgresql":
            url = url.set(drivername="postgresql+psycopg")
        elif url.drivername != "postgresql+psycopg":
            self.problems.append(_problem(name, "url"))
        return url.render_as_string(hide_password=False)


def _problem(variable: str, code: str, **values: object) -> Problem:
    return Problem(f"settings.{code}", Place(variable), values)
