from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from safeguarding.category_list import CATEGORIES


def give_the_list(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Each school that has no category begins with the usual ones."""
    category = apps.get_model("safeguarding", "Category")
    with_some = category.objects.values("school")
    for school in apps.get_model("schools", "School").objects.exclude(pk__in=with_some):
        category.objects.bulk_create([category(school=school, title=title) for title in CATEGORIES])


class Migration(migrations.Migration):
    dependencies = [("safeguarding", "0003_reach")]

    operations = [migrations.RunPython(give_the_list, migrations.RunPython.noop)]
