# mypy: ignore-errors

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0003_inputs'),
    ]

    operations = [
        migrations.AddField(
            model_name='run',
            name='exceptions',
            field=models.TextField(default='[]'),
        ),
    ]
