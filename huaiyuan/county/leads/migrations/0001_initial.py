import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("access", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Opening",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("run_id", models.CharField(max_length=64, unique=True, verbose_name="筛查")),
                ("opened", models.IntegerField(verbose_name="新开")),
                ("merged", models.IntegerField(verbose_name="并入在办")),
                ("suppressed", models.IntegerField(verbose_name="刚核过不再推")),
                ("opened_at", models.DateTimeField(verbose_name="归并时刻")),
            ],
            options={
                "verbose_name": "线索归并",
            },
        ),
        migrations.CreateModel(
            name="Lead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "lead_no",
                    models.CharField(help_text="如 XS2026-000123", max_length=16, unique=True, verbose_name="线索编号"),
                ),
                ("household_no", models.CharField(max_length=24, verbose_name="户编号")),
                ("village_code", models.CharField(help_text="现在由哪个村核实", max_length=12, verbose_name="村代码")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "待交办"),
                            ("sent", "已派村"),
                            ("visiting", "核实中"),
                            ("confirmed", "属实"),
                            ("cleared", "核实未成立"),
                            ("withheld", "不交办"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                (
                    "grade",
                    models.CharField(
                        choices=[("red", "红"), ("orange", "橙"), ("yellow", "黄")], max_length=6, verbose_name="级别"
                    ),
                ),
                ("opened_on", models.DateField(verbose_name="发现日期")),
                ("run_id", models.CharField(blank=True, max_length=64, verbose_name="首次发现的筛查")),
                ("sent_at", models.DateTimeField(null=True, verbose_name="交办时刻")),
                ("due_at", models.DateTimeField(null=True, verbose_name="核实期限")),
                ("first_visit_on", models.DateField(null=True, verbose_name="首次核实日期")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="结论时刻")),
                ("closed_at", models.DateTimeField(null=True, verbose_name="了结时刻")),
                (
                    "closed_why",
                    models.CharField(
                        blank=True, help_text="不交办、撤回的原因", max_length=200, verbose_name="了结原因"
                    ),
                ),
                ("version", models.IntegerField(default=1, verbose_name="版本")),
                ("changed_how", models.CharField(blank=True, max_length=20, verbose_name="最近一步")),
                ("changed_by", models.CharField(blank=True, max_length=60, verbose_name="最近经办")),
                ("changed_at", models.DateTimeField(verbose_name="最近经办时刻")),
                (
                    "reminders",
                    models.IntegerField(db_default=0, default=0, help_text="在现在这个村里", verbose_name="催办次数"),
                ),
                (
                    "reminded_by",
                    models.CharField(blank=True, db_default="", default="", max_length=60, verbose_name="最近催办人"),
                ),
                ("reminded_at", models.DateTimeField(null=True, verbose_name="最近催办时刻")),
            ],
            options={
                "verbose_name": "线索",
                "indexes": [
                    models.Index(fields=["household_no", "opened_on"], name="lead_household"),
                    models.Index(fields=["village_code", "state", "due_at"], name="lead_village"),
                    models.Index(fields=["state", "due_at", "lead_no"], name="lead_state"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["open", "sent", "visiting"])),
                        fields=("household_no",),
                        name="lead_one_live",
                        violation_error_message="一户只能有一条在办线索",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "case_no",
                    models.CharField(help_text="线索编号加 -B 和序号", max_length=24, unique=True, verbose_name="编号"),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="leads.lead",
                        verbose_name="线索",
                    ),
                ),
                ("department", models.CharField(max_length=40, verbose_name="部门")),
                ("risk_types", models.CharField(max_length=120, verbose_name="风险类型")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("to_do", "待落实"),
                            ("answered", "已答复，待县里看"),
                            ("closed", "已落实"),
                            ("recalled", "已收回"),
                        ],
                        default="to_do",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("opened_at", models.DateTimeField(verbose_name="转部门时刻")),
                ("due_at", models.DateTimeField(help_text="9999-12-31 为期限未定", verbose_name="期限")),
                ("answer", models.CharField(blank=True, max_length=400, verbose_name="部门答复")),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="答复人",
                    ),
                ),
                ("answered_at", models.DateTimeField(null=True, verbose_name="答复时刻")),
                ("returned_because", models.CharField(blank=True, max_length=200, verbose_name="退回原因")),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="认可人",
                    ),
                ),
                ("closed_at", models.DateTimeField(null=True, verbose_name="了结时刻")),
            ],
            options={
                "verbose_name": "部门落实",
                "indexes": [models.Index(fields=["department", "state", "due_at"], name="case_inbox")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["to_do", "answered"])),
                        fields=("lead", "department"),
                        name="case_one_open",
                        violation_error_message="这一户已经转给这个部门",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseProof",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("proof_no", models.UUIDField(unique=True, verbose_name="编号")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proofs",
                        to="leads.case",
                        verbose_name="部门落实",
                    ),
                ),
                ("file_name", models.CharField(help_text="media 下的相对路径", max_length=80, verbose_name="存放")),
                ("size", models.IntegerField(help_text="封存前字节数", verbose_name="大小")),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="上传人",
                    ),
                ),
                ("added_at", models.DateTimeField(verbose_name="上传时刻")),
            ],
            options={
                "verbose_name": "落实凭据",
            },
        ),
        migrations.CreateModel(
            name="Forwarding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "lead",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="forwardings",
                        to="leads.lead",
                        verbose_name="线索",
                    ),
                ),
                ("from_village", models.CharField(max_length=12, verbose_name="从哪个村")),
                (
                    "to_village",
                    models.CharField(blank=True, help_text="空为退回县里", max_length=12, verbose_name="到哪个村"),
                ),
                ("reason", models.CharField(max_length=200, verbose_name="原因")),
                (
                    "forwarded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="经办人",
                    ),
                ),
                ("forwarded_at", models.DateTimeField(verbose_name="时刻")),
            ],
            options={
                "verbose_name": "转交记录",
            },
        ),
        migrations.CreateModel(
            name="Remark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "lead",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="remarks",
                        to="leads.lead",
                        verbose_name="线索",
                    ),
                ),
                ("text", models.CharField(max_length=400, verbose_name="内容")),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="批注人",
                    ),
                ),
                ("written_at", models.DateTimeField(verbose_name="时刻")),
            ],
            options={
                "verbose_name": "批注",
            },
        ),
        migrations.CreateModel(
            name="Risk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "lead",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="risks",
                        to="leads.lead",
                        verbose_name="线索",
                    ),
                ),
                ("risk_type", models.CharField(max_length=20, verbose_name="风险类型")),
                (
                    "grade",
                    models.CharField(
                        choices=[("red", "红"), ("orange", "橙"), ("yellow", "黄")], max_length=6, verbose_name="级别"
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("identify", "属实，转识别认定"),
                            ("monitored", "属实，已是监测对象（并入补措施）"),
                            ("department", "属实，需部门落实政策"),
                            ("covered", "已有保障，持续关注"),
                            ("unfounded", "不属实"),
                        ],
                        max_length=12,
                        verbose_name="结论",
                    ),
                ),
                (
                    "reason",
                    models.CharField(blank=True, help_text="不属实、更正时必填", max_length=200, verbose_name="原因"),
                ),
                (
                    "judged_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="认定人",
                    ),
                ),
                ("judged_at", models.DateTimeField(null=True, verbose_name="认定时刻")),
                ("by_phone", models.BooleanField(default=False, verbose_name="电话核实")),
                ("signed", models.BooleanField(default=False, verbose_name="户主已签字")),
                (
                    "cool_down_until",
                    models.DateField(help_text="之后也只在情况变化时再问", null=True, verbose_name="不再追问至"),
                ),
            ],
            options={
                "verbose_name": "风险",
                "constraints": [
                    models.UniqueConstraint(fields=("lead", "risk_type"), name="risk_one_a_lead"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("judged_at__isnull", True), ("verdict", "")),
                            models.Q(models.Q(("verdict", ""), _negated=True), ("judged_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="risk_judged_when",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Hit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("hit_no", models.CharField(max_length=24, unique=True, verbose_name="命中编号")),
                (
                    "lead",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hits",
                        to="leads.lead",
                        verbose_name="线索",
                    ),
                ),
                (
                    "risk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hits",
                        to="leads.risk",
                        verbose_name="风险",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("department", "部门筛查预警"),
                            ("application", "农户自主申报"),
                            ("hotline", "12317咨询电话"),
                            ("petition", "信访"),
                            ("opinion", "网络舆情"),
                            ("patrol", "干部走访排查"),
                            ("round", "集中排查"),
                        ],
                        db_default="department",
                        default="department",
                        max_length=12,
                        verbose_name="渠道",
                    ),
                ),
                ("rule", models.CharField(blank=True, max_length=12, verbose_name="规则")),
                ("rule_version", models.CharField(blank=True, max_length=40, verbose_name="规则版本")),
                ("run_id", models.CharField(blank=True, max_length=64, verbose_name="首次发现的筛查")),
                ("last_run_id", models.CharField(blank=True, max_length=64, verbose_name="最近一次发现的筛查")),
                ("person_id", models.CharField(blank=True, max_length=12, verbose_name="人员编号")),
                ("department", models.CharField(max_length=40, verbose_name="部门")),
                ("says", models.TextField(help_text="一句话：谁、何时、什么、多少", verbose_name="依据")),
                ("facts", models.TextField(blank=True, help_text="名=值，用英文分号隔开", verbose_name="依据的数")),
                (
                    "fingerprint",
                    models.CharField(help_text="依据的数换了档才变", max_length=16, verbose_name="情况指纹"),
                ),
                (
                    "match",
                    models.CharField(
                        choices=[
                            ("exact", "证件号一致"),
                            ("normalised", "规整后一致"),
                            ("probable", "疑似同一人"),
                            ("chosen", "经办人认定"),
                        ],
                        max_length=12,
                        verbose_name="比对方式",
                    ),
                ),
                ("rows", models.TextField(blank=True, help_text="批次|表|行，用英文分号隔开", verbose_name="原表行")),
                ("pushed_at", models.DateTimeField(verbose_name="推送时刻")),
                (
                    "ground_gone_at",
                    models.DateTimeField(
                        help_text="依据的部门批次撤回，空为未撤", null=True, verbose_name="批次撤回时刻"
                    ),
                ),
                (
                    "person_gone_at",
                    models.DateTimeField(
                        help_text="所说的人死亡、迁出等，空为没有", null=True, verbose_name="人员变更时刻"
                    ),
                ),
                (
                    "struck",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.ExpressionWrapper(
                            models.Q(
                                ("ground_gone_at__isnull", False), ("person_gone_at__isnull", False), _connector="OR"
                            ),
                            models.BooleanField(),
                        ),
                        help_text="两个时刻有一个即是",
                        output_field=models.BooleanField(),
                        verbose_name="不再算数",
                    ),
                ),
            ],
            options={
                "verbose_name": "命中",
                "indexes": [
                    models.Index(fields=["last_run_id"], name="hit_last_run"),
                    models.Index(fields=["rule", "department"], name="hit_rule"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("struck", False)),
                        fields=("risk", "rule", "person_id", "fingerprint"),
                        name="hit_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Following",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("change_no", models.CharField(db_index=True, max_length=24, verbose_name="变更编号")),
                (
                    "lead",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="followings",
                        to="leads.lead",
                        verbose_name="线索",
                    ),
                ),
                (
                    "hit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="leads.hit",
                        verbose_name="命中",
                    ),
                ),
                (
                    "effect",
                    models.CharField(
                        choices=[
                            ("struck", "命中撤下"),
                            ("hit", "命中转到另一户"),
                            ("household", "线索转到另一户"),
                            ("village", "线索转到另一村"),
                            ("opened", "随分户另立线索"),
                            ("closed", "线索随变更了结"),
                            ("person", "命中改到另一人员编号"),
                        ],
                        max_length=10,
                        verbose_name="怎么变",
                    ),
                ),
                (
                    "from_lead",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="leads.lead",
                        verbose_name="原线索",
                    ),
                ),
                ("from_household", models.CharField(max_length=24, verbose_name="原户编号")),
                ("from_village", models.CharField(max_length=12, verbose_name="原村")),
                (
                    "from_state",
                    models.CharField(
                        choices=[
                            ("open", "待交办"),
                            ("sent", "已派村"),
                            ("visiting", "核实中"),
                            ("confirmed", "属实"),
                            ("cleared", "核实未成立"),
                            ("withheld", "不交办"),
                            ("withdrawn", "已撤回"),
                        ],
                        max_length=10,
                        verbose_name="原状态",
                    ),
                ),
                ("from_person", models.CharField(blank=True, default="", max_length=12, verbose_name="原人员编号")),
                ("noted_at", models.DateTimeField(verbose_name="时刻")),
                ("undone_at", models.DateTimeField(null=True, verbose_name="撤销时刻")),
            ],
            options={
                "verbose_name": "线索随变更",
            },
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "lead",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="leads.lead",
                        verbose_name="线索",
                    ),
                ),
                (
                    "risk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="leads.risk",
                        verbose_name="风险",
                    ),
                ),
                (
                    "before",
                    models.CharField(
                        choices=[
                            ("identify", "属实，转识别认定"),
                            ("monitored", "属实，已是监测对象（并入补措施）"),
                            ("department", "属实，需部门落实政策"),
                            ("covered", "已有保障，持续关注"),
                            ("unfounded", "不属实"),
                        ],
                        max_length=12,
                        verbose_name="原来的结论",
                    ),
                ),
                (
                    "after",
                    models.CharField(
                        choices=[
                            ("identify", "属实，转识别认定"),
                            ("monitored", "属实，已是监测对象（并入补措施）"),
                            ("department", "属实，需部门落实政策"),
                            ("covered", "已有保障，持续关注"),
                            ("unfounded", "不属实"),
                        ],
                        max_length=12,
                        verbose_name="更正后的结论",
                    ),
                ),
                ("reason", models.CharField(max_length=200, verbose_name="原因")),
                ("by_county", models.BooleanField(default=False, verbose_name="县里更正")),
                (
                    "corrected_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="更正人",
                    ),
                ),
                ("corrected_at", models.DateTimeField(verbose_name="更正时刻")),
            ],
            options={
                "verbose_name": "更正记录",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("before", models.F("after")), _negated=True), name="correction_changes"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StruckLead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "lead",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="before_struck",
                        to="leads.lead",
                        verbose_name="线索",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "待交办"),
                            ("sent", "已派村"),
                            ("visiting", "核实中"),
                            ("confirmed", "属实"),
                            ("cleared", "核实未成立"),
                            ("withheld", "不交办"),
                            ("withdrawn", "已撤回"),
                        ],
                        max_length=10,
                        verbose_name="撤回前的状态",
                    ),
                ),
                ("closed_at", models.DateTimeField(null=True, verbose_name="撤回前的了结时刻")),
                ("closed_why", models.CharField(blank=True, max_length=200, verbose_name="撤回前的了结原因")),
                ("changed_how", models.CharField(blank=True, max_length=20, verbose_name="撤回前的最近一步")),
                ("changed_by", models.CharField(blank=True, max_length=60, verbose_name="撤回前的最近经办")),
                ("changed_at", models.DateTimeField(verbose_name="撤回前的最近经办时刻")),
                ("struck_at", models.DateTimeField(verbose_name="撤回时刻")),
                ("version", models.IntegerField(verbose_name="撤回后的版本")),
            ],
            options={
                "verbose_name": "撤回前的线索",
            },
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "client_uuid",
                    models.UUIDField(help_text="手机上生成，重传不会记两次", unique=True, verbose_name="手机编号"),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="leads.lead",
                        verbose_name="线索",
                    ),
                ),
                ("visited_on", models.DateField(verbose_name="核实日期")),
                (
                    "way",
                    models.CharField(
                        choices=[("on_site", "入户"), ("phone", "外出电话已核")], max_length=10, verbose_name="核实方式"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="核实人",
                    ),
                ),
                ("companion", models.CharField(blank=True, max_length=60, verbose_name="同行人")),
                ("recorded_at", models.DateTimeField(verbose_name="收到时刻")),
                ("base_version", models.IntegerField(verbose_name="填写时的版本")),
                ("note", models.CharField(blank=True, max_length=400, verbose_name="说明")),
                (
                    "signature",
                    models.CharField(
                        choices=[("done", "已签"), ("due", "待返乡补签")], max_length=6, verbose_name="签字"
                    ),
                ),
                ("signature_due_at", models.DateTimeField(null=True, verbose_name="补签期限")),
                ("signed_on", models.DateField(null=True, verbose_name="签字日期")),
            ],
            options={
                "verbose_name": "入户核实",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("signature", "due"), ("signed_on__isnull", True)),
                            models.Q(("signature", "done"), ("signed_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="visit_signed_when",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="leads.visit",
                        verbose_name="入户核实",
                    ),
                ),
                (
                    "risk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="leads.risk",
                        verbose_name="风险",
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("identify", "属实，转识别认定"),
                            ("monitored", "属实，已是监测对象（并入补措施）"),
                            ("department", "属实，需部门落实政策"),
                            ("covered", "已有保障，持续关注"),
                            ("unfounded", "不属实"),
                        ],
                        max_length=12,
                        verbose_name="结论",
                    ),
                ),
                ("found", models.CharField(blank=True, max_length=400, verbose_name="看到的情况")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="原因")),
            ],
            options={
                "verbose_name": "核实情况",
                "constraints": [models.UniqueConstraint(fields=("visit", "risk"), name="finding_one_a_risk")],
            },
        ),
        migrations.CreateModel(
            name="VisitPhoto",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("client_uuid", models.UUIDField(unique=True, verbose_name="手机编号")),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photos",
                        to="leads.visit",
                        verbose_name="入户核实",
                    ),
                ),
                ("file_name", models.CharField(help_text="media 下的相对路径", max_length=80, verbose_name="存放")),
                ("width", models.IntegerField(help_text="像素", verbose_name="宽")),
                ("height", models.IntegerField(help_text="像素", verbose_name="高")),
                ("size", models.IntegerField(help_text="封存前字节数", verbose_name="大小")),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="上传人",
                    ),
                ),
                ("added_at", models.DateTimeField(verbose_name="上传时刻")),
            ],
            options={
                "verbose_name": "现场照片",
            },
        ),
    ]
