"""Where messages may go: to addresses of the public network, by TLS, and never on to another place."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from ipaddress import IPv6Address, IPv6Network, ip_address
from socket import SOCK_STREAM, gaierror, getaddrinfo
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, Timeout
from urllib3.exceptions import HTTPError

MOST: Final = 2_000
"""Characters of an address at most."""
_CONNECT: Final = 5.0
_READ: Final = 15.0
_TRANSLATED: Final = IPv6Network("64:ff9b::/32")
"""Addresses that a gateway turns into ones of IPv4, which may be private."""


class NotReached(Exception):
    """A message did not arrive; *gone* where it is not to be sent there again."""

    def __init__(self, why: str, *, gone: bool = False) -> None:
        super().__init__(why)
        self.gone = gone


@dataclass(frozen=True)
class Courier:
    """Carries messages. Only tests and closed networks let it go *anywhere*: without TLS, and to private addresses."""

    anywhere: bool = False
    resolve: Callable[..., Sequence[Any]] = getaddrinfo

    def fault_of(self, url: str) -> str | None:
        """What keeps *url* from being one that messages can go to: a code; nothing where they can."""
        try:
            parts = urlsplit(url)
            host, _ = parts.hostname, parts.port
        except ValueError:
            return "form"
        if not host or len(url) > MOST or not url.isascii() or not url.isprintable() or " " in url:
            return "form"
        if parts.username is not None or parts.password is not None or parts.fragment:
            return "form"
        if parts.scheme != "https" and not (self.anywhere and parts.scheme == "http"):
            return "scheme"
        return None if self.anywhere or _may_be_public(host) else "private"

    def carry(self, url: str, body: bytes, headers: dict[str, str]) -> None:
        """Send *body* to *url*; raises `NotReached` unless it was taken."""
        if (fault := self.fault_of(url)) is not None:
            raise NotReached(fault)
        parts = urlsplit(url)
        pool = self._pool(parts)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            response = pool.request(
                "POST", target, body=body, headers={**headers, "Host": parts.netloc}, redirect=False, retries=False,
                preload_content=False,
            )  # fmt: skip
            status = response.status
            response.close()  # what it says does not matter, and may have no end
        except (HTTPError, OSError) as error:
            raise NotReached(type(error).__name__) from None
        finally:
            pool.close()
        if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            raise NotReached(f"status {status}", gone=status == HTTPStatus.GONE)

    def _pool(self, parts: SplitResult) -> HTTPConnectionPool:
        """What reaches the host of *parts* at the very address that was looked at: its name is not looked up again."""
        host, timeout = str(parts.hostname), Timeout(connect=_CONNECT, read=_READ)
        address = self._address(host, parts.port or (443 if parts.scheme == "https" else 80))
        if parts.scheme == "http":
            return HTTPConnectionPool(address, parts.port or 80, timeout=timeout, maxsize=1)
        return HTTPSConnectionPool(
            address, parts.port or 443, timeout=timeout, maxsize=1, server_hostname=host, assert_hostname=host,
            cert_reqs=ssl.CERT_REQUIRED, ssl_minimum_version=ssl.TLSVersion.TLSv1_2,
        )  # fmt: skip

    def _address(self, host: str, port: int) -> str:
        """An address of *host*, all of which are public."""
        try:
            found = [str(one[4][0]) for one in self.resolve(host, port, type=SOCK_STREAM)]
        except (gaierror, UnicodeError):
            raise NotReached("no such host") from None
        if not found or not (self.anywhere or all(_is_public(one) for one in found)):
            raise NotReached("private")
        return found[0]


def _may_be_public(host: str) -> bool:
    """Whether *host* is a name, or a public address."""
    try:
        ip_address(host)
    except ValueError:
        last = host.rstrip(".").rsplit(".", 1)[-1].lower()
        return "." in host.rstrip(".") and not last.isdecimal() and last not in ("localhost", "local", "internal")
    return _is_public(host)


def _is_public(text: str) -> bool:
    """Whether the address *text* is one of the public network, whatever it is wrapped in."""
    address = ip_address(text.partition("%")[0])
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if inner is not None:
            return _is_public(str(inner))
        if address in _TRANSLATED:
            return False
    return address.is_global and not address.is_multicast
