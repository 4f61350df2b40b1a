"""Whether a property has the fields of a report, and whether they fit together: asked before the first use."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from connectors.common.durable import place
from connectors.common.errors import BadInput
from connectors.google_analytics.api.data_api import DataApi
from connectors.google_analytics.api.metadata import Metadata
from connectors.google_analytics.api.problems import Incompatible
from connectors.google_analytics.catalogue.report import ReportSpec
from connectors.google_analytics.reports.asking import fields

REMEMBERED_FOR = timedelta(days=30)
BLOCKED_FOR = timedelta(days=1)  # a role that is mended today is seen tomorrow


@dataclass(frozen=True)
class Checked:
    """The report by the names that the property has now. `blocked`: metrics that our role may not see."""

    report: ReportSpec
    renamed: dict[str, str]
    blocked: tuple[str, ...] = ()


class Compatibility:
    """Remembers what was found, a small file for each report in `folder`; one that can't be read is made anew."""

    def __init__(self, folder: Path, clock: Callable[[], datetime]) -> None:
        self._folder, self._clock = folder, clock

    def checked(self, api: DataApi, report: ReportSpec) -> Checked:
        """Raises `BadInput` with the report's name for fields that aren't there or don't fit together."""
        known = self._known(report)
        if known is None:
            known = check(api, report)
            self._remember(report, known)
        return known

    def forget(self, report: ReportSpec) -> None:
        """The API refused it all the same: ask before the next use."""
        self._file(report).unlink(missing_ok=True)

    def _known(self, report: ReportSpec) -> Checked | None:
        try:
            said = json.loads(self._file(report).read_text(encoding="utf-8"))
            age = self._clock() - datetime.fromisoformat(said["checked_at"])
            kept = BLOCKED_FOR if said["blocked"] else REMEMBERED_FOR
            if said["fingerprint"] != report.fingerprint or not timedelta(0) <= age < kept:
                return None
            return Checked(_renamed(report, said["renamed"]), dict(said["renamed"]), tuple(said["blocked"]))
        except (OSError, ValueError, LookupError, TypeError, AttributeError):
            return None

    def _remember(self, report: ReportSpec, found: Checked) -> None:
        said: dict[str, Any] = {
            "fingerprint": report.fingerprint,
            "checked_at": self._clock().isoformat(),
            "renamed": found.renamed,
            "blocked": list(found.blocked),
        }
        file = self._file(report)
        beside = file.with_name(f".{file.name}.{uuid4().hex}.tmp")
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            beside.write_text(json.dumps(said), encoding="utf-8")
            place(beside, file)
        except OSError:  # it is asked again before the next use, which costs two requests
            beside.unlink(missing_ok=True)

    def _file(self, report: ReportSpec) -> Path:
        return self._folder / f"{report.name}.json"


def check(api: DataApi, report: ReportSpec, metadata: Metadata | None = None) -> Checked:
    """Ask the property now. Raises `BadInput` with the report's name."""
    metadata = metadata or api.metadata()
    renamed: dict[str, str] = {}
    for kind, names in (("dimension", (*report.dimensions, *report.filter)), ("metric", report.metrics)):
        for name in names:
            present = metadata.present(name)
            if present is None or metadata.fields[present].kind != kind:
                raise BadInput(
                    f"the property has no {kind} {name}.",
                    where=_where(api, report),
                    mend=f"Leave {name} out of the report, or the report out of settings.",
                )
            if present != name:
                renamed[name] = present
    asked = _renamed(report, renamed)
    try:
        misfits = api.incompatible(fields(asked))
    except BadInput as refusal:
        raise refused(api, report, refusal) from None
    if misfits:
        raise BadInput(
            f"{', '.join(misfits)} can't stand beside the other fields of this report.",
            where=_where(api, report),
            mend=f"Leave {', '.join(misfits)} out of the report.",
        )
    return Checked(asked, renamed, tuple(name for name in asked.metrics if name in metadata.blocked))


def refused(api: DataApi, report: ReportSpec, refusal: BadInput) -> BadInput:
    """The refusal with the report's name, and what is to be left out or added."""
    if isinstance(refusal, Incompatible):
        return Incompatible(refusal.what, where=_where(api, report), remove=refusal.remove, add=refusal.add)
    return BadInput(refusal.what, where=_where(api, report), mend=refusal.mend)


def _where(api: DataApi, report: ReportSpec) -> str:
    return f"{api.where}, {report.name}"


def _renamed(report: ReportSpec, names: dict[str, str]) -> ReportSpec:
    return replace(
        report,
        dimensions=tuple(names.get(name, name) for name in report.dimensions),
        metrics=tuple(names.get(name, name) for name in report.metrics),
        filter={names.get(name, name): values for name, values in report.filter.items()},
    )
