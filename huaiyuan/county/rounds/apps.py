"""Django app of rounds."""

from django.apps import AppConfig


class RoundsConfig(AppConfig):
    """集中排查."""

    name = "huaiyuan.county.rounds"
    label = "rounds"
    verbose_name = "集中排查"

    def ready(self) -> None:
        """Declare audit sentences, task kinds, extracts, figures, timeline and the work that follows the registry."""
        from huaiyuan.base import jobs
        from huaiyuan.base.jobs import tick
        from huaiyuan.county.registry import timeline
        from huaiyuan.county.rounds import extract, figures, own_timeline, tasks, trail  # noqa: F401 - trail declares
        from huaiyuan.county.rounds.actions import following, opening

        tasks.register()
        extract.register()
        figures.register()
        timeline.register_rows("rounds", own_timeline.rows)
        jobs.register(opening.JOB, "集中排查分户", opening.in_background, opening.STAGES)
        tick.every_minute("rounds", following.keep_up)
