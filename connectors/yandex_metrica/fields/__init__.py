"""The fields that can be asked for, and the typed columns that they become."""

from connectors.yandex_metrica.fields.field import Field
from connectors.yandex_metrica.fields.kinds import Kind
from connectors.yandex_metrica.fields.streams import HITS, HITS_LOG, VISITS, VISITS_LOG, LogStream, log_stream

__all__ = ["HITS", "HITS_LOG", "VISITS", "VISITS_LOG", "Field", "Kind", "LogStream", "log_stream"]
