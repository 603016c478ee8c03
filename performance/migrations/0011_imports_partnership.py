import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Apart from the step before, which fills the column: PostgreSQL does not alter a table it has just changed."""

    dependencies = [
        ('performance', '0010_imports'),
    ]

    operations = [
        migrations.AlterField(
            model_name='importrun',
            name='partnership',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='import_runs', to='plans.partnership'),
        ),
    ]
