"""The service to try things on: samples and people in it once, for this machine alone, and beside no other data."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select

from adapters.access.permissions import ROLES
from adapters.access.tokens import actor_of
from adapters.database.tables.records import fact, subject
from adapters.demo import fill, mark, refuse_unfit
from adapters.parts import Parts
from adapters.settings import settings_of
from engine.problems import FactError
from web.app import create_app

EVERYWHERE = "0.0.0.0"  # noqa: S104 - to be refused


def counted(parts: Parts) -> tuple[int | None, int | None]:
    with parts.database.reading() as connection:
        many = (connection.scalar(select(func.count()).select_from(table)) for table in (subject, fact))
        return next(many), next(many)


def test_everything_is_in_the_store_once_and_keys_are_shown_once(parts: Parts) -> None:
    keys = fill(parts)
    before = counted(parts)
    assert min(one or 0 for one in before) > 20
    assert [(key.user, key.is_token) for key in keys] == [
        (role, is_token)
        for role in ROLES if role != "public"
        for is_token in ([False, True] if role == "client" else [False])
    ]  # fmt: skip
    assert len({key.secret for key in keys}) == len(keys)
    assert fill(parts) == []
    assert counted(parts) == before


def test_people_come_in_by_their_passwords_and_the_system_by_its_token(parts: Parts) -> None:
    keys = fill(parts)
    client = create_app(parts).test_client()
    for key in keys:
        if key.is_token:
            found = actor_of(parts.database, key.secret, parts.clock.now())
            assert found is not None
            assert found.roles == {key.role}
        else:
            answer = client.post("/v1/sessions", json={"user": key.user, "password": key.secret})
            assert answer.status_code == 201, answer.text


@pytest.mark.parametrize(
    ("variables", "problems"),
    [
        ({"XINHENG_HOST": EVERYWHERE}, ["demo.host"]),
        ({"XINHENG_HOST": "example.org"}, ["demo.host"]),
        ({"XINHENG_DATABASE": "postgresql://host/x"}, ["demo.database"]),
        ({"XINHENG_HOST": "::", "XINHENG_DATABASE": "postgresql://host/x"}, ["demo.database", "demo.host"]),
    ],
)
def test_it_is_made_nowhere_else(tmp_path: Path, variables: dict[str, str], problems: list[str]) -> None:
    with pytest.raises(FactError) as raised:
        refuse_unfit(settings_of({"XINHENG_DATA": str(tmp_path), **variables}), wanted=True)
    assert [one.code for one in raised.value.problems] == problems


def test_it_is_not_made_of_real_data(tmp_path: Path) -> None:
    (tmp_path / "xinheng.db").touch()
    with pytest.raises(FactError, match="holds data that are no samples"):
        refuse_unfit(settings_of({"XINHENG_DATA": str(tmp_path)}), wanted=True)


def test_once_made_it_is_served_to_nobody_else(tmp_path: Path) -> None:
    told = {"XINHENG_DATA": str(tmp_path)}
    mark(settings_of(told))
    refuse_unfit(settings_of(told), wanted=False)
    with pytest.raises(FactError, match="with sample data and printed passwords"):
        refuse_unfit(settings_of({**told, "XINHENG_HOST": EVERYWHERE}), wanted=False)
