"""How Daymark meets PostgreSQL: two roles, firm time limits, and a plain refusal of anything else."""

from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured
from django.db.backends.base.base import BaseDatabaseWrapper

APP_ROLE = "daymark_app"
OWNER_ROLE = "daymark_owner"
# The web's role becomes the sealed one inside a transaction, and only by saying so. The keeper owns the
# functions of the safeguarding tables; the owner becomes the keeper to make them and to copy all rows out.
SEALED_ROLE = "daymark_sealed"
KEEPER_ROLE = "daymark_keeper"
ROLE_GRANTS = (
    f"GRANT {SEALED_ROLE} TO {APP_ROLE} WITH INHERIT FALSE, SET TRUE",
    f"GRANT {KEEPER_ROLE} TO {OWNER_ROLE} WITH INHERIT FALSE, SET TRUE",
    f"GRANT pg_read_all_data TO {KEEPER_ROLE} WITH INHERIT TRUE",
)
OWNER_ALIAS = "owner"
OLDEST_SERVER = 18

APP_LIMITS = {"statement_timeout": "15s", "lock_timeout": "3s", "idle_in_transaction_session_timeout": "60s"}
OWNER_LIMITS = {"lock_timeout": "3s", "idle_in_transaction_session_timeout": "60s"}

ROLE_FACTS = """
    SELECT r.rolsuper,
           r.rolbypassrls,
           pg_has_role(d.datdba, 'USAGE')
           OR EXISTS (SELECT FROM pg_class c
                      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
                        AND pg_has_role(c.relowner, 'USAGE'))
    FROM pg_roles r, pg_database d
    WHERE r.rolname = current_user AND d.datname = current_database()
"""


def database(url: str, limits: dict[str, str]) -> dict[str, Any]:
    """One entry of DATABASES for this URL, with the time limits in seconds as PostgreSQL reads them."""
    entry: dict[str, Any] = dict(environ.Env.db_url_config(url))
    options: dict[str, Any] = dict(entry.get("OPTIONS", {}))
    options["options"] = " ".join(f"-c {name}={value}" for name, value in limits.items())
    return entry | {
        "ENGINE": "django.db.backends.postgresql",
        "OPTIONS": options,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


class OwnerMigrates:
    """Tables are made by the owner's role only, so that the web's role can own nothing."""

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """Whether migrations may run on this alias."""
        return db == OWNER_ALIAS


def server_problem(version: int) -> str | None:
    """Why this server version (for example 180006) cannot be used, or None."""
    if version // 10000 >= OLDEST_SERVER:
        return None
    return (
        f"Daymark needs PostgreSQL {OLDEST_SERVER} or newer. This server is PostgreSQL {version // 10000}. "
        "Set DATABASE_URL to a newer server."
    )


def role_problem(role: str, *, superuser: bool, bypasses: bool, owns: bool) -> str | None:
    """Why the web may not connect as this role, or None."""
    faults = (
        (superuser, "is a superuser"),
        (bypasses, "may bypass row level security"),
        (owns, "owns the tables or the database"),
    )
    for is_so, words in faults:
        if is_so:
            return (
                f'The database role "{role}" {words}, so the database could not hold anyone back. '
                f'Set DATABASE_URL to a plain role such as "{APP_ROLE}"; '
                "only DATABASE_OWNER_URL names the owner."
            )
    return None


def refuse_wrong_server(sender: object, connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Closes a new connection and stops with a plain sentence when the server or the role is wrong."""
    info = connection.connection.info
    problem = server_problem(info.server_version)
    if problem is None and connection.alias != OWNER_ALIAS:
        superuser, bypasses, owns = connection.connection.execute(ROLE_FACTS).fetchone()
        problem = role_problem(info.user, superuser=superuser, bypasses=bypasses, owns=owns)
    if problem is not None:
        connection.close()
        raise ImproperlyConfigured(problem)
