"""Publication: the database that BI opens, and the pages that people read."""

from pipelines.publish.documents import TableDoc, scorecard_documents
from pipelines.publish.marts import Publication, publish_marts
from pipelines.publish.page import Pages, publish_pages

__all__ = ["Pages", "Publication", "TableDoc", "publish_marts", "publish_pages", "scorecard_documents"]
