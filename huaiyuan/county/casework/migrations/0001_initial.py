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
            name="CaseFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "case_no",
                    models.CharField(
                        help_text="如 RD2026-0001；风险消除如 XC2026-0001",
                        max_length=16,
                        unique=True,
                        verbose_name="认定编号",
                    ),
                ),
                ("procedure", models.CharField(max_length=20, verbose_name="程序")),
                ("household_no", models.CharField(max_length=24, verbose_name="户编号")),
                ("village_code", models.CharField(max_length=12, verbose_name="村代码")),
                ("lead_no", models.CharField(blank=True, max_length=16, verbose_name="来自线索")),
                ("found_on", models.DateField(help_text="15天从这天算起；风险消除是提名那天", verbose_name="发现日期")),
                ("opened_at", models.DateTimeField(verbose_name="转来时刻")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("visit", "待入户核实"),
                            ("compare", "信息比对"),
                            ("review", "待村级评议"),
                            ("to_post", "待公示"),
                            ("noticed", "公示中"),
                            ("township", "待乡镇审核"),
                            ("mend_township", "乡镇退回补正"),
                            ("county", "待县级审定"),
                            ("mend_county", "县级退回补正"),
                            ("announce", "待公告"),
                            ("enter", "待录国办系统"),
                            ("done", "已建档"),
                            ("refused", "不纳入"),
                            ("stopped", "已终止"),
                        ],
                        default="visit",
                        max_length=16,
                        verbose_name="状态",
                    ),
                ),
                ("step_due_at", models.DateTimeField(null=True, verbose_name="本步期限")),
                ("due_on", models.DateField(help_text="发现日加总时限，加暂停的天数", verbose_name="认定期限")),
                ("risks", models.CharField(help_text="用英文分号隔开", max_length=200, verbose_name="风险类型")),
                ("category", models.CharField(blank=True, max_length=10, verbose_name="拟认定类别")),
                ("scheme", models.CharField(blank=True, max_length=8, verbose_name="类别方案")),
                ("visited_on", models.DateField(null=True, verbose_name="入户日期")),
                (
                    "visited_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="入户核实人",
                    ),
                ),
                ("companion", models.CharField(blank=True, max_length=60, verbose_name="同去的人")),
                ("found", models.CharField(blank=True, max_length=400, verbose_name="看到的情况")),
                (
                    "exempt_ref",
                    models.CharField(
                        blank=True, help_text="低保证号或审批文号", max_length=60, verbose_name="免信息比对的凭据"
                    ),
                ),
                ("urgent", models.BooleanField(default=False, verbose_name="绿色通道")),
                ("urgent_why", models.CharField(blank=True, max_length=200, verbose_name="先办了什么")),
                ("suspended_on", models.DateField(null=True, verbose_name="暂停计时从")),
                ("suspended_why", models.CharField(blank=True, max_length=200, verbose_name="暂停原因")),
                ("paused_days", models.IntegerField(default=0, verbose_name="暂停过的天数")),
                ("returned_why", models.CharField(blank=True, max_length=200, verbose_name="退回补正的原因")),
                ("ended_why", models.CharField(blank=True, max_length=200, verbose_name="不纳入、终止的原因")),
                ("decided_on", models.DateField(null=True, verbose_name="审定日期")),
                ("doc_no", models.CharField(blank=True, max_length=120, verbose_name="审定文号")),
                ("national_no", models.CharField(blank=True, max_length=40, verbose_name="国办系统户编号")),
                ("earliest_on", models.DateField(help_text="下一步不能早于这天", verbose_name="上一步的日期")),
                ("closed_at", models.DateTimeField(null=True, verbose_name="办结时刻")),
                ("version", models.IntegerField(default=1, verbose_name="版本")),
                ("changed_how", models.CharField(blank=True, max_length=20, verbose_name="最近一步")),
                ("changed_by", models.CharField(blank=True, max_length=60, verbose_name="最近经办")),
                ("changed_at", models.DateTimeField(verbose_name="最近经办时刻")),
            ],
            options={
                "verbose_name": "认定事项",
                "indexes": [
                    models.Index(fields=["village_code", "state"], name="case_file_village"),
                    models.Index(fields=["state", "due_on", "case_no"], name="case_file_state"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "visit",
                                    "compare",
                                    "review",
                                    "to_post",
                                    "noticed",
                                    "township",
                                    "mend_township",
                                    "county",
                                    "mend_county",
                                    "announce",
                                    "enter",
                                ],
                            )
                        ),
                        fields=("household_no",),
                        name="case_file_one_live",
                        violation_error_message="这一户已有在办的认定事项",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            models.Q(("lead_no", ""), _negated=True), models.Q(("state", "stopped"), _negated=True)
                        ),
                        fields=("lead_no",),
                        name="case_file_one_a_lead",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Authorisation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="authorisations",
                        to="casework.casefile",
                        verbose_name="认定事项",
                    ),
                ),
                ("person_id", models.CharField(max_length=12, verbose_name="人员编号")),
                ("signed_on", models.DateField(verbose_name="签字日期")),
                ("by_proxy", models.BooleanField(default=False, verbose_name="代填，本人按印")),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
                ("recorded_at", models.DateTimeField(verbose_name="登记时刻")),
            ],
            options={
                "verbose_name": "承诺授权",
                "constraints": [models.UniqueConstraint(fields=("case", "person_id"), name="authorisation_once")],
            },
        ),
        migrations.CreateModel(
            name="CaseStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="casework.casefile",
                        verbose_name="认定事项",
                    ),
                ),
                ("move", models.CharField(max_length=20, verbose_name="动作")),
                (
                    "from_state",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("visit", "待入户核实"),
                            ("compare", "信息比对"),
                            ("review", "待村级评议"),
                            ("to_post", "待公示"),
                            ("noticed", "公示中"),
                            ("township", "待乡镇审核"),
                            ("mend_township", "乡镇退回补正"),
                            ("county", "待县级审定"),
                            ("mend_county", "县级退回补正"),
                            ("announce", "待公告"),
                            ("enter", "待录国办系统"),
                            ("done", "已建档"),
                            ("refused", "不纳入"),
                            ("stopped", "已终止"),
                        ],
                        max_length=16,
                        verbose_name="从",
                    ),
                ),
                (
                    "to_state",
                    models.CharField(
                        choices=[
                            ("visit", "待入户核实"),
                            ("compare", "信息比对"),
                            ("review", "待村级评议"),
                            ("to_post", "待公示"),
                            ("noticed", "公示中"),
                            ("township", "待乡镇审核"),
                            ("mend_township", "乡镇退回补正"),
                            ("county", "待县级审定"),
                            ("mend_county", "县级退回补正"),
                            ("announce", "待公告"),
                            ("enter", "待录国办系统"),
                            ("done", "已建档"),
                            ("refused", "不纳入"),
                            ("stopped", "已终止"),
                        ],
                        max_length=16,
                        verbose_name="到",
                    ),
                ),
                ("done_on", models.DateField(verbose_name="哪天的事")),
                ("reason", models.CharField(blank=True, max_length=400, verbose_name="说明")),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="经办人",
                    ),
                ),
                ("made_at", models.DateTimeField(verbose_name="时刻")),
            ],
            options={
                "verbose_name": "办理记录",
                "indexes": [models.Index(fields=["case", "made_at"], name="case_step_order")],
            },
        ),
        migrations.CreateModel(
            name="ComparisonList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "list_no",
                    models.CharField(help_text="如 BD2026-0001", max_length=16, unique=True, verbose_name="名单编号"),
                ),
                ("code", models.CharField(max_length=20, verbose_name="比对事项代码")),
                ("department", models.CharField(max_length=40, verbose_name="部门")),
                ("matter", models.CharField(max_length=20, verbose_name="比对什么")),
                ("purpose", models.CharField(max_length=200, verbose_name="用途")),
                ("persons", models.IntegerField(verbose_name="人数")),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="出名单的人",
                    ),
                ),
                ("made_at", models.DateTimeField(verbose_name="出名单时刻")),
            ],
            options={
                "verbose_name": "比对名单",
            },
        ),
        migrations.CreateModel(
            name="AnswerFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "listed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="casework.comparisonlist",
                        verbose_name="比对名单",
                    ),
                ),
                ("shown_name", models.CharField(max_length=200, verbose_name="文件名")),
                ("file_name", models.CharField(help_text="media 下的相对路径", max_length=80, verbose_name="存放")),
                ("rows", models.IntegerField(verbose_name="行数")),
                ("recorded", models.IntegerField(verbose_name="这次记下的人数")),
                ("suspicions", models.IntegerField(verbose_name="其中有疑点的")),
                ("same", models.IntegerField(verbose_name="上次记过、这次一样的")),
                ("waiting", models.IntegerField(verbose_name="还没答复的人数")),
                (
                    "taken_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="收的人",
                    ),
                ),
                ("taken_at", models.DateTimeField(verbose_name="收的时刻")),
            ],
            options={
                "verbose_name": "答复文件",
            },
        ),
        migrations.CreateModel(
            name="AnswerFault",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="faults",
                        to="casework.answerfile",
                        verbose_name="答复文件",
                    ),
                ),
                ("row", models.IntegerField(verbose_name="第几行")),
                ("says", models.CharField(max_length=120, verbose_name="错在哪，怎么改")),
            ],
            options={
                "verbose_name": "答复错行",
            },
        ),
        migrations.CreateModel(
            name="Comparison",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comparisons",
                        to="casework.casefile",
                        verbose_name="认定事项",
                    ),
                ),
                ("person_id", models.CharField(max_length=12, verbose_name="人员编号")),
                ("code", models.CharField(max_length=20, verbose_name="比对事项代码")),
                (
                    "listed",
                    models.ForeignKey(
                        help_text="空为还没出名单",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="casework.comparisonlist",
                        verbose_name="比对名单",
                    ),
                ),
                (
                    "answer",
                    models.CharField(
                        choices=[("waiting", "等部门答复"), ("clear", "没有"), ("suspicion", "有疑点")],
                        default="waiting",
                        max_length=10,
                        verbose_name="部门答复",
                    ),
                ),
                ("says", models.CharField(blank=True, max_length=200, verbose_name="疑点")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="答复时刻")),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="记答复的人",
                    ),
                ),
                (
                    "finding",
                    models.CharField(
                        blank=True,
                        choices=[("no_matter", "不影响"), ("matters", "属实，影响认定")],
                        max_length=10,
                        verbose_name="核实结论",
                    ),
                ),
                ("because", models.CharField(blank=True, max_length=200, verbose_name="因为")),
                ("found_at", models.DateTimeField(null=True, verbose_name="核实时刻")),
                (
                    "found_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="核实人",
                    ),
                ),
            ],
            options={
                "verbose_name": "信息比对",
                "indexes": [models.Index(fields=["code", "answer"], name="comparison_code")],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "person_id", "code"), name="comparison_once"),
                    models.CheckConstraint(
                        condition=models.Q(("finding", ""), models.Q(("because", ""), _negated=True), _connector="OR"),
                        name="comparison_finding_because",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Cycle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("household_no", models.CharField(max_length=24, verbose_name="户编号")),
                ("number", models.IntegerField(verbose_name="第几周期")),
                (
                    "scheme",
                    models.CharField(
                        help_text="识别时的方案，后来换了方案也不改", max_length=8, verbose_name="类别方案"
                    ),
                ),
                ("category", models.CharField(max_length=10, verbose_name="监测对象类别")),
                (
                    "risks",
                    models.CharField(
                        blank=True, help_text="1至5个，用英文分号隔开", max_length=200, verbose_name="风险类型"
                    ),
                ),
                ("again", models.BooleanField(default=False, verbose_name="再识别")),
                (
                    "state",
                    models.CharField(
                        choices=[("未消除", "风险未消除"), ("已消除", "风险已消除"), ("已清退", "识别错误，已清退")],
                        default="未消除",
                        max_length=4,
                        verbose_name="风险状态",
                    ),
                ),
                ("identified_on", models.DateField(help_text="县级审定日", verbose_name="识别日期")),
                ("cleared_on", models.DateField(null=True, verbose_name="消除日期")),
                (
                    "clear_way",
                    models.CharField(
                        blank=True,
                        choices=[("帮扶消除", "帮扶消除"), ("自然消除", "自然消除")],
                        max_length=8,
                        verbose_name="消除方式",
                    ),
                ),
                ("struck_off_on", models.DateField(null=True, verbose_name="清退日期")),
                (
                    "case_no",
                    models.CharField(
                        blank=True, help_text="空为装入的历史周期", max_length=16, verbose_name="认定编号"
                    ),
                ),
                ("national_no", models.CharField(blank=True, max_length=40, verbose_name="国办系统户编号")),
                (
                    "void",
                    models.BooleanField(default=False, help_text="随户的变更撤销，等于没有过", verbose_name="不算"),
                ),
                ("version", models.IntegerField(default=1, verbose_name="版本")),
            ],
            options={
                "verbose_name": "监测周期",
                "indexes": [models.Index(fields=["state", "identified_on"], name="cycle_state")],
                "constraints": [
                    models.UniqueConstraint(fields=("household_no", "number"), name="cycle_number"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "未消除"), ("void", False)),
                        fields=("household_no",),
                        name="cycle_one_open",
                        violation_error_message="一户只能有一个未消除的监测周期",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cleared_on__isnull", False), ("state", "已消除")),
                            models.Q(models.Q(("state", "已消除"), _negated=True), ("cleared_on__isnull", True)),
                            _connector="OR",
                        ),
                        name="cycle_cleared_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "已清退"), ("struck_off_on__isnull", False)),
                            models.Q(models.Q(("state", "已清退"), _negated=True), ("struck_off_on__isnull", True)),
                            _connector="OR",
                        ),
                        name="cycle_struck_when",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CareContact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "cycle",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contact",
                        to="casework.cycle",
                        verbose_name="监测周期",
                    ),
                ),
                ("person_id", models.CharField(help_text="电话在底册", max_length=12, verbose_name="人员编号")),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
                ("set_at", models.DateTimeField(verbose_name="登记时刻")),
            ],
            options={
                "verbose_name": "监测联系人",
            },
        ),
        migrations.CreateModel(
            name="AfterCare",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="care",
                        to="casework.cycle",
                        verbose_name="监测周期",
                    ),
                ),
                ("number", models.IntegerField(verbose_name="第几次")),
                ("due_on", models.DateField(verbose_name="该看的日期")),
                ("looked_on", models.DateField(null=True, verbose_name="看的日期")),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[("stable", "稳定，没有新风险"), ("troubled", "又有风险")],
                        max_length=10,
                        verbose_name="稳不稳定",
                    ),
                ),
                ("says", models.CharField(blank=True, max_length=200, verbose_name="看到的情况")),
                ("lead_no", models.CharField(blank=True, max_length=16, verbose_name="转成的线索")),
                (
                    "looked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="去看的人",
                    ),
                ),
                ("recorded_at", models.DateTimeField(null=True, verbose_name="记录时刻")),
                (
                    "void",
                    models.BooleanField(default=False, help_text="回退、清退或者又纳入监测", verbose_name="不用看了"),
                ),
            ],
            options={
                "verbose_name": "稳定跟踪",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("void", False)), fields=("cycle", "number"), name="care_number"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("looked_on__isnull", True), ("result", "")),
                            models.Q(models.Q(("result", ""), _negated=True), ("looked_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="care_looked_when",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CycleEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="casework.cycle",
                        verbose_name="监测周期",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("first", "首次识别"),
                            ("again", "再识别"),
                            ("category", "调整类别"),
                            ("cleared", "风险消除"),
                            ("undone", "消除回退"),
                            ("struck_off", "识别错误清退"),
                        ],
                        max_length=12,
                        verbose_name="事件",
                    ),
                ),
                ("happened_on", models.DateField(verbose_name="日期")),
                (
                    "state",
                    models.CharField(
                        choices=[("未消除", "风险未消除"), ("已消除", "风险已消除"), ("已清退", "识别错误，已清退")],
                        max_length=4,
                        verbose_name="事后的风险状态",
                    ),
                ),
                ("category", models.CharField(max_length=10, verbose_name="事后的类别")),
                (
                    "clear_way",
                    models.CharField(
                        blank=True,
                        choices=[("帮扶消除", "帮扶消除"), ("自然消除", "自然消除")],
                        max_length=8,
                        verbose_name="消除方式",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="原因")),
                ("doc_no", models.CharField(blank=True, max_length=120, verbose_name="文号")),
                (
                    "recorded_by",
                    models.ForeignKey(
                        help_text="空为装入的历史",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="经办人",
                    ),
                ),
                ("recorded_at", models.DateTimeField(verbose_name="记录时刻")),
            ],
            options={
                "verbose_name": "周期事件",
                "indexes": [models.Index(fields=["cycle", "happened_on"], name="cycle_event_day")],
            },
        ),
        migrations.CreateModel(
            name="Deliberation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliberations",
                        to="casework.casefile",
                        verbose_name="认定事项",
                    ),
                ),
                ("held_on", models.DateField(verbose_name="评议日期")),
                ("expected", models.IntegerField(help_text="人", verbose_name="应到")),
                ("present", models.IntegerField(help_text="人", verbose_name="实到")),
                ("agreed", models.IntegerField(help_text="人", verbose_name="同意")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                (
                    "category",
                    models.CharField(
                        blank=True, help_text="识别认定评议同意时才有", max_length=10, verbose_name="评议定的类别"
                    ),
                ),
                (
                    "suggested",
                    models.CharField(
                        blank=True, help_text="空为没有提示，或者不明", max_length=10, verbose_name="当时的类别提示"
                    ),
                ),
                (
                    "suggested_why",
                    models.CharField(blank=True, help_text="不明的写缺什么", max_length=400, verbose_name="提示的理由"),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="记录人",
                    ),
                ),
                ("recorded_at", models.DateTimeField(verbose_name="记录时刻")),
            ],
            options={
                "verbose_name": "民主评议",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("agreed__gte", 0),
                            ("expected__gte", models.F("present")),
                            ("present__gte", models.F("agreed")),
                            ("present__gte", 1),
                        ),
                        name="deliberation_counts",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="EntryDoubt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="doubts",
                        to="casework.casefile",
                        verbose_name="认定事项",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("absent", "整户"),
                            ("number", "户编号"),
                            ("category", "监测对象类别"),
                            ("identified", "识别日期"),
                            ("cleared", "风险消除标注"),
                            ("members", "家庭成员"),
                        ],
                        max_length=12,
                        verbose_name="哪一项",
                    ),
                ),
                ("ours", models.CharField(max_length=200, verbose_name="这里的")),
                ("theirs", models.CharField(max_length=200, verbose_name="国办名单上的")),
                ("batch_id", models.CharField(max_length=60, verbose_name="国办名单批次")),
                ("as_of", models.DateField(verbose_name="名单截至")),
                ("found_at", models.DateTimeField(verbose_name="发现时刻")),
                ("settled_at", models.DateTimeField(help_text="空为还没对上", null=True, verbose_name="对上时刻")),
            ],
            options={
                "verbose_name": "录入不一致",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("settled_at__isnull", True)),
                        fields=("case", "kind"),
                        name="entry_doubt_one_open",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ExitSurvey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="survey",
                        to="casework.casefile",
                        verbose_name="认定事项",
                    ),
                ),
                ("surveyed_on", models.DateField(verbose_name="入户日期")),
                ("agrees", models.BooleanField(help_text="不认可就停", verbose_name="户主认可")),
                (
                    "way",
                    models.CharField(
                        blank=True,
                        choices=[("帮扶消除", "帮扶消除"), ("自然消除", "自然消除")],
                        max_length=8,
                        verbose_name="消除方式",
                    ),
                ),
                (
                    "contact_id",
                    models.CharField(
                        blank=True,
                        help_text="人员编号，消除后找谁问；电话在底册",
                        max_length=12,
                        verbose_name="监测联系人",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=400, verbose_name="看到的情况")),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="入户的人",
                    ),
                ),
                ("recorded_at", models.DateTimeField(verbose_name="记录时刻")),
            ],
            options={
                "verbose_name": "消除信息采集表",
            },
        ),
        migrations.CreateModel(
            name="ExitRisk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "survey",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="risks",
                        to="casework.exitsurvey",
                        verbose_name="消除信息采集表",
                    ),
                ),
                ("risk", models.CharField(max_length=20, verbose_name="风险类型")),
                ("settled", models.BooleanField(verbose_name="已解决")),
                ("says", models.CharField(blank=True, max_length=120, verbose_name="凭什么")),
            ],
            options={
                "verbose_name": "风险核实",
                "constraints": [models.UniqueConstraint(fields=("survey", "risk"), name="exit_risk_once")],
            },
        ),
        migrations.CreateModel(
            name="Meeting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "number",
                    models.CharField(help_text="如 HY2026-0001", max_length=16, unique=True, verbose_name="会议编号"),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[("township", "乡镇审核"), ("county", "县级审定")], max_length=10, verbose_name="哪一级"
                    ),
                ),
                ("area_code", models.CharField(max_length=12, verbose_name="区划代码")),
                ("held_on", models.DateField(verbose_name="会议日期")),
                ("doc_no", models.CharField(blank=True, help_text="县级必填", max_length=120, verbose_name="文号")),
                ("minutes", models.CharField(max_length=400, verbose_name="纪要")),
                ("signer", models.CharField(help_text="姓名、职务", max_length=60, verbose_name="签批人")),
                (
                    "list_file",
                    models.CharField(help_text="media 下的相对路径", max_length=80, verbose_name="签字名单照片"),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="经办人",
                    ),
                ),
                ("recorded_at", models.DateTimeField(verbose_name="记录时刻")),
            ],
            options={
                "verbose_name": "审定会",
                "indexes": [models.Index(fields=["area_code", "held_on"], name="meeting_day")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("level", "township"), models.Q(("doc_no", ""), _negated=True), _connector="OR"
                        ),
                        name="meeting_county_doc_no",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MeetingItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="casework.meeting",
                        verbose_name="审定会",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meeting_items",
                        to="casework.casefile",
                        verbose_name="认定事项",
                    ),
                ),
                (
                    "result",
                    models.CharField(
                        choices=[("passed", "通过"), ("returned", "退回补正"), ("refused", "不纳入")],
                        max_length=10,
                        verbose_name="结果",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="原因")),
            ],
            options={
                "verbose_name": "上会户",
                "constraints": [
                    models.UniqueConstraint(fields=("meeting", "case"), name="meeting_item_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("result", "passed"), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="meeting_item_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Objection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objections",
                        to="casework.casefile",
                        verbose_name="认定事项",
                    ),
                ),
                ("raised_on", models.DateField(verbose_name="提出日期")),
                ("text", models.CharField(max_length=400, verbose_name="异议")),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
                ("recorded_at", models.DateTimeField(verbose_name="登记时刻")),
                ("answer", models.CharField(blank=True, max_length=400, verbose_name="答复")),
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
            ],
            options={
                "verbose_name": "异议",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at__isnull", True)),
                            models.Q(models.Q(("answer", ""), _negated=True), ("answered_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="objection_answered_when",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PublicSheet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "sheet_no",
                    models.CharField(help_text="如 GS2026-0001", max_length=20, unique=True, verbose_name="编号"),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sheets",
                        to="casework.casefile",
                        verbose_name="认定事项",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("notice", "公示"), ("announcement", "公告")], max_length=14, verbose_name="种类"
                    ),
                ),
                ("text", models.TextField(help_text="只有姓名、村、类别和难处", verbose_name="内容")),
                ("posted_on", models.DateField(verbose_name="张贴日期")),
                ("ends_on", models.DateField(help_text="公示才有", null=True, verbose_name="期满日期")),
                (
                    "posted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="张贴登记人",
                    ),
                ),
                ("posted_at", models.DateTimeField(verbose_name="登记时刻")),
            ],
            options={
                "verbose_name": "公示公告",
                "constraints": [models.UniqueConstraint(fields=("case", "kind"), name="sheet_one_a_kind")],
            },
        ),
        migrations.CreateModel(
            name="SecuredPaper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("household_no", models.CharField(max_length=24, verbose_name="户编号")),
                ("village_code", models.CharField(max_length=12, verbose_name="村代码")),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("schooling", "义务教育"),
                            ("medical", "基本医疗"),
                            ("housing", "安全住房"),
                            ("water", "安全饮水"),
                        ],
                        max_length=10,
                        verbose_name="哪一项",
                    ),
                ),
                ("holds", models.BooleanField(verbose_name="已解决")),
                (
                    "says",
                    models.CharField(help_text="单子的名字、哪家出的、结论", max_length=120, verbose_name="哪张单"),
                ),
                ("dated_on", models.DateField(verbose_name="单子的日期")),
                ("file_name", models.CharField(help_text="media 下的相对路径", max_length=80, verbose_name="存放")),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
                ("recorded_at", models.DateTimeField(verbose_name="登记时刻")),
            ],
            options={
                "verbose_name": "三保障凭据",
                "indexes": [models.Index(fields=["household_no", "what"], name="secured_paper_household")],
            },
        ),
        migrations.CreateModel(
            name="StepProof",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("proof_no", models.UUIDField(unique=True, verbose_name="编号")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proofs",
                        to="casework.casefile",
                        verbose_name="认定事项",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("authorisation", "承诺授权书"),
                            ("survey", "消除信息采集表"),
                            ("assessment", "消除评估表"),
                            ("deliberation", "评议会议照片"),
                            ("notice_near", "公示近景"),
                            ("notice_far", "公示远景"),
                            ("mended", "补正材料"),
                            ("announcement", "公告照片"),
                        ],
                        max_length=16,
                        verbose_name="证明什么",
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
                "verbose_name": "佐证照片",
            },
        ),
        migrations.CreateModel(
            name="WebNotice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "token",
                    models.CharField(
                        help_text="猜不出，只印在公示上", max_length=40, unique=True, verbose_name="网址里的码"
                    ),
                ),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="web_notice",
                        to="casework.casefile",
                        verbose_name="认定事项",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="打印人",
                    ),
                ),
                ("made_at", models.DateTimeField(verbose_name="开通时刻")),
                ("closed_why", models.CharField(blank=True, max_length=200, verbose_name="撤下的原因")),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="撤下的人",
                    ),
                ),
                ("closed_at", models.DateTimeField(help_text="空为没有提前撤", null=True, verbose_name="撤下时刻")),
            ],
            options={
                "verbose_name": "公示网页",
            },
        ),
    ]
