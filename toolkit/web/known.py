"""What the house knows, for Prometheus. Apart from `metrics`, which sets up what this imports."""

from collections.abc import Iterator
from datetime import UTC, datetime

from prometheus_client.core import GaugeMetricFamily as Gauge
from prometheus_client.core import Metric
from prometheus_client.registry import Collector

from toolkit.usecase.incident.listing import every
from toolkit.web.house import house


class Known(Collector):
    """What the house knows, asked at each look. Numbers only: no name of anything of the organisation's."""

    def collect(self) -> Iterator[Metric]:
        """Prometheus' families."""
        now = datetime.now(UTC)
        run = next((one for one in house().store.runs(50) if one.finished_at), None)
        if run is not None and run.finished_at:
            yield Gauge(
                "breachready_scan_age_seconds", "Since the last finished run", (now - run.finished_at).total_seconds()
            )
            if run.score is not None:
                yield Gauge("breachready_score", "Score of the last finished run, 0 to 100", run.score)
        views, broken = every(house().settings.state, exercise=False)
        open_now = [one for one in views if not one.incident.closed_at]
        yield Gauge("breachready_incidents_open", "Incidents that are not closed", len(open_now))
        yield Gauge("breachready_incidents_unreadable", "Incidents whose journal does not hold", len(broken))
