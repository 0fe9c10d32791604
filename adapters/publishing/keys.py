"""Keys that releases are signed by: Ed25519, kept as PEM; whom to trust is a folder of public ones."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from engine.problems import Place, PolicyError, Problem

_SUFFIX: Final = ".pub"
_MOST: Final = 10_000
_NAMED: Final = 32


@dataclass(frozen=True)
class Keys:
    """The key that is signed by here, if any, and those that are *trusted*, by their names."""

    own: Ed25519PrivateKey | None = None
    trusted: Mapping[str, Ed25519PublicKey] = field(default_factory=dict)

    def signed(self, message: bytes) -> dict[str, bytes]:
        """The signature of *message* by the key of here, by its name; nothing without one."""
        return {} if self.own is None else {name_of(self.own.public_key()): self.own.sign(message)}

    def holds(self, name: str, signature: bytes, message: bytes) -> bool:
        """Whether *signature* of *message* is by the trusted key called *name*."""
        try:
            self.trusted[name].verify(signature, message)
        except InvalidSignature:
            return False
        return True


def name_of(key: Ed25519PublicKey) -> str:
    """What *key* is called: the beginning of its SHA-256."""
    return hashlib.sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()[:_NAMED]


def keygen(path: Path) -> str:
    """Write a new key to *path*, for its owner alone, and its public half beside it; gives its name."""
    key = Ed25519PrivateKey.generate()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public = key.public_key()
    Path(f"{path}{_SUFFIX}").write_bytes(public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return name_of(public)


def keys_of(own: Path | None, trusted: Path) -> Keys:
    """The key in the file *own*, and those in the folder or file *trusted*; who signs trusts the own key too.

    Raises `PolicyError` where one is no such key.
    """
    mine = None if own is None else private_key(own)
    theirs = [public_key(file) for file in _files(trusted)] if trusted.exists() else []
    every = [*theirs, *([mine.public_key()] if mine is not None else [])]
    return Keys(mine, {name_of(one): one for one in every})


def private_key(path: Path) -> Ed25519PrivateKey:
    """The key in the file *path*; raises `PolicyError` where it is none."""
    try:
        key = load_pem_private_key(_read(path), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise PolicyError([Problem("bundle.no_private_key", Place(str(path)))])
    return key


def public_key(path: Path) -> Ed25519PublicKey:
    """The public key in the file *path*; raises `PolicyError` where it is none."""
    try:
        key = load_pem_public_key(_read(path))
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise PolicyError([Problem("bundle.no_public_key", Place(str(path)))])
    return key


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_MOST)


def _files(path: Path) -> Iterator[Path]:
    yield from sorted(path.glob(f"*{_SUFFIX}")) if path.is_dir() else (path,)
