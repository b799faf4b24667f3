"""The secrets of a deployment: files in one folder, made on first use in development, required in production."""

import base64
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.settings import CannotStartError, Settings


def _written_once(path: Path, content: bytes) -> bytes:
    """Create the file if it is not there; of two processes at once the first one's content counts."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_suffix(f".{os.getpid()}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    draft.write_bytes(content)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_bytes()


def secret_file(settings: Settings, name: str, fresh: bytes) -> bytes:
    """The content of a secret; a missing one stops production and is made in development."""
    path = settings.secrets_dir / name
    if path.exists():
        return path.read_bytes()
    if settings.environment == "production":
        raise CannotStartError(f"the secret {path} is missing: put it there (see docs/operations.md) and start again")
    return _written_once(path, fresh)


@dataclass(frozen=True)
class Sealer:
    """Seals what only the services themselves may read, so that it can travel on the bus (AES-256-GCM)."""

    key: bytes

    def seal(self, content: bytes, about: str) -> str:
        """Sealed text, bound to what it is about; base64."""
        nonce = os.urandom(12)
        return base64.b64encode(nonce + AESGCM(self.key).encrypt(nonce, content, about.encode())).decode()

    def open(self, sealed: str, about: str) -> bytes:
        """The content; raises InvalidTag when it was altered or is about something else."""
        raw = base64.b64decode(sealed)
        return AESGCM(self.key).decrypt(raw[:12], raw[12:], about.encode())


@dataclass(frozen=True)
class Signer:
    """Signs checkpoints of the trail and the age of guides (Ed25519)."""

    private: ed25519.Ed25519PrivateKey

    def sign(self, content: bytes) -> str:
        """The signature, base64 without padding, safe in a URL."""
        return base64.urlsafe_b64encode(self.private.sign(content)).decode().rstrip("=")

    @property
    def public_pem(self) -> str:
        """The public key, to be published; whoever has it can verify."""
        pem = serialization.PublicFormat.SubjectPublicKeyInfo
        return self.private.public_key().public_bytes(serialization.Encoding.PEM, pem).decode()


def verify_signature(public_pem: str, signature: str, content: bytes) -> bool:
    """Whether a signature by Signer.sign holds."""
    key = serialization.load_pem_public_key(public_pem.encode())
    try:
        raw = base64.urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
        key.verify(raw, content)  # type: ignore[union-attr,call-arg]
    except Exception:  # noqa: BLE001 - any failure is a no
        return False
    return True


def fresh_ed25519() -> bytes:
    """A new private key in PEM."""
    return ed25519.Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


@dataclass(frozen=True)
class Keys:
    """The keys of a deployment, the same for all its processes."""

    sealer: Sealer
    trail: bytes
    signer: Signer

    @classmethod
    def of(cls, settings: Settings) -> "Keys":
        """Read (in development: make) the keys."""
        pem = secret_file(settings, "signing.pem", fresh_ed25519())
        private = serialization.load_pem_private_key(pem, None)
        if not isinstance(private, ed25519.Ed25519PrivateKey):
            raise TypeError("signing.pem must hold an Ed25519 private key")
        return cls(
            Sealer(base64.b64decode(secret_file(settings, "seal.key", base64.b64encode(os.urandom(32))))),
            base64.b64decode(secret_file(settings, "trail.key", base64.b64encode(os.urandom(32)))),
            Signer(private),
        )
