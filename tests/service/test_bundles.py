"""Bundles: the same bytes there and back, and each thing that is refused of one."""

from __future__ import annotations

import base64
import gzip
import io
import tarfile
from collections.abc import Callable, Mapping
from random import Random
from typing import Any

import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from adapters.cli.settings import SHIPPED
from adapters.folder import read_folder
from adapters.publishing.archive import packed
from adapters.publishing.bundle import MANIFEST, bundle, unbundle
from adapters.publishing.keys import Keys, name_of
from adapters.publishing.manifest import manifest_of, message_of
from adapters.publishing.signatures import SIGNATURES, written_signatures
from engine.problems import PolicyError

FILES = {"departments.yaml": b"departments: {tax: {title: a}}  # kept\r\n", "tax/late.yaml": b"title: b\n"}
OURS = Ed25519PrivateKey.from_private_bytes(b"1" * 32)
THEIRS = Ed25519PrivateKey.from_private_bytes(b"2" * 32)
KEYS = Keys(OURS, {name_of(OURS.public_key()): OURS.public_key()})
NAME = name_of(OURS.public_key())


def signed(files: Mapping[str, bytes], key: Ed25519PrivateKey = OURS) -> dict[str, bytes]:
    return Keys(key).signed(message_of(manifest_of(files)))


def members(files: Mapping[str, bytes] = FILES) -> dict[str, bytes]:
    """The members of a bundle of *files*, to be spoiled."""
    said = {MANIFEST: manifest_of(files), SIGNATURES: written_signatures(signed(files))}
    return said | {f"policies/{path}": content for path, content in files.items()}


def archive(*more: tarfile.TarInfo, files: Mapping[str, bytes] | None = None) -> bytes:
    """A bundle with *more* members, whatever they are."""
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w", format=tarfile.USTAR_FORMAT) as opened:
        for name, content in (members() if files is None else files).items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            opened.addfile(info, io.BytesIO(content))
        for info in more:
            opened.addfile(info, io.BytesIO(Random(0).randbytes(info.size)))  # noqa: S311 - what does not compress
    return gzip.compress(plain.getvalue(), mtime=0)


def member(name: str, **attributes: Any) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    for key, value in attributes.items():
        setattr(info, key, value)
    return info


def refused(data: bytes, **asked: Any) -> list[str]:
    with pytest.raises(PolicyError) as caught:
        unbundle(data, "in.tar.gz", KEYS, **asked)
    return [problem.line() for problem in caught.value.problems]


def test_the_shipped_policies_come_back_byte_for_byte() -> None:
    files = read_folder(SHIPPED)
    found = unbundle(bundle(files, signed(files)), "in.tar.gz", KEYS)
    assert found.files == files
    assert found.signatures == signed(files)


def test_a_bundle_is_the_same_bytes_whenever_it_is_made() -> None:
    turned = dict(reversed(FILES.items()))
    assert bundle(FILES, signed(FILES)) == bundle(turned, signed(turned))


def test_any_tool_unpacks_a_bundle() -> None:
    with tarfile.open(fileobj=io.BytesIO(bundle(FILES, {})), mode="r:gz") as opened:
        assert opened.getnames() == [MANIFEST, "policies/departments.yaml", "policies/tax/late.yaml", SIGNATURES]


