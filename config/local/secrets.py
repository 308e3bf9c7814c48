"""The secrets of one machine: made once, kept under the data folder, never in the repository."""

import base64
import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class LocalSecrets:
    """What signs cookies, and what locks second-factor seeds."""

    secret_key: str
    field_key: str


def local_secrets(data_dir: Path) -> LocalSecrets:
    """Reads the secrets of this data folder, or makes them the first time."""
    file = data_dir / "secrets.json"
    if not file.exists():
        _write_once(file, _new_secrets())
    return LocalSecrets(**json.loads(file.read_text()))


def _new_secrets() -> LocalSecrets:
    field_key = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
    return LocalSecrets(secret_key=secrets.token_urlsafe(50), field_key=field_key)


def _write_once(file: Path, made: LocalSecrets) -> None:
    """Two processes may start together; a link to a complete file lets only the first one win."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as stream:
        json.dump(asdict(made), stream)
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
