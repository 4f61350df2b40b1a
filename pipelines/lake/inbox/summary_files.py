"""The kept summaries: `reports/inbox/`, a file a run that found something in the inbox, the last hundred of them."""

import os
from pathlib import Path

from pipelines.lake.inbox.summary import InboxSummary
from pipelines.lake.inbox.summary_text import markdown

KEPT = 100


def summaries_of(home: Path) -> Path:
    """Where they lie."""
    return home / "reports" / "inbox"


def keep_summary(home: Path, summary: InboxSummary) -> Path | None:
    """The file written; None where there was nothing to report."""
    if not summary.reports:
        return None
    folder = summaries_of(home)
    folder.mkdir(parents=True, exist_ok=True)
    path = _free(folder, f"{summary.at:%Y-%m-%dT%H-%M-%SZ}")
    replaced(path, markdown(summary, every_file=True))
    for old in sorted(folder.glob("*.md"), key=lambda each: each.stat().st_mtime_ns)[:-KEPT]:
        old.unlink(missing_ok=True)
    return path


def replaced(path: Path, content: str) -> None:
    """Written beside and renamed: a reader sees the old text or the new."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_text(content, encoding="utf-8")
    beside.replace(path)


def _free(folder: Path, stem: str) -> Path:
    """Two runs may share a second."""
    taken = (folder / f"{stem}{f'-{count}' if count else ''}.md" for count in range(1_000_000))
    return next(path for path in taken if not path.exists())
