"""Answers as they leave: the head along with the body, alone where there is none, and nothing out of order."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from web.whole import Whole

HEAD = b"HTTP/1.1 200 OK\r\n\r\n"


@pytest.fixture
def ends() -> Iterator[tuple[Whole, socket.socket]]:
    """A connection that holds heads back, and its other end."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)  # which keeps apart what is sent apart
    theirs.setblocking(False)
    with ours, theirs:
        yield Whole(ours), theirs


def _came(theirs: socket.socket) -> list[bytes]:
    found = []
    while True:
        try:
            found.append(theirs.recv(1 << 20))
        except BlockingIOError:
            return found


def test_a_head_goes_along_with_what_follows_and_the_rest_as_it_comes(ends: tuple[Whole, socket.socket]) -> None:
    whole, theirs = ends
    whole.sendall(HEAD)
    assert _came(theirs) == []
    whole.sendall(b"first")
    whole.sendall(b"second")
    whole.flush()
    assert _came(theirs) == [HEAD + b"first", b"second"]


def test_a_head_that_nothing_follows_goes_at_the_end(ends: tuple[Whole, socket.socket]) -> None:
    whole, theirs = ends
    whole.sendall(HEAD)
    whole.flush()
    whole.flush()
    assert _came(theirs) == [HEAD]


def test_a_large_body_is_not_copied_and_comes_after_its_head(ends: tuple[Whole, socket.socket]) -> None:
    whole, theirs = ends
    body = bytes((1 << 17) + 1)
    whole.sendall(HEAD)
    whole.sendall(body)
    assert _came(theirs) == [HEAD, body]


def test_what_else_a_connection_does_comes_after_the_head(ends: tuple[Whole, socket.socket]) -> None:
    whole, theirs = ends
    whole.sendall(HEAD)
    assert whole.send(b"file") == 4
    assert _came(theirs) == [HEAD, b"file"]
