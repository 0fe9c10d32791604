"""Submissions that came in: signed, whole and in order, or refused with all that is wrong."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from adapters.exchange.archives import MANIFEST, Received, breaks, pack, read
from adapters.exchange.exporting import about, path_of
from adapters.parts import Parts
from adapters.publishing.keys import Keys, keygen, name_of, private_key
from adapters.publishing.signatures import SIGNATURES, written_signatures
from engine.problems import FactError
from tests.cli.run import run
from tests.service.test_exports import Clients, fetched, made
from tests.service.test_imports import sent
from tests.standards.files import csv_bytes, penalties

OURS = Ed25519PrivateKey.from_private_bytes(b"1" * 32)
THEIRS = Ed25519PrivateKey.from_private_bytes(b"2" * 32)
NAME, OTHER = name_of(OURS.public_key()), name_of(THEIRS.public_key())
KEYS = Keys(OURS, {NAME: OURS.public_key()})
Members = dict[str, bytes]
WHOLE = "(send the archive whole and as it was made)"
NOBODY = "nobody has signed it (ask for a signed one; `--unsigned` takes it all the same) [submissions.unsigned]"
FORGED = (
    f"the signature by the key {NAME} does not hold (the manifest was changed after it was signed, or signed by "
    "somebody else; ask its sender) [submissions.bad_signature]"
)
CHANGED = "(the archive was changed after it was made; ask its sender for another)"


def archive(
    folder: Path, keys: Keys = KEYS, number: int = 1, previous: str | None = None, after: int = 0, region: str = ""
) -> Path:
    """A submission of one file, made the way the service makes them."""
    file = folder / "permits.csv"
    file.write_bytes(b"a,b\n")
    told = {"version": 1, "number": number, "region": region, "previous": previous, "after_fact": after,
            "until_fact": after + 5, "made_at": "2026-11-01T02:00:00.000000Z",
            "files": [{"name": file.name, "rows": 1, **about(file), "left_out": {}}]}  # fmt: skip
    path = folder / f"submission-{number}.zip"
    pack(path, orjson.dumps(told), [file], keys)
    return path


def rewritten(path: Path, change: Callable[[Members], object]) -> Path:
    """The archive at *path* with its members changed."""
    with zipfile.ZipFile(path) as opened:
        inside = {name: opened.read(name) for name in opened.namelist()}
    change(inside)
    with zipfile.ZipFile(path, "w") as opened:
        for name, content in inside.items():
            opened.writestr(name, content)
    return path


def refused(path: Path, keys: Keys = KEYS, *, unsigned: bool = False) -> list[str]:
    with pytest.raises(FactError) as caught:
        read(path, keys, unsigned=unsigned)
    return [problem.line().removeprefix(f"{path.name}:1:1: ") for problem in caught.value.problems]


def test_a_signed_submission_is_read(tmp_path: Path) -> None:
    found = read(archive(tmp_path), KEYS)
    assert (found.manifest.number, found.manifest.files[0].rows, found.keys) == (1, 1, (NAME,))


def test_the_same_submission_is_the_same_bytes(tmp_path: Path) -> None:
    first = archive(tmp_path).read_bytes()
    assert archive(tmp_path).read_bytes() == first


def test_an_unsigned_submission_is_read_where_it_may_be_unsigned(tmp_path: Path) -> None:
    path = archive(tmp_path, Keys())
    assert refused(path) == [NOBODY]
    assert read(path, KEYS, unsigned=True).keys == ()


def test_a_submission_signed_by_somebody_else_is_refused(tmp_path: Path) -> None:
    said = (
        f"it is signed by keys that are not trusted here ({OTHER}) (put the sender's public key where "
        "XINHENG_TRUSTED_KEYS says; `--unsigned` takes it all the same) [submissions.unknown_key]"
    )
    assert refused(archive(tmp_path, Keys(THEIRS))) == [said]


def _other_number(inside: Members) -> None:
    inside[MANIFEST] = inside[MANIFEST].replace(b'"number":1', b'"number":2')


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_other_number,
         FORGED),
        (lambda inside: inside.update({SIGNATURES: written_signatures({NAME: b"0" * 64})}),
         FORGED),
        (lambda inside: inside.update({SIGNATURES: b"{}"}),
         f"its `signatures.json` cannot be read {WHOLE} [submissions.bad_signatures]"),
        (lambda inside: inside.pop(SIGNATURES),
         NOBODY),
        (lambda inside: inside.pop(MANIFEST), f"it has no `manifest.json` {WHOLE} [submissions.no_manifest]"),
        (lambda inside: inside.update({MANIFEST: b"[]"}),
         f"its `manifest.json` cannot be read {WHOLE} [submissions.bad_manifest]"),
        (lambda inside: inside.update({MANIFEST: b" " * ((4 << 20) + 1)}),
         f"this is no submission, or it was damaged on its way {WHOLE} [submissions.not_one]"),
        (lambda inside: inside.update({"permits.csv": b"a,c\n"}),
         f"`permits.csv` is not the file the manifest tells of {CHANGED} [submissions.wrong_hash]"),
        (lambda inside: inside.update({"permits.csv": b"a,b\n" + bytes(1 << 20)}),
         f"`permits.csv` is not the file the manifest tells of {CHANGED} [submissions.wrong_hash]"),
        (lambda inside: inside.pop("permits.csv"),
         f"`permits.csv` is in the manifest and not in the archive {CHANGED} [submissions.missing]"),
        (lambda inside: inside.update({"../lists.csv": b""}),
         f"the manifest does not tell of `../lists.csv` {CHANGED} [submissions.untold]"),
    ],
)  # fmt: skip
def test_an_altered_submission_is_refused(tmp_path: Path, change: Callable[[Members], object], said: str) -> None:
    assert refused(rewritten(archive(tmp_path), change)) == [said]


def test_everything_wrong_with_a_submission_is_said(tmp_path: Path) -> None:
    def change(inside: Members) -> None:
        _other_number(inside)
        inside["permits.csv"] = b""
        inside["more.csv"] = b""

    assert [line.rsplit("[")[1] for line in refused(rewritten(archive(tmp_path), change))] == [
        "submissions.bad_signature]", "submissions.untold]", "submissions.wrong_hash]",
    ]  # fmt: skip


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_file_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path)
    with zipfile.ZipFile(path, "a") as opened:
        opened.writestr("permits.csv", b"a,b\n")
    assert refused(path) == [f"`permits.csv` is there twice {CHANGED} [submissions.twice]"]


def test_what_is_no_archive_is_refused(tmp_path: Path) -> None:
    whole = archive(tmp_path).read_bytes()
    damaged = io.BytesIO(whole)
    damaged.seek(whole.index(b"permits.csv") + len(b"permits.csv"))
    damaged.write(b"\xff\xff")
    for number, data in enumerate((b"", b"PK", whole[:-30], damaged.getvalue())):
        path = tmp_path / f"{number}.zip"
        path.write_bytes(data)
        said = f"this is no submission, or it was damaged on its way {WHOLE} [submissions.not_one]"
        assert refused(path) == [said]


def received(folder: Path, count: int) -> list[Received]:
    found: list[Received] = []
    for number in range(1, count + 1):
        previous, after = (found[-1].digest, found[-1].manifest.until_fact) if found else (None, 0)
        found.append(read(archive(folder, number=number, previous=previous, after=after), KEYS))
    return found


def test_submissions_follow_each_other_in_whatever_order_they_are_given(tmp_path: Path) -> None:
    first, second, third = received(tmp_path, 3)
    assert breaks([second, third, first]) == []
    assert breaks([second, third]) == []
    said = (
        "submission-3.zip:1:1: submission 3 does not follow submission 1 (have those between them looked at together "
        "with them; where there are none, ask the sender which of both was changed) [submissions.not_next]"
    )
    assert [one.line() for one in breaks([first, third])] == [said]


def test_each_region_has_its_own_chain(tmp_path: Path) -> None:
    first, second = received(tmp_path, 2)
    other = read(archive(tmp_path, number=3, region="1401"), KEYS)
    assert breaks([first, second, other]) == []


def test_what_the_service_submits_is_signed_and_verified(parts: Parts, client_of: Clients, tmp_path: Path) -> None:
    client, signing = client_of("officer"), replace(parts, keys=KEYS)
    sent(client, signing, csv_bytes(penalties()), "p.csv")
    first = made(client, signing, "submissions")
    sent(client, signing, csv_bytes(penalties({"document_no": "示市监罚〔2024〕13号"})), "p.csv")
    made(client, signing, "submissions")
    files = []
    for number in (1, 2):
        files.append(tmp_path / f"{number}.zip")
        files[-1].write_bytes(fetched(client, f"/v1/submissions/{number}/file"))
    assert breaks([read(file, KEYS) for file in files]) == []

    kept = path_of(parts.data, first["id"], "submission-1.zip")
    rewritten(kept, lambda inside: inside.update({"penalties.csv": b""}))
    refusal = client.get("/v1/submissions/1/file")
    assert refusal.status_code == 409
    assert (refusal.get_json()["detail"], [one["code"] for one in refusal.get_json()["errors"]]) == (
        "the archive of submission 1 is no longer the one that was made; see who altered it in the data folder",
        ["submissions.wrong_hash"],
    )  # fmt: skip
    kept.write_bytes(files[1].read_bytes())  # sound in itself, and not this one
    assert client.get("/v1/submissions/1/file").status_code == 409


def test_a_submission_is_verified_by_command(tmp_path: Path) -> None:
    name = keygen(tmp_path / "key.pem")
    told = {"language": "en", "XINHENG_DATA": str(tmp_path), "XINHENG_TRUSTED_KEYS": str(tmp_path / "key.pem.pub")}
    first = archive(tmp_path, Keys())
    result = run("submission", "verify", str(first), **told)
    assert (result.exit_code, result.stdout) == (3, "")
    assert "nobody has signed it" in result.stderr
    result = run("submission", "verify", "--unsigned", str(first), **told)
    assert (result.exit_code, result.stdout) == (0, "submission-1.zip: submission 1, 1 rows, signed by -\n")
    digest = hashlib.sha256(b"else").hexdigest()
    second = archive(tmp_path, Keys(private_key(tmp_path / "key.pem")), 2, digest, 5)
    result = run("submission", "verify", "--unsigned", str(first), str(second), **told)
    assert result.exit_code == 3
    assert result.stdout.endswith(f"submission-2.zip: submission 2, 1 rows, signed by {name}\n")
    assert "submission 2 does not follow submission 1" in result.stderr
