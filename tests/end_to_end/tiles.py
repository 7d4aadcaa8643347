"""A verifier of c2sp.org/tlog-tiles that knows nothing of Tallystick: hashlib and openssl alone.

It reads a directory of tiles and its checkpoint, and makes the tree again from the entries.
"""

import base64
import hashlib
import pathlib
import shutil
import subprocess
import tempfile
from dataclasses import dataclass

WIDTH = 256
# What stands before the 32 bytes of an Ed25519 key in its DER encoding, RFC 8410.
DER_PREFIX = bytes.fromhex("302a300506032b6570032100")
OPENSSL = shutil.which("openssl")


def leaf_hash(entry: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def tree_hash(hashes: list[bytes]) -> bytes:
    """MTH of RFC 6962, section 2.1, over hashes of leaves."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    return node_hash(tree_hash(hashes[:split]), tree_hash(hashes[split:]))


@dataclass(frozen=True)
class Checkpoint:
    origin: str
    size: int
    root: bytes
    text: bytes
    signatures: list[str]


def parse_checkpoint(note: bytes) -> Checkpoint:
    text, _, signatures = note.partition(b"\n\n")
    text += b"\n"
    origin, size, root = text.decode().splitlines()[:3]
    root_hash = base64.b64decode(root, validate=True)
    return Checkpoint(origin, int(size), root_hash, text, signatures.decode().splitlines())


def is_signed_by(checkpoint: Checkpoint, verifier_key: str) -> bool:
    """Whether the holder of the key signed it. Needs openssl 3."""
    name, key_id, key = verifier_key.split("+", 2)
    algorithm, public_key = base64.b64decode(key)[:1], base64.b64decode(key)[1:]
    digest = hashlib.sha256(name.encode() + b"\n" + algorithm + public_key).digest()
    assert algorithm == b"\x01" and digest[:4].hex() == key_id
    for line in checkpoint.signatures:
        dash, signer, signature = line.split(" ")
        raw = base64.b64decode(signature)
        if (dash, signer, raw[:4].hex()) == ("—", name, key_id):
            return _openssl_verifies(public_key, checkpoint.text, raw[4:])
    return False


def _openssl_verifies(public_key: bytes, text: bytes, signature: bytes) -> bool:
    assert OPENSSL is not None
    with tempfile.TemporaryDirectory() as name:
        directory = pathlib.Path(name)
        (directory / "key").write_bytes(DER_PREFIX + public_key)
        (directory / "text").write_bytes(text)
        (directory / "signature").write_bytes(signature)
        command = [OPENSSL, "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-rawin"]
        command += ["-inkey", "key", "-in", "text", "-sigfile", "signature"]
        done = subprocess.run(command, cwd=directory, capture_output=True, check=False)
        return done.returncode == 0


def index_path(index: int) -> str:
    parts = [f"{index % 1000:03}"]
    while index >= 1000:
        index //= 1000
        parts.insert(0, f"x{index % 1000:03}")
    return "/".join(parts)


def tile_path(level: object, index: int, width: int) -> str:
    path = f"tile/{level}/{index_path(index)}"
    return path if width == WIDTH else f"{path}.p/{width}"


class Tiles:
    """The files under a directory, as far as its checkpoint goes."""

    def __init__(self, directory: pathlib.Path) -> None:
        self.directory = directory
        self.checkpoint = parse_checkpoint((directory / "checkpoint").read_bytes())

    def widths(self, level: int) -> list[int]:
        """How many hashes each tile of a level has."""
        hashes = self.checkpoint.size >> (8 * level)
        return [min(WIDTH, hashes - start) for start in range(0, hashes, WIDTH)]

    def entries(self) -> list[bytes]:
        entries = []
        for index, width in enumerate(self.widths(0)):
            bundle = (self.directory / tile_path("entries", index, width)).read_bytes()
            for _ in range(width):
                length = int.from_bytes(bundle[:2], "big")
                assert len(bundle) >= 2 + length, "a bundle is cut off"
                entries.append(bundle[2 : 2 + length])
                bundle = bundle[2 + length :]
            assert not bundle, "a bundle has more in it"
        return entries

    def level(self, level: int) -> list[bytes]:
        hashes = []
        for index, width in enumerate(self.widths(level)):
            tile = (self.directory / tile_path(level, index, width)).read_bytes()
            assert len(tile) == 32 * width, "a tile has another width"
            hashes += [tile[at : at + 32] for at in range(0, len(tile), 32)]
        return hashes

    def verify(self) -> list[bytes]:
        """Returns the entries, of which the checkpoint is proved to be the tree."""
        entries = self.entries()
        hashes = [leaf_hash(entry) for entry in entries]
        assert tree_hash(hashes) == self.checkpoint.root, "the entries do not make the root"
        level = 0
        while hashes:
            assert self.level(level) == hashes, f"the tiles of level {level} are of another tree"
            full = len(hashes) // WIDTH * WIDTH
            hashes = [tree_hash(hashes[at : at + WIDTH]) for at in range(0, full, WIDTH)]
            level += 1
        return entries