@pytest.mark.parametrize(
    ("info", "message"),
    [
        (member("policies/../../etc/a.yaml"),
         ("`policies/../../etc/a.yaml` leads out of the folder of the policies "
         "(name files from the folder of the policies on, without `..`) [bundle.escapes]")),
        (member("policies//etc/a.yaml"),
         ("`policies//etc/a.yaml` is an absolute path "
          "(name files from the folder of the policies on) [bundle.absolute]")),
        (member("/etc/a.yaml"),
         "`/etc/a.yaml` is an absolute path (name files from the folder of the policies on) [bundle.absolute]"),
        (member("policies/C:/a.yaml"),
         "`policies/C:/a.yaml` is an absolute path (name files from the folder of the policies on) [bundle.absolute]"),
        (member("policies/a.yaml", type=tarfile.SYMTYPE, linkname="/etc/passwd"),
         "`policies/a.yaml` is a link (put the file itself in its place) [bundle.link]"),
        (member("policies/a.yaml", type=tarfile.LNKTYPE, linkname="policies/departments.yaml"),
         "`policies/a.yaml` is a link (put the file itself in its place) [bundle.link]"),
        (member("policies/a.yaml", type=tarfile.CHRTYPE),
         ("`policies/a.yaml` is no plain file "
         "(a bundle holds plain files only; leave out folders, devices and extended headers) [bundle.special]")),
        (member("policies/a", type=tarfile.DIRTYPE),
         ("`policies/a/` is no plain file "
         "(a bundle holds plain files only; leave out folders, devices and extended headers) [bundle.special]")),
        (member("policies/a.yaml", type=tarfile.FIFOTYPE),
         ("`policies/a.yaml` is no plain file "
         "(a bundle holds plain files only; leave out folders, devices and extended headers) [bundle.special]")),
        (member("policies/departments.yaml", size=3),
         "`policies/departments.yaml` is there twice (have each file once) [bundle.duplicate]"),
        (member("policies/.git/a.yaml"),
         ("`policies/.git/a.yaml` is no name for a file of policies (name it `folder/name.yaml`, in 160 visible "
         "characters at most, no part beginning with a dot) [bundle.bad_name]")),
        (member("policies/a.sh"),
         ("`policies/a.sh` is no name for a file of policies (name it `folder/name.yaml`, in 160 visible "
         "characters at most, no part beginning with a dot) [bundle.bad_name]")),
        (member("policies/a\u202eb.yaml"),
         ("`policies/a b.yaml` is no name for a file of policies (name it `folder/name.yaml`, in 160 visible "
         "characters at most, no part beginning with a dot) [bundle.bad_name]")),
        (member("more"),
         ("`more` does not belong in a bundle (have `manifest.json`, `signatures.json` and files below `policies/`, "
         "and nothing else) [bundle.stray]")),
        (member("policies/a.yaml", size=(1 << 20) + 1),
         "`policies/a.yaml` is larger than a file of policies may be (divide the file) [bundle.too_large]"),
        (member("policies/a.yaml", size=3),
         ("`a.yaml` is not in the manifest "
         "(the bundle was changed after it was made; ask its sender for another) [bundle.untold]")),
    ],
)  # fmt: skip
def test_what_no_bundle_may_hold_is_refused(info: tarfile.TarInfo, message: str) -> None:
    assert refused(archive(info)) == [f"in.tar.gz:1:1: {message}"]


CHANGED = "(the bundle was changed after it was made; ask its sender for another)"
WHOLE = "(send the file that `xinheng release export` wrote, whole and as it is)"


@pytest.mark.parametrize(
    ("spoil", "messages"),
    [
        (lambda inside: inside.pop(MANIFEST), [f"it has no `manifest.json` {WHOLE} [bundle.no_manifest]"]),
        (lambda inside: inside.update({MANIFEST: b'{"form": 2}'}),
         [f"its `manifest.json` is none that can be read here {WHOLE} [bundle.bad_manifest]"]),
        (lambda inside: inside.pop("policies/tax/late.yaml"),
         [f"`tax/late.yaml` is in the manifest and not in the bundle {CHANGED} [bundle.missing]"]),
        (lambda inside: inside.update({"policies/tax/late.yaml": b"title: c\n"}),
         [f"`tax/late.yaml` is not the file the manifest tells of {CHANGED} [bundle.wrong_hash]"]),
        (lambda inside: inside.update({MANIFEST: manifest_of(FILES).replace(b'"release": "', b'"release": "0')[:-70]}),
         [f"its `manifest.json` is none that can be read here {WHOLE} [bundle.bad_manifest]"]),
        (lambda inside: inside.pop(SIGNATURES),
         [("nobody has signed it (ask for a signed one; `--unsigned` (in the API `unsigned=true`) takes it all the "
          "same) [bundle.unsigned]")]),
        (lambda inside: inside.update({SIGNATURES: b"{}"}),
         [f"its `signatures.json` cannot be read {WHOLE} [bundle.bad_signatures]"]),
        (lambda inside: inside.update({SIGNATURES: written_signatures(signed(FILES, THEIRS))}),
         [(f"it is signed by keys that are not trusted here ({name_of(THEIRS.public_key())}) (put the sender's public "
          "key where XINHENG_TRUSTED_KEYS says; `--unsigned` (in the API `unsigned=true`) takes it all the same) "
          "[bundle.unknown_key]")]),
        (lambda inside: inside.update({SIGNATURES: written_signatures({NAME: b"0" * 64})}),
         [(f"the signature by the key {NAME} does not hold (the bundle was changed after it was signed, or signed by "
          "somebody else; ask its sender) [bundle.bad_signature]")]),
    ],
)  # fmt: skip
def test_what_was_changed_or_is_not_vouched_for_is_refused(
    spoil: Callable[[dict[str, bytes]], object], messages: list[str]
) -> None:
    inside = members()
    spoil(inside)
    assert refused(archive(files=inside)) == [f"in.tar.gz:1:1: {message}" for message in messages]


