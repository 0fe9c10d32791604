"""The settings of a service: each with a default and a documented line, and all that is wrong said at once."""

from __future__ import annotations

import re
import stat
from dataclasses import fields
from pathlib import Path

import pytest

from adapters.settings import DEFAULTS, Settings, secret_of, settings_of
from engine.problems import FactError

PAGE = Path(__file__).parents[2] / "docs" / "service" / "operations.md"


def said(environ: dict[str, str]) -> list[str]:
    with pytest.raises(FactError) as raised:
        settings_of(environ)
    return [f"{one.place.file}: {one.message()}; {one.remedy()}" for one in raised.value.problems]


def test_without_a_variable_set_every_default_is_sound() -> None:
    told = settings_of({})
    assert told.database == f"sqlite:///{Path('data').absolute()}/xinheng.db"
    assert (told.host, told.port) == ("127.0.0.1", 8080)
    assert told.policies.name == "policies"


def test_the_documented_variables_and_defaults_are_those_of_the_code() -> None:
    rows = re.findall(r"^\| `(XINHENG_\w+)` \| (?:`(.*?)`)? ?\|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert dict(rows) == DEFAULTS


def test_every_setting_has_a_variable() -> None:
    assert {f"XINHENG_{one.name.upper()}" for one in fields(Settings)} == DEFAULTS.keys() - {"XINHENG_LANG"}


def test_everything_wrong_is_said_at_once() -> None:
    assert said(
        {
            "XINHENG_PORT": "tcp://10.0.0.1:80",
            "XINHENG_PROCESSES": "0",
            "XINHENG_METRICS": "true",
            "XINHENG_DATABASE": "mysql://root:secret@host/x",
            "XINHENG_DATABSE": "sqlite:///x.db",
        }
    ) == [
        (
            "XINHENG_DATABASE: that is no address of a database that is known here; "
            "write it as `sqlite:///folder/file.db` or `postgresql://user:password@host/name`"
        ),
        "XINHENG_DATABSE: no setting is called so; did you mean `XINHENG_DATABASE`?",
        "XINHENG_METRICS: `true` is none of: permitted, loopback; give one of them",
        "XINHENG_PORT: `tcp://10.0.0.1:80` is no whole number from 0 to 65535; give one, in digits alone",
        "XINHENG_PROCESSES: `0` is no whole number from 1 to 64; give one, in digits alone",
    ]


def test_variables_that_a_cluster_sets_for_a_service_of_this_name_mean_nothing() -> None:
    assert settings_of({"XINHENG_SERVICE_HOST": "10.0.0.1", "XINHENG_PORT_8080_TCP": "tcp://x"}) == settings_of({})


def test_postgresql_is_reached_by_the_driver_there_is() -> None:
    assert settings_of({"XINHENG_DATABASE": "postgresql://me@host/x"}).database == "postgresql+psycopg://me@host/x"


def test_a_secret_is_made_once_and_for_nobody_else_to_read(tmp_path: Path) -> None:
    told = settings_of({"XINHENG_DATA": str(tmp_path / "data")})
    made = secret_of(told)
    assert stat.S_IMODE(told.secret.stat().st_mode) == 0o600
    assert secret_of(told) == made
    assert [path.name for path in told.secret.parent.iterdir()] == ["secret"]


def test_a_short_secret_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("hunter2")
    with pytest.raises(FactError) as caught:
        secret_of(settings_of({"XINHENG_DATA": str(tmp_path)}))
    assert [one.message() for one in caught.value.problems] == [
        f"the secret in {tmp_path / 'secret'} has fewer than 32 characters"
    ]
