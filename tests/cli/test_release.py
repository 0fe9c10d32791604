"""`release`: what goes out comes in again byte for byte, signed; and what is published from the machine itself."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from adapters.access.users import User, add
from adapters.clock import SystemClock
from adapters.database.connect import Database
from adapters.database.migrate import upgrade
from adapters.folder import read_folder
from engine.language.base import content_hash
from tests.cases import tiny
from tests.cli.run import run, written

NOTED = {**tiny.files(), tiny.LIST_CASES: tiny.files()[tiny.LIST_CASES] + "# 注\r\n".encode()}
"""The tiny base with a comment in a case file: other contents, the same law."""


class Place:
    """A service of its own: a store, a key it signs by, and whom it trusts."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder / name
        self.trusted = self.folder / "keys"
        self.trusted.mkdir(parents=True)
        self.key = self.folder / "key"
        self.database = Database(f"sqlite:///{self.folder / 'xinheng.db'}")
        upgrade(self.database)
        assert self.run("keygen", str(self.key), signs=False).exit_code == 0

    def run(self, *args: str, signs: bool = True) -> Result:
        more = {"XINHENG_SIGNING_KEY": str(self.key)} if signs else {}
        return run(
            "release", *args, XINHENG_DATA=str(self.folder), XINHENG_DATABASE=self.database.url,
            XINHENG_TRUSTED_KEYS=str(self.trusted), **more,
        )  # fmt: skip

    def shown(self, name: str = "live") -> Any:
        return json.loads(self.run("show", name).stdout)

    def trusts(self, other: Place) -> None:
        (self.trusted / "other.pub").write_bytes(Path(f"{other.key}.pub").read_bytes())

    def has(self, user: str, role: Any = "approver") -> None:
        with self.database.writing() as connection:
            add(connection, User(user, user, (role,)), None, SystemClock().now())


@pytest.fixture
def here(tmp_path: Path) -> Place:
    return Place(tmp_path, "here")


@pytest.fixture
def there(tmp_path: Path) -> Place:
    return Place(tmp_path, "there")


def test_a_store_is_seeded_from_the_folder_and_gives_it_out_byte_for_byte(here: Place, tmp_path: Path) -> None:
    result = here.run("export", str(tmp_path / "out"))
    assert result.stderr == (
        f"release {content_hash(tiny.files())[:12]}: {len(tiny.files())} files written to {tmp_path / 'out'}\n"
    )
    assert read_folder(tmp_path / "out") == tiny.files()


def test_what_is_taken_in_from_a_folder_is_given_out_the_same_comments_cases_and_all(
    here: Place, tmp_path: Path
) -> None:
    folder = written(tmp_path / "in", NOTED)
    assert here.run("import", folder, "--title", "noted").stdout == f"kept: {content_hash(NOTED)}\n"
    assert here.run("import", folder).stdout == f"was kept before: {content_hash(NOTED)}\n"
    here.run("export", str(tmp_path / "out"), "--release", content_hash(NOTED)[:10])
    assert read_folder(tmp_path / "out") == NOTED
    assert here.shown()["content_hash"] == content_hash(tiny.files())  # it is not live by that
    assert here.shown(content_hash(NOTED))["hash"] == here.shown()["hash"]  # the law is the same


def test_a_bundle_is_taken_in_elsewhere_where_its_key_is_trusted_and_its_signature_goes_with_it(
    here: Place, there: Place, tmp_path: Path
) -> None:
    here.run("import", written(tmp_path / "in", NOTED))
    bundle = str(tmp_path / "release.tar.gz")
    assert here.run("export", bundle, "--release", content_hash(NOTED)).exit_code == 0
    refused = there.run("import", bundle)
    assert refused.exit_code == 3
    assert "it is signed by keys that are not trusted here" in refused.stderr
    there.trusts(here)
    assert there.run("import", bundle).stdout == f"kept: {content_hash(NOTED)}\n"
    onward = str(tmp_path / "onward.tar.gz")
    assert there.run("export", onward, "--release", content_hash(NOTED), signs=False).exit_code == 0
    assert Path(onward).read_bytes() == Path(bundle).read_bytes()


