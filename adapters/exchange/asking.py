"""Asking another instance, page by page: what it answers is believed in its form alone, and bounded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson
from urllib3 import PoolManager, Retry, Timeout
from urllib3.exceptions import HTTPError

from adapters.exchange.sources import Source
from engine.problems import FactError, Place, Problem

PAGE: Final = 500
_MOST_BYTES: Final = 64 << 20
_TIMEOUT: Final = Timeout(connect=5, read=60)
_OK: Final = 200
RETRIES: Final = Retry(
    total=5, backoff_factor=0.5, status_forcelist=(429, 502, 503, 504), redirect=False, raise_on_status=False
)


def pool() -> PoolManager:
    """Connections to one instance."""
    return PoolManager(1, timeout=_TIMEOUT, retries=RETRIES)


@dataclass(frozen=True)
class Asked:
    """The *source* that is asked over *connections*."""

    source: Source
    connections: PoolManager

    def pages(self, what: str, keys: tuple[str, ...], after: int) -> Iterator[Mapping[str, Any]]:
        """Page after page of *what*, behind the number *after*, until there is nothing more; each has lists at *keys*.

        Raises `FactError` where the source does not answer as it should.
        """
        more = True
        while more:
            page = _read(self._answer(what, after), keys)
            if page is None or page["next"] < after or (page["more"] and page["next"] == after):
                raise self.fault("bad_page")
            more, after = page["more"], page["next"]
            yield page

    def _answer(self, what: str, after: int) -> bytes:
        where = f"{self.source.url.rstrip('/')}/v1/exchange/{what}"
        headers = {"Authorization": f"Bearer {self.source.token}", "Accept": "application/json"}
        fields = {"after": str(after), "limit": str(PAGE)}
        try:
            answer = self.connections.request("GET", where, fields=fields, headers=headers, preload_content=False)
            data = answer.read(_MOST_BYTES + 1)
            answer.release_conn()
        except HTTPError as error:
            raise self.fault("unreachable", said=type(error).__name__) from error
        if answer.status != _OK:
            raise self.fault("refused_by_source", status=answer.status)
        return data

    def fault(self, code: str, **values: object) -> FactError:
        """What is wrong with the source, by its *code*."""
        return FactError([Problem(f"imports.{code}", Place("source"), {"name": self.source.name, **values})])


def _read(data: bytes, keys: tuple[str, ...]) -> Mapping[str, Any] | None:
    """*data* as a page with lists at *keys*; nothing where it is none."""
    if len(data) > _MOST_BYTES:
        return None
    try:
        page = orjson.loads(data)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(page, dict) or not isinstance(page.get("more"), bool) or not isinstance(page.get("next"), int):
        return None
    return page if all(_is_list(page.get(key)) for key in keys) else None


def _is_list(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)
