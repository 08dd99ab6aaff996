"""What happened to a membership is never changed or taken away."""

from django.db import migrations

from guildhall.infra.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("members", "0002_periods")]
    operations = [append_only("members_change")]
