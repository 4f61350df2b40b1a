"""Publication: the database that BI opens, and the pages that people read."""

from pipelines.publish.documents import TableDoc, scorecard_documents
from pipelines.publish.marts import Publication, publish_marts
from pipelines.publish.page import Pages, publish_pages
from pipelines.publish.workbook import publish_workbooks

__all__ = [
    "Pages",
    "Publication",
    "TableDoc",
    "publish_marts",
    "publish_pages",
    "publish_workbooks",
    "scorecard_documents",
]
