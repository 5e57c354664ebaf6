"""Django app of casework."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """识别认定、监测周期."""

    name = "huaiyuan.county.casework"
    label = "casework"
    verbose_name = "识别认定"

    def ready(self) -> None:
        """Declare what others read of casework: audit sentences, task kinds, extracts, figures, timeline."""
        from huaiyuan.county.casework import (  # noqa: F401 - trail declares on import
            exit_facts,
            extract,
            figures,
            own_timeline,
            tasks,
            trail,
        )
        from huaiyuan.county.casework.actions import entries
        from huaiyuan.county.crosscheck import followers
        from huaiyuan.county.registry import guarantees, timeline

        tasks.register()
        extract.register()
        figures.register()
        followers.register("entries", lambda roster, by: entries.check_entries(roster, by=by))
        timeline.register("casework", own_timeline.entries)
        guarantees.register(exit_facts.PAPERS, exit_facts.papers_say)
