"""Yandex.Metrica: visits and hits through the Logs API, and what its own reports say of the same days."""

from connectors.yandex_metrica.client import MetricaClient
from connectors.yandex_metrica.fields import HITS, VISITS
from connectors.yandex_metrica.logs.export import Export
from connectors.yandex_metrica.reports import GOAL_REPORT, TRAFFIC_REPORT
from connectors.yandex_metrica.settings import MetricaSettings
from connectors.yandex_metrica.source import YandexMetrica

__all__ = [
    "GOAL_REPORT",
    "HITS",
    "TRAFFIC_REPORT",
    "VISITS",
    "Export",
    "MetricaClient",
    "MetricaSettings",
    "YandexMetrica",
]
