"""The pages on a store in SQLite, in this process: what needs no browser to be told."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from adapters.access import sessions
from adapters.access.permissions import Role
from adapters.parts import Parts
from tests.service.conftest import shared, sqlite_template
from tests.service.people import user_added
from web.app import create_app

__all__ = ["shared", "sqlite_template"]  # fixtures
COOKIE = "xinheng"
CSRF = "HTTP_X_CSRF_TOKEN"


@pytest.fixture(scope="module")
def app(shared: Parts) -> Flask:
    made = create_app(shared)
    made.testing = True
    return made


@pytest.fixture(scope="module")
def signed_in(app: Flask, shared: Parts) -> Callable[[Role], FlaskClient]:
    """A browser in which somebody signed in who has a role; what it sends comes from our own forms."""

    def made(role: Role) -> FlaskClient:
        name = f"{role}-1"
        user_added(shared, name, role)
        now = shared.clock.now()
        with shared.database.writing() as connection:
            secret = sessions.begin(connection, name, now)
        found = sessions.session_of(shared.database, secret, now)
        assert found is not None
        client = app.test_client()
        client.set_cookie(COOKIE, secret)
        client.environ_base[CSRF] = found.csrf
        return client

    return made
