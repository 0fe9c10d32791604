"""A connection that sends the head of an answer along with what follows: whoever waits is woken once, not twice."""

from __future__ import annotations

import socket
from typing import Any, Final

_TOGETHER: Final = 1 << 17
"""Bytes that are put together with a head; more go after it, as they are."""


class Whole:
    """The *connection*, for one answer; `flush` sends a head that nothing followed."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._head: bytes | None = None
        self._begun = False

    def sendall(self, data: bytes) -> None:
        """Send *data*; that which comes first, the head, once there is more, or at the end."""
        if not self._begun:
            self._head, self._begun = data, True
        elif self._head is None or len(data) > _TOGETHER:
            self.flush()
            self._connection.sendall(data)
        else:
            head, self._head = self._head, None
            self._connection.sendall(head + data)

    def flush(self) -> None:
        """Send what is held back."""
        if self._head is not None:
            head, self._head = self._head, None
            self._connection.sendall(head)

    def __getattr__(self, name: str) -> Any:
        """What else the connection does, once all is sent that came before."""
        self.flush()
        return getattr(self._connection, name)
