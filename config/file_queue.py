"""Kombu's filesystem transport, with messages that appear whole.

Kombu writes a message into the folder where a worker already looks, so that a worker may read half of
one and stop. Here a message is written beside, under a name no queue looks for, and then renamed.
"""

from pathlib import Path
from time import monotonic
from typing import Any
from uuid import uuid4

from kombu.transport import filesystem
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    """A channel whose messages appear at once or not at all."""

    def _put(self, queue: str, payload: dict[str, Any], **kwargs: Any) -> None:  # type: ignore[override]
        folder = Path(self.data_folder_out)
        draft = folder / f"draft-{uuid4()}"
        draft.write_text(dumps(payload), encoding="utf-8")
        draft.rename(folder / f"{round(monotonic() * 1000)}_{uuid4()}.{queue}.msg")


class Transport(filesystem.Transport):
    """The transport that CELERY_BROKER_URL=filesystem:// names here."""

    Channel = Channel