def test_an_unsigned_bundle_is_taken_in_where_that_is_said(here: Place, there: Place, tmp_path: Path) -> None:
    bundle = str(tmp_path / "release.tar.gz")
    here.run("export", bundle, signs=False)
    assert "nobody has signed it" in there.run("import", bundle).stderr
    assert there.run("import", bundle, "--unsigned").exit_code == 0


def test_what_is_taken_in_is_published_once_it_is_sound_and_rolled_back(here: Place, tmp_path: Path) -> None:
    here.has("li")
    here.run("import", written(tmp_path / "in", NOTED))
    name, said = content_hash(NOTED), ("--by", "li", "--reason", "new cases")
    assert "have it examined first" in here.run("publish", name, *said).stderr
    examined = here.run("examine", name)
    assert (examined.exit_code, examined.stdout.splitlines()[-1]) == (0, "problems: 0, cases run: 9, failed: 0")
    assert here.run("publish", name, *said).stdout.startswith(f"published: {name}, live from ")
    assert here.shown()["content_hash"] == name
    assert here.run("rollback", "--by", "li", "--reason", "too soon").exit_code == 0
    assert here.shown()["content_hash"] == content_hash(tiny.files())
    listed = [line.split("\t") for line in here.run("list").stdout.splitlines()]
    assert [(row[1], row[5]) for row in listed] == [(name[:12], "-"), (content_hash(tiny.files())[:12], "live")]


def test_what_is_wrong_is_said_and_exits_with_three(here: Place, tmp_path: Path) -> None:
    broken = {**tiny.files(), "labour/arrears.yaml": b"title: x\n"}
    here.run("import", written(tmp_path / "in", broken))
    result = here.run("examine", content_hash(broken))
    assert result.exit_code == 3
    assert result.stdout.splitlines()[-1].endswith("cases run: 0, failed: 0")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("publish", "live", "--by", "nobody", "--reason", "x"), "there is no user `nobody`"),
        (("publish", "live", "--by", "officer", "--reason", "x"), "this needs the permission `releases:publish`"),
        (("publish", "live", "--by", "li", "--reason", "x", "--effective", "2020-01-01"),
         "a release takes effect on"),
        (("rollback", "--by", "li", "--reason", "x"), "no other release was live before this one"),
        (("show", "0123"), "no one release is called `0123`"),
        (("export", "."), "`.` is not empty"),
    ],
)  # fmt: skip
def test_what_is_refused_is_said(here: Place, args: tuple[str, ...], message: str) -> None:
    here.has("li")
    here.has("officer", "officer")
    result = here.run(*args)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"error: {message}")


def test_a_private_key_is_for_its_owner_alone_and_never_written_over(here: Place) -> None:
    assert stat.S_IMODE(here.key.stat().st_mode) == 0o600
    assert here.run("keygen", str(here.key)).exit_code == 1
    public = Path(f"{here.key}.pub")
    result = _signing_by(here, public)
    assert (result.exit_code, result.stderr) == (
        3,
        (
            f"{public}:1:1: this file is no private key of Ed25519  [bundle.no_private_key]\n"
            "    → name one that `xinheng release keygen` wrote\n"
        ),
    )


def test_a_file_that_is_no_public_key_is_not_trusted(here: Place) -> None:
    (here.trusted / "stray.pub").write_bytes(here.key.read_bytes())
    result = here.run("list")
    assert (result.exit_code, result.stderr) == (
        3,
        (
            f"{here.trusted / 'stray.pub'}:1:1: this file is no public key of Ed25519  [bundle.no_public_key]\n"
            "    → name one that `xinheng release keygen` wrote, ending in `.pub`\n"
        ),
    )


def _signing_by(place: Place, key: Path) -> Result:
    place.key = key
    return place.run("list")
