"""An accepted answer as what it should be."""

from decimal import Decimal
from typing import Any, TypeVar

import requests
from pydantic import BaseModel, ValidationError

from connectors.common.errors import SourceDown
from connectors.common.http import Transient

Model = TypeVar("Model", bound=BaseModel)


def read_answer(model: type[Model], response: requests.Response, where: str, expected: str) -> Model:
    """Its body, checked. Raises `Transient` for anything else: a page in the way, half of an answer."""
    try:
        # a float would turn 1234.10 into 1234.0999…: money is read as it is written
        body: Any = response.json(parse_float=Decimal)
        return model.model_validate(body)
    except (ValueError, ValidationError):
        what = f"it answered {response.status_code} with something that is not {expected}."
        raise Transient(SourceDown(what, where=where, mend="A later run asks again.")) from None
