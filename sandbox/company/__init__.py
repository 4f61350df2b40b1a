"""The demo company, a mid-size online shop of kettles, samovars, tea and kitchenware."""

from sandbox.company.company import SEED, SIZE, Company

__all__ = ["SEED", "SIZE", "Company"]
