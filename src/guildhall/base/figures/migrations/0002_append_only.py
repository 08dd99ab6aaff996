"""What was kept and what was published stays as it was written."""

from django.db import migrations

from guildhall.infra.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("figures", "0001_initial")]
    operations = [append_only("figures_snapshot", "figures_cell", "figures_publication", "figures_published_cell")]
