"""A save that is sent again gets the answer of the first time, and changes nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection, transaction

from accounts.models import User
from attendance.models import SaveKey

KEPT_FOR = timedelta(days=2)
Answer = dict[str, Any]

# Waits for a save under the same key that is on its way, and writes nothing once that one stands.
KEEP = """
INSERT INTO attendance_savekey (key, user_id, path, answer, at)
VALUES (%s, %s, %s, %s, %s) ON CONFLICT (key) DO NOTHING
"""


@dataclass(frozen=True)
class Sending:
    """What a page sends to one address; its key stays through every try. None: a page without keys."""

    key: UUID | None
    path: str
    content: bytes

    @property
    def digest(self) -> str:
        """Tells this content from another that came under the same key."""
        return sha256(self.content).hexdigest()


class _SentBeforeError(Exception):
    """The key was used: what was done in this transaction is taken back."""


def answer_once(sending: Sending, act: Callable[[], Answer], *, by: User, at: datetime) -> Answer:
    """Do `act` and keep its answer under the key, in one transaction: one statement more than `act` alone.

    The same content under the same key, from the same person to the same address, gets the first answer:
    whatever the second try did is undone, and a refusal of it (what it asks for stands by now) is not told.
    Anything else that came under a used key is judged by itself. A refusal that is raised keeps no key.
    """
    if sending.key is None:
        return act()
    try:
        with transaction.atomic():
            answer = act()
            _keep(sending.key, sending, answer, by=by, at=at)
    except _SentBeforeError:
        return _first_answer(sending.key, sending, by=by) or act()
    except ValidationError:
        if first := _first_answer(sending.key, sending, by=by):
            return first
        raise
    return answer


def _keep(key: UUID, sending: Sending, answer: Answer, *, by: User, at: datetime) -> None:
    kept = json.dumps({"of": sending.digest, "answer": answer})
    with connection.cursor() as cursor:
        cursor.execute(KEEP, (key, by.pk, sending.path, kept, at))
        if not cursor.rowcount:
            raise _SentBeforeError


def _first_answer(key: UUID, sending: Sending, *, by: User) -> Answer | None:
    row = SaveKey.objects.filter(key=key, user=by, path=sending.path).first()
    if row is None or row.answer["of"] != sending.digest:
        return None
    answer: Answer = row.answer["answer"]
    return answer


def drop_old_keys(*, at: datetime) -> int:
    """Forget the keys of saves older than two days; the number of them."""
    dropped, _ = SaveKey.objects.filter(at__lt=at - KEPT_FOR).delete()
    return dropped
