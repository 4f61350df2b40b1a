"""Channel rules that come with the product: standards that follow a company's own rules, and lists of known sources."""

from pipelines.channels.files import shipped_files
from pipelines.channels.sources import source_categories
from pipelines.channels.standards import standard_rules

__all__ = ["shipped_files", "source_categories", "standard_rules"]
