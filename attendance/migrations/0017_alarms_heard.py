from django.db import migrations, models


class Migration(migrations.Migration):
    """A link is answered once, and once more where the family thought that the child was in school."""

    dependencies = [("attendance", "0016_replies_guards")]

    operations = [
        migrations.RemoveConstraint(model_name="familyreply", name="family_reply_by_link_once"),
        migrations.AddConstraint(
            model_name="familyreply",
            constraint=models.UniqueConstraint(
                condition=models.Q(("way", "link"), models.Q(("reason", "thought_in"), _negated=True)),
                fields=("message",),
                name="family_reply_by_link_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="familyreply",
            constraint=models.UniqueConstraint(
                condition=models.Q(("reason", "thought_in"), ("way", "link")),
                fields=("message",),
                name="family_reply_alarm_once",
            ),
        ),
    ]
