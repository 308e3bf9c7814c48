"""The rows of documents: what changes in them leaves a line, and how far a worker is leaves none."""

from accounts.models import AuditEvent
from reporting.models import Document, DocumentKind
from tests.integration.attendance.steps import raw_act, run
from tests.world import NOW, World


def verbs() -> list[str]:
    return list(
        AuditEvent.objects.filter(tbl="reporting_document").order_by("pk").values_list("verb", flat=True)
    )


def test_a_change_of_who_asked_leaves_a_line_and_progress_none(world: World) -> None:
    with raw_act(world.okafor):
        Document.objects.create(
            school=world.marlowe, kind=DocumentKind.AUDIT_PACK, asked_by=world.okafor, asked_at=NOW
        )
        run("UPDATE reporting_document SET done = 3, total = 9, beat_at = now()")
        assert verbs() == ["insert"]
        run("UPDATE reporting_document SET asked_by_id = %s", world.lane.pk)

    line = AuditEvent.objects.filter(tbl="reporting_document").latest("pk")
    assert line.after is not None
    assert (line.verb, line.actor, line.after["asked_by_id"]) == ("update", world.okafor.pk, world.lane.pk)
