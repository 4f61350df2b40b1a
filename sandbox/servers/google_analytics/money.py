"""Amounts in the currency that a request asks for, by fixed rates."""

from sandbox.servers.google_analytics.refusals import invalid

ROUBLES = {"RUB": 1.0, "USD": 80.0, "EUR": 100.0, "KZT": 0.16, "BYN": 25.0}


def rate(own: str, wanted: str) -> float:
    """What one unit of the property's currency is in the wanted one; none wanted is its own. Raises `Refusal`."""
    if wanted and wanted not in ROUBLES:
        raise invalid(f"Invalid currency code: {wanted}")
    return ROUBLES[own] / ROUBLES[wanted or own]
