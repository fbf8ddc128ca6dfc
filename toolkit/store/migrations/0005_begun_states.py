# mypy: ignore-errors

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0004_exceptions'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='state',
            index=models.Index(fields=['first_run'], name='begun_states'),
        ),
    ]
