"""A process that has read all of Daymark once, and forks a web server of it for each journey.

It says its own name, and then answers each line that asks for a server with the server's process id. A
server starts as new: what depends on its environment is read after the fork. It is granian as everywhere
else (`tests.sites.site_command`), spared a second and a half of reading the same modules again.
"""

import gc
import json
import os
import signal
import sys
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

from django.conf import settings
from django.db import connections

from config.local.processes import dies_with_parent

SETTINGS = ("config.settings.test", "config.settings.base")
READ_BEFORE = ("granian.cli", "granian.server", "config.wsgi")


def main() -> None:
    """Serves requests for servers until its input ends."""
    for name in READ_BEFORE:
        import_module(name)

    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    _say("ready")
    for line in sys.stdin:
        asks_parent = dies_with_parent()
        child = os.fork()
        if child == 0:
            asks_parent()
            _serve(json.loads(line))
        _say(str(child))


def _say(words: str) -> None:
    print(words, flush=True)  # noqa: T201


def _serve(asked: dict[str, Any]) -> NoReturn:
    """Becomes the server that was asked for, with its own environment, folder of logs and database."""
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    with Path(asked["log"]).open("ab") as output, Path(os.devnull).open("rb") as nothing:
        for mine, theirs in ((nothing, 0), (output, 1), (output, 2)):
            os.dup2(mine.fileno(), theirs)
    os.environ.update(asked["environment"])
    _read_settings_again()
    sys.argv = ["granian", *asked["arguments"]]
    import_module("granian.cli").entrypoint()
    sys.exit()


def _read_settings_again() -> None:
    """The settings as this environment makes them; no connection was opened under the old ones."""
    for name in SETTINGS:
        sys.modules.pop(name, None)
    for name, value in vars(import_module(SETTINGS[0])).items():
        if name.isupper():
            setattr(settings, name, value)
    for connection in connections.all(initialized_only=True):
        del connections[connection.alias]
    connections.settings.update(connections.configure_settings(settings.DATABASES))


if __name__ == "__main__":
    main()