def test_a_manifest_of_other_hashes_is_refused_though_each_file_is_as_told() -> None:
    said = orjson.loads(manifest_of(FILES)) | {"release": "0" * 64}
    manifest = orjson.dumps(said)
    signature = Keys(OURS).signed(message_of(manifest))
    inside = members() | {MANIFEST: manifest, SIGNATURES: written_signatures(signature)}
    assert refused(archive(files=inside)) == [
        f"in.tar.gz:1:1: its files are not the release that its manifest names {CHANGED} [bundle.other_release]"
    ]


def test_a_file_that_is_a_folder_too_is_refused() -> None:
    files = {"a.yaml": b"", "a.yaml/b.yaml": b""}
    assert refused(bundle(files, signed(files))) == [
        "in.tar.gz:1:1: `a.yaml` is a file, and a folder of other files (rename one of them) [bundle.file_and_folder]"
    ]


def test_all_that_is_wrong_is_told_at_once() -> None:
    links = [member(f"policies/{name}.yaml", type=tarfile.SYMTYPE) for name in "ab"]
    assert [line.rpartition(" ")[2] for line in refused(archive(*links, member("more")))] == [
        "[bundle.link]", "[bundle.link]", "[bundle.stray]",
    ]  # fmt: skip


@pytest.mark.parametrize("signatures", [{}, signed(FILES, THEIRS)])
def test_an_unsigned_bundle_is_taken_where_that_was_said_and_nothing_is_vouched_for(
    signatures: dict[str, bytes],
) -> None:
    found = unbundle(bundle(FILES, signatures), "in.tar.gz", KEYS, unsigned=True)
    assert (found.files, found.signatures) == (FILES, {})


def test_a_signature_that_does_not_hold_is_refused_even_where_none_is_needed() -> None:
    data = bundle(FILES, {NAME: base64.b64decode("AAAA")})
    assert [line.rpartition(" ")[2] for line in refused(data, unsigned=True)] == ["[bundle.bad_signature]"]


WHOLE_BUNDLE = bundle(FILES, signed(FILES))


@pytest.mark.parametrize(
    "data",
    [
        b"", b"PK\x03\x04", b"\x1f\x8b", WHOLE_BUNDLE[:-20], WHOLE_BUNDLE + b"more", WHOLE_BUNDLE + WHOLE_BUNDLE,
        gzip.compress(b"x" * 512, mtime=0), gzip.compress(gzip.decompress(WHOLE_BUNDLE)[:700]),
        gzip.compress(gzip.decompress(WHOLE_BUNDLE).replace(b"policies/", b"\xff\xff\xff\xff\xff\xff\xff\xff/", 1)),
    ],
)  # fmt: skip
def test_what_is_no_archive_or_a_damaged_one_is_refused(data: bytes) -> None:
    assert refused(data) == [
        f"in.tar.gz:1:1: this is no bundle, or it was damaged on its way {WHOLE} [bundle.not_archive]"
    ]


def test_a_size_of_no_octal_digits_is_refused() -> None:
    plain = bytearray(gzip.decompress(WHOLE_BUNDLE))
    plain[124:136] = b"\x80" + b"\xff" * 11  # a negative size, as GNU tar writes large ones
    plain[148:156] = b"%06o\0 " % (sum(plain[:148]) + 8 * 32 + sum(plain[156:512]))
    assert [line.rpartition(" ")[2] for line in refused(gzip.compress(bytes(plain), mtime=0))] == [
        "[bundle.not_archive]"
    ]


BOMB = "(a bundle holds law and nothing else; ask its sender for another)"


@pytest.mark.parametrize("size", [2 << 20, 90 << 20])
def test_a_bomb_is_refused_before_it_is_unpacked(size: int) -> None:
    data = gzip.compress(bytes(size), mtime=0)
    limit = max(1 << 20, len(data) * 100)
    assert refused(data) == [f"in.tar.gz:1:1: it grows beyond {limit} bytes when it is unpacked {BOMB} [bundle.bomb]"]


def test_too_many_files_are_refused() -> None:
    assert refused(packed({f"{number}": b"" for number in range(10_001)})) == [
        f"in.tar.gz:1:1: it holds more than 10000 files {BOMB} [bundle.too_many]"
    ]


@given(st.integers(0, len(gzip.decompress(WHOLE_BUNDLE)) - 1), st.binary(min_size=1, max_size=40))
def test_whatever_befalls_a_bundle_it_is_refused_or_the_same(place: int, noise: bytes) -> None:
    plain = gzip.decompress(WHOLE_BUNDLE)
    try:
        found = unbundle(gzip.compress(plain[:place] + noise + plain[place + len(noise) :]), "in.tar.gz", KEYS)
    except PolicyError:
        return
    assert found.files == FILES
