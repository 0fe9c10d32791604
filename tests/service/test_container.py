"""The container as far as it can be told without building it: it says what the code says, and is no root."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from adapters.settings import DEFAULTS, settings_of

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE: Any = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))


def instructions() -> list[tuple[str, str]]:
    joined = re.sub(r"\\\n\s*", "", "\n".join(line for line in DOCKERFILE.splitlines() if not line.startswith("#")))
    return [(name, rest) for name, _, rest in (line.partition(" ") for line in joined.splitlines() if line)]


def test_both_say_that_nobody_has_built_them() -> None:
    for name in ("Dockerfile", "compose.yaml"):
        assert (ROOT / name).read_text(encoding="utf-8").startswith("# NOT BUILT")


def test_every_instruction_is_one_that_there_is() -> None:
    known = {"FROM", "RUN", "WORKDIR", "COPY", "ENV", "USER", "VOLUME", "EXPOSE", "STOPSIGNAL", "HEALTHCHECK",
             "ENTRYPOINT", "CMD"}  # fmt: skip
    assert {name for name, _ in instructions()} <= known


def test_images_are_of_a_release_and_packages_leave_nothing_behind() -> None:
    images = [rest.split()[0] for name, rest in instructions() if name == "FROM"]
    images += [one["image"] for one in COMPOSE["services"].values() if "build" not in one]
    assert all(":" in image and not image.endswith(":latest") for image in images)
    for rest in (rest for name, rest in instructions() if name == "RUN"):
        if "apt-get install" in rest:
            assert "--no-install-recommends" in rest
            assert rest.endswith("rm -rf /var/lib/apt/lists/*")
        if "pip install" in rest:
            assert "--no-cache-dir" in rest


def test_what_is_copied_is_there_and_let_in() -> None:
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line[0] == "!"}
    for sources in (rest.split()[:-1] for name, rest in instructions() if name == "COPY" and "--from" not in rest):
        assert {source.split("/")[0] for source in sources} <= let_in
        assert all((ROOT / source).exists() for source in sources)


def test_it_runs_as_a_user_by_number_who_is_not_root() -> None:
    users = [rest for name, rest in instructions() if name == "USER"]
    assert users == ["10001:10001"]


def test_its_settings_are_settings() -> None:
    given = dict(part.split("=", 1) for name, rest in instructions() if name == "ENV" for part in rest.split())
    given.pop("CPPFLAGS")
    composed = COMPOSE["services"]["xinheng"]["environment"]
    assert {*given, *composed} <= DEFAULTS.keys()
    url = composed["XINHENG_DATABASE"].replace("${XINHENG_DATABASE_PASSWORD:?set a password}", "secret")
    told = settings_of({**given, "XINHENG_DATABASE": url})
    assert told.database == "postgresql+psycopg://xinheng:secret@database/xinheng"
    assert ("EXPOSE", str(told.port)) in instructions()
    assert f"127.0.0.1:{told.port}/health/live" in DOCKERFILE


def test_it_is_given_longer_to_end_than_it_takes() -> None:
    assert int(COMPOSE["services"]["xinheng"]["stop_grace_period"].removesuffix("s")) > settings_of({}).grace
