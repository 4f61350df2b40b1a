"""Yandex.Metrica, through the Logs API: every visit as a row."""

from connectors.yandex_metrica.client import MetricaClient
from connectors.yandex_metrica.fields.schema import VISITS
from connectors.yandex_metrica.logs.export import Export
from connectors.yandex_metrica.settings import MetricaSettings
from connectors.yandex_metrica.source import YandexMetrica

__all__ = ["VISITS", "Export", "MetricaClient", "MetricaSettings", "YandexMetrica"]
