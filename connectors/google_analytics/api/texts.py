"""What the API's messages say: which quota, which fields. Only the text tells."""

import re

# in this order: "for a project per hour" is one of the hour, too
QUOTAS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"concurrent", re.I), "concurrent_requests"),
    (re.compile(r"\bthresholded\b", re.I), "potentially_thresholded_requests_per_hour"),
    (re.compile(r"\bserver errors?\b", re.I), "server_errors_per_project_per_hour"),
    (re.compile(r"\b(per|a) day\b|\bdaily\b", re.I), "tokens_per_day"),
    (re.compile(r"\bproject\b.*\bper hour\b", re.I), "tokens_per_project_per_hour"),
    (re.compile(r"\bper hour\b|\bhourly\b", re.I), "tokens_per_hour"),
)
ADVICE = re.compile(
    r"\bplease (?P<verb>remove|add) (?P<names>.+?)(?=\s+to make\b|\s+to the request\b|\.(\s|$)|;|$|\bplease\b)", re.I
)
NAME = re.compile(r"[a-z][A-Za-z0-9_]*(?::[A-Za-z0-9_]+)?")
NO_NAMES = re.compile(
    r"and|or|either|both|one|of|all|any|at|least|the|these|those|this|that|following|from|with|some|an?|other|another|"
    r"also|as|well|dimensions?|metrics?|fields?"
)
ADDRESSED = re.compile(r"^[A-Z]+ https?://\S+: ")  # REST puts the request before what was said
LONGEST_MESSAGE = 300


def quota_named(text: str) -> str | None:
    """The bucket of a 429; None where the text names none that we know: then it is a short one."""
    return next((bucket for pattern, bucket in QUOTAS if pattern.search(text)), None)


def fields_named(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The fields to remove and those to add, as the message of a 400 advises."""
    advised: dict[str, list[str]] = {"remove": [], "add": []}
    for advice in ADVICE.finditer(text):
        names = [name for name in NAME.findall(advice["names"]) if not NO_NAMES.fullmatch(name)]
        advised[advice["verb"].lower()] += names
    return tuple(dict.fromkeys(advised["remove"])), tuple(dict.fromkeys(advised["add"]))


def line(text: object) -> str:
    """A message as a sentence of one line."""
    said = " ".join(ADDRESSED.sub("", str(text or "")).split())
    if said.startswith("<"):  # of a proxy, or of a server that is none of the API's
        return "a page, and not an answer of this API."
    said = said[:LONGEST_MESSAGE] or "no message"
    return said if said.endswith((".", "!", "?")) else f"{said}."
