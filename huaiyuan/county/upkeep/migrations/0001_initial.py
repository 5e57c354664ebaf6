import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('access', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Change',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(help_text='如 BG2026-000001', max_length=16, unique=True, verbose_name='变更编号')),
                ('client_uuid', models.UUIDField(help_text='手机上生成，重传不会登记两次', unique=True, verbose_name='手机编号')),
                ('kind', models.CharField(choices=[('birth', '出生'), ('death', '死亡'), ('move_in', '迁入'), ('move_out', '迁出'), ('split', '分户'), ('unite', '合户'), ('new_head', '更换户主')], max_length=10, verbose_name='种类')),
                ('state', models.CharField(choices=[('pending', '待确认'), ('done', '已生效'), ('refused', '不同意'), ('undone', '已撤销')], max_length=8, verbose_name='状态')),
                ('household_no', models.CharField(db_index=True, max_length=24, verbose_name='户编号')),
                ('village_code', models.CharField(max_length=12, verbose_name='村代码')),
                ('owner_area', models.CharField(help_text='确认的乡镇或县的区划代码', max_length=12, verbose_name='由哪里定')),
                ('other_no', models.CharField(blank=True, default='', help_text='合户并入的、迁入前的、分户新立的户', max_length=24, verbose_name='另一户')),
                ('whole', models.CharField(blank=True, choices=[('people', '个别人迁出本县'), ('away', '整户迁出本县'), ('village', '整户迁到本县别的村')], default='', max_length=8, verbose_name='迁出去向')),
                ('to_village', models.CharField(blank=True, default='', max_length=12, verbose_name='迁往的村')),
                ('why', models.CharField(blank=True, choices=[('marriage', '婚嫁'), ('other', '其他')], default='', max_length=10, verbose_name='原因')),
                ('keep_monitored', models.BooleanField(default=False, verbose_name='分出的户继续监测')),
                ('happened_on', models.DateField(verbose_name='发生日期')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                ('filed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
                ('filed_at', models.DateTimeField(verbose_name='登记时刻')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='确认人')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='确认时刻')),
                ('decided_why', models.CharField(blank=True, max_length=200, verbose_name='不同意的原因')),
                ('undone_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='撤销人')),
                ('undone_at', models.DateTimeField(null=True, verbose_name='撤销时刻')),
                ('undone_why', models.CharField(blank=True, max_length=200, verbose_name='撤销原因')),
            ],
            options={
                'verbose_name': '变更登记',
                'indexes': [models.Index(fields=['village_code', '-number'], name='change_village'), models.Index(fields=['other_no'], name='change_other')],
            },
        ),
        migrations.CreateModel(
            name='ChangePerson',
            fields=[
                ('id', models.BigIntegerField(help_text='预留号段内的编号，也是封存值的一部分', primary_key=True, serialize=False, verbose_name='序号')),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='people', to='upkeep.change', verbose_name='变更登记')),
                ('person_id', models.CharField(blank=True, help_text='新来的人生效后才有', max_length=12, verbose_name='人员编号')),
                ('part', models.CharField(choices=[('comes', '来'), ('goes', '走'), ('head', '新户主'), ('stays', '留')], max_length=6, verbose_name='做什么')),
                ('relation', models.CharField(blank=True, max_length=10, verbose_name='与户主关系')),
                ('name', models.CharField(blank=True, max_length=60, verbose_name='姓名')),
                ('sex', models.CharField(blank=True, max_length=1, verbose_name='性别')),
                ('birth_on', models.DateField(null=True, verbose_name='出生日期')),
                ('id_sealed', models.BinaryField(null=True, verbose_name='证件号码（封存）')),
            ],
            options={
                'verbose_name': '变更人员',
            },
        ),
        migrations.CreateModel(
            name='Likeness',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(help_text='如 CF000001', max_length=12, unique=True, verbose_name='疑似编号')),
                ('first_no', models.CharField(help_text='人员编号较小的一个', max_length=12, verbose_name='甲')),
                ('second_no', models.CharField(max_length=12, verbose_name='乙')),
                ('first_village', models.CharField(max_length=12, verbose_name='甲的村')),
                ('second_village', models.CharField(max_length=12, verbose_name='乙的村')),
                ('ground', models.CharField(choices=[('number', '证件号码、姓名都相同'), ('unnumbered', '姓名、出生日期相同，至少一人没有证件号码'), ('number_shared', '证件号码相同，姓名不同，多半有一人的号码登记错了'), ('numbers_differ', '姓名、出生日期相同，证件号码不同')], max_length=16, verbose_name='依据')),
                ('judged', models.CharField(choices=[('pending', '待认定'), ('same', '同一人，已合并'), ('different', '不是同一人')], default='pending', max_length=10, verbose_name='认定')),
                ('kept_no', models.CharField(blank=True, default='', max_length=12, verbose_name='留下的人员编号')),
                ('found_at', models.DateTimeField(verbose_name='发现时刻')),
                ('judged_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='认定人')),
                ('judged_at', models.DateTimeField(null=True, verbose_name='认定时刻')),
                ('why', models.CharField(blank=True, default='', max_length=200, verbose_name='认定的理由')),
                ('times', models.IntegerField(default=0, help_text='撤销后可再认定', verbose_name='认定次数')),
            ],
            options={
                'verbose_name': '疑似重复',
                'indexes': [models.Index(fields=['judged', 'ground', 'number'], name='likeness_list')],
                'constraints': [models.UniqueConstraint(fields=('first_no', 'second_no'), name='likeness_one_a_pair')],
            },
        ),
    ]
