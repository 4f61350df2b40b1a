"""Google Analytics 4: the reports of a property through the Data API, in whole days."""

from typing import TYPE_CHECKING, Any

from connectors.google_analytics.settings import GoogleAnalyticsSettings

if TYPE_CHECKING:
    from connectors.google_analytics.source import GoogleAnalytics as GoogleAnalytics

__all__ = ["GoogleAnalytics", "GoogleAnalyticsSettings"]


def __getattr__(name: str) -> Any:
    """The source is imported when it is used: its settings are read by more than it."""
    if name == "GoogleAnalytics":
        from connectors.google_analytics.source import GoogleAnalytics

        return GoogleAnalytics
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
