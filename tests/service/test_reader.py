"""The page that shows the document, and the document itself."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from adapters.parts import Parts
from web.api.resources import RESOURCES
from web.app import create_app


@pytest.fixture(scope="module")
def client(shared: Parts) -> FlaskClient:
    app: Flask = create_app(shared)
    return app.test_client()


def test_the_page_and_all_it_loads_come_from_here(client: FlaskClient) -> None:
    page = client.get("/docs")
    assert page.status_code == 200
    loaded = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert len(loaded) >= 5
    for address in loaded:
        assert address.startswith("/")
        assert client.get(address).status_code == 200
    assert "script-src 'self';" in page.headers["Content-Security-Policy"]
    assert client.get("/docs/../app.py").status_code == 404


def test_the_document_tells_every_operation(client: FlaskClient) -> None:
    told = client.get("/openapi.json").get_json()
    assert told["openapi"] == "3.1.0"
    paths = {(method.upper(), path) for path, methods in told["paths"].items() for method in methods}
    plain = {(one.method, re.sub(r"\{\w+:", "{", one.address)) for each in RESOURCES for one in each.known}
    assert paths == plain
