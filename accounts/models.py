"""People, their invitations, and the audit. What a person may do stands in schools.Membership."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.functions import Upper
from django.utils.crypto import salted_hmac


class UserManager(BaseUserManager["User"]):
    """Finds people by their address in any case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create a person who signs in by email; without a password nobody can sign in as them yet."""
        person = self.model(email=email.strip().lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> User:
        """Find a person by address, in any case."""
        return self.get(email__iexact=username or "")


class User(AbstractBaseUser):
    """A member of staff. What they may do stands in schools.Membership, never here."""

    id = models.BigAutoField(primary_key=True)
    email = models.EmailField(
        unique=True, max_length=254, error_messages={"unique": "That address has an account."}
    )
    full_name = models.CharField(max_length=150)
    job_title = models.CharField(max_length=100, blank=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(null=True, blank=True)
    # Part of what a session is signed with: adding one ends every session of this person at once.
    session_round = models.PositiveIntegerField(default=0)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(Upper("email"), name="accounts_user_email_any_case"),
        ]

    def __str__(self) -> str:
        return self.full_name or self.email

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        salt = "accounts.models.User.session"
        return salted_hmac(
            salt, f"{self.password}:{self.session_round}", secret=secret, algorithm="sha256"
        ).hexdigest()

    def get_full_name(self) -> str:
        """Return the name as others see it."""
        return self.full_name

    def get_short_name(self) -> str:
        """Return the first word of the name."""
        return self.full_name.split(" ")[0]


class Invitation(models.Model):
    """A way in that works once and for seven days; only the digest of its token is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="invitations")
    token_digest = models.CharField(max_length=64, unique=True)
    email = models.EmailField(max_length=254)
    full_name = models.CharField(max_length=150)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("created_at")), name="accounts_invitation_dates"
            ),
        ]

    def __str__(self) -> str:
        return f"Invitation for {self.full_name}"

    def is_open(self, at: datetime) -> bool:
        """Whether the link still works at this instant."""
        return self.accepted_at is None and at < self.expires_at


class TransactionIdField(models.BigIntegerField):  # type: ignore[type-arg]
    """PostgreSQL's xid8, which the driver hands over as text."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        """Name the type in the database."""
        return "xid8"

    def from_db_value(self, value: object, *_: object) -> int | None:
        """Read the number."""
        return None if value is None else int(str(value))


class AuditEvent(models.Model):
    """One line of the audit: ids and names, no foreign keys, so that it never holds live rows back.

    Rows come only from daymark_log_event() and the audit triggers; the application's role may only read.
    """

    id = models.BigAutoField(primary_key=True)
    epoch = models.IntegerField()
    txid = TransactionIdField()
    at = models.DateTimeField()
    actor = models.BigIntegerField(null=True)
    on_behalf_of = models.BigIntegerField(null=True)
    verb = models.TextField()
    school = models.BigIntegerField(null=True)
    pupil = models.BigIntegerField(null=True)
    tbl = models.TextField()
    obj = models.TextField()
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    reason = models.TextField()
    request_id = models.TextField()

    class Meta:
        managed = False
        db_table = "accounts_auditevent"
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return f"{self.verb} {self.tbl} {self.obj}".strip()
