"""Secrets: made once on a development machine, demanded in production, the same for every process."""

import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag

from shared.keys import Keys, verify_signature
from shared.settings import Settings

MAKE = """
import sys
from pathlib import Path
from shared.keys import Keys
from shared.settings import Settings
keys = Keys.of(Settings(secrets_dir=Path(sys.argv[1])))
print(keys.trail.hex(), keys.sealer.key.hex(), keys.signer.public_pem.replace(chr(10), "|"))
"""


def test_processes_that_start_at_the_same_time_have_the_same_keys(tmp_path: Path) -> None:
    folder = str(tmp_path / "secrets")
    started = [
        subprocess.Popen([sys.executable, "-c", MAKE, folder], stdout=subprocess.PIPE, text=True) for _ in range(4)
    ]
    said = {process.communicate(timeout=60)[0] for process in started}
    assert len(said) == 1
    assert len(said.pop().split()) >= 3


def test_keys_are_read_again_and_not_made_anew(tmp_path: Path) -> None:
    given = Settings(secrets_dir=tmp_path)
    first, second = Keys.of(given), Keys.of(given)
    assert (first.trail, first.sealer.key) == (second.trail, second.sealer.key)
    assert first.signer.public_pem == second.signer.public_pem


def test_nobody_else_on_the_machine_can_read_them(tmp_path: Path) -> None:
    Keys.of(Settings(secrets_dir=tmp_path / "secrets"))
    modes = {file.name: file.stat().st_mode & 0o777 for file in (tmp_path / "secrets").iterdir()}
    assert modes == {"signing.pem": 0o600, "seal.key": 0o600, "trail.key": 0o600}


def test_production_makes_no_secret_of_its_own(tmp_path: Path) -> None:
    strict = Settings(
        environment="production",
        auth_issuer="https://id.example",
        auth_jwks_url="https://id.example/keys",
        secrets_dir=tmp_path,
    )
    with pytest.raises(Exception, match=r"signing\.pem"):
        Keys.of(strict)
    assert list(tmp_path.iterdir()) == []


def test_what_is_sealed_opens_only_for_what_it_is_about(tmp_path: Path) -> None:
    sealer = Keys.of(Settings(secrets_dir=tmp_path)).sealer
    sealed = sealer.seal("草稿".encode(), "item-1")
    assert sealer.open(sealed, "item-1").decode() == "草稿"
    with pytest.raises(InvalidTag):
        sealer.open(sealed, "item-2")


def test_the_same_content_is_sealed_differently_each_time(tmp_path: Path) -> None:
    sealer = Keys.of(Settings(secrets_dir=tmp_path)).sealer
    assert sealer.seal(b"draft", "item-1") != sealer.seal(b"draft", "item-1")


@pytest.mark.parametrize("signature", ["", "A", "not base64!", "A" * 86])
def test_a_signature_that_is_none_is_a_plain_no(tmp_path: Path, signature: str) -> None:
    pem = Keys.of(Settings(secrets_dir=tmp_path)).signer.public_pem
    assert not verify_signature(pem, signature, b"content")


def test_a_signature_holds_for_its_content_only(tmp_path: Path) -> None:
    signer = Keys.of(Settings(secrets_dir=tmp_path)).signer
    signature = signer.sign(b"content")
    assert verify_signature(signer.public_pem, signature, b"content")
    assert not verify_signature(signer.public_pem, signature, b"contents")
