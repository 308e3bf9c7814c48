"""A message of the file queue appears whole: a worker that looks at the wrong moment finds nothing yet."""

from pathlib import Path

import pytest
from kombu import Connection

from config import file_queue
from config.celery import app


def test_the_app_uses_our_transport() -> None:
    with app.connection_for_write() as connection:
        assert isinstance(connection.transport, file_queue.Transport)


def test_a_message_half_written_is_not_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folders = {"data_folder_in": str(tmp_path), "data_folder_out": str(tmp_path)}
    options = folders | {"control_folder": str(tmp_path / "control")}
    seen: list[list[Path]] = []
    rename = Path.rename

    def look_and_rename(draft: Path, target: Path) -> Path:
        seen.append(list(tmp_path.glob("*.msg")))
        return rename(draft, target)

    monkeypatch.setattr(Path, "rename", look_and_rename)
    with Connection(transport=file_queue.Transport, transport_options=options) as connection:
        queue = connection.SimpleQueue("jobs")
        queue.put({"task": "a"})
        assert queue.get(timeout=5).payload == {"task": "a"}
        queue.close()
    assert seen[-1] == []
