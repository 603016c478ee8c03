from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='StoredPage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', models.CharField(max_length=400)),
                ('owner', models.CharField(blank=True, max_length=50)),
                ('stamp', models.PositiveBigIntegerField()),
                ('content_type', models.CharField(max_length=100)),
                ('headers', models.TextField(blank=True)),
                ('etag', models.CharField(max_length=80)),
                ('release', models.CharField(max_length=64)),
                ('good_until', models.DateField(blank=True, null=True)),
                ('stored_at', models.DateTimeField()),
                ('brotli', models.BinaryField()),
                ('gzip', models.BinaryField()),
                ('plain', models.BinaryField()),
            ],
            options={
                'ordering': ['path'],
                'indexes': [models.Index(fields=['owner', 'stored_at'], name='stored_page_by_owner')],
                'constraints': [models.UniqueConstraint(fields=('path', 'release'), name='stored_page_once', violation_error_message='This release of the portal has already stored this page.')],
            },
        ),
        migrations.CreateModel(
            name='Demonstration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('loaded_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ['loaded_at'],
            },
        ),
        migrations.CreateModel(
            name='DailySalt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(unique=True)),
                ('salt', models.CharField(max_length=64)),
            ],
            options={
                'ordering': ['day'],
            },
        ),
        migrations.CreateModel(
            name='SendCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64, unique=True)),
                ('day', models.DateField(db_index=True)),
                ('count', models.PositiveIntegerField(default=0)),
            ],
            options={
                'ordering': ['day', 'key'],
            },
        ),
        migrations.CreateModel(
            name='SentEmail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(max_length=100)),
                ('address_hash', models.CharField(max_length=64)),
                ('at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ['at'],
                'constraints': [models.UniqueConstraint(fields=('purpose', 'address_hash'), name='sent_email_once_a_purpose', violation_error_message="This email has already been sent to this address.")],
            },
        ),
        migrations.CreateModel(
            name='JobState',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, unique=True)),
                ('due_at', models.DateTimeField()),
                ('began_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('succeeded_at', models.DateTimeField(blank=True, null=True)),
                ('running_until', models.DateTimeField(blank=True, null=True)),
                ('failures', models.PositiveIntegerField(default=0)),
                ('outcome', models.TextField(blank=True)),
            ],
            options={
                'ordering': ['name'],
            },
        ),
    ]
