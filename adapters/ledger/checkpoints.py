"""Ends the chain had, signed: kept here and handed out, so that what is cut off later is missed by whoever has one."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from sqlalchemy import Connection, insert, select

from adapters.clock import stamp
from adapters.database.tables.ledger import checkpoint, head

FILE: Final = "ledger-key.pem"


@dataclass(frozen=True)
class Checkpoint:
    """The chain ended with entry *number* of *hash* at *at*, as the holder of *key* (its public part) signed."""

    number: int
    hash: str
    at: str
    key: str
    signature: str

    def json(self) -> bytes:
        """The same in one line, to be kept elsewhere."""
        return orjson.dumps(asdict(self))

    def holds(self) -> bool:
        """Whether the signature is that of the key."""
        try:
            public = Ed25519PublicKey.from_public_bytes(base64.b64decode(self.key))
            public.verify(base64.b64decode(self.signature), _signed(self.number, self.hash, self.at))
        except (InvalidSignature, ValueError):
            return False
        return True


def key_in(folder: Path) -> Ed25519PrivateKey:
    """The key of the ledger in *folder*, made where there is none; only its owner may read it."""
    path = folder / FILE
    if path.exists():
        found = load_pem_private_key(path.read_bytes(), None)
        if not isinstance(found, Ed25519PrivateKey):
            raise ValueError(f"`{path}` is no Ed25519 key (put the right one there, or take it away to have one made)")
        return found
    made = Ed25519PrivateKey.generate()
    folder.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_bytes(made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return made


def sign(connection: Connection, key: Ed25519PrivateKey, now: datetime) -> Checkpoint | None:
    """The end of the chain now, signed by *key* and kept; nothing where the chain is empty."""
    last = connection.execute(select(head.c.number, head.c.hash)).first()
    if last is None or last.number == 0:
        return None
    at = stamp(now)
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    signature = key.sign(_signed(last.number, last.hash, at))
    known = connection.scalar(select(checkpoint.c.number).where(checkpoint.c.number == last.number))
    if known is None:
        row = {"number": last.number, "hash": last.hash, "at": at, "key": _text(public), "signature": signature}
        connection.execute(insert(checkpoint), row)
    return Checkpoint(last.number, last.hash, at, _text(public), _text(signature))


def kept(connection: Connection) -> Iterator[Checkpoint]:
    """Every end that was signed and kept."""
    for row in connection.execute(select(checkpoint).order_by(checkpoint.c.number)):
        yield Checkpoint(row.number, row.hash, row.at, row.key, _text(row.signature))


def read(lines: Iterable[bytes]) -> list[Checkpoint]:
    """The ends in *lines*, as `Checkpoint.json` wrote them; raises `ValueError` where one is none."""
    return [Checkpoint(**orjson.loads(line)) for line in lines if line.strip()]


def _signed(number: int, hash_: str, at: str) -> bytes:
    return hashlib.sha256(orjson.dumps([number, hash_, at])).digest()


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()
