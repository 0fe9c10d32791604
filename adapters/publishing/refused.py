"""What is refused of those who draft, review and publish."""

from __future__ import annotations

from http import HTTPStatus


class Refused(Exception):
    """Something that must not be done now, or not by whoever asks: why is the text `api.<code>`.

    *status* says of which kind it is, in the words of HTTP.
    """

    def __init__(self, status: HTTPStatus, code: str, **values: object) -> None:
        super().__init__(code)
        self.status, self.code, self.values = status, code, values
