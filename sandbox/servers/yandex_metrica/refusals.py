"""Answers that are no success, in the API's own form."""

import json

from sandbox.servers.yandex_metrica.reply import Reply


class Refusal(Exception):
    """What is wrong: the status, the documented `error_type`, and a sentence."""

    def __init__(self, status: int, error_type: str, message: str, location: str = "") -> None:
        self.status, self.error_type, self.message, self.location = status, error_type, message, location
        super().__init__(message)

    def reply(self) -> Reply:
        """The documented body of an error."""
        error = {"error_type": self.error_type, "message": self.message, "location": self.location}
        body = {"errors": [error], "code": self.status, "message": self.message}
        return Reply(self.status, json.dumps(body, ensure_ascii=False).encode())


def wrong(name: str, value: str) -> Refusal:
    """A parameter that can't be read."""
    return Refusal(400, "invalid_parameter", f"Wrong parameter: '{name}', value: {value}", name)


# every refusal that the documentation lists: status, error_type
CONTRACT = (
    *((400, name) for name in (
        "invalid_parameter", "missing_parameter", "filter_limits", "query_error", "too_much_rows", "invalid_uploading",
        "limit_exceeded",
    )),
    (401, "unauthorized"),
    (403, "access_denied"),
    (403, "invalid_token"),
    (404, "not_found"),
    (406, "not_acceptable"),
    (409, "conflict"),
    *((status, name) for status in (420, 429) for name in (
        "quota_requests_by_uid", "quota_requests_by_ip", "quota_requests_by_counter_id", "quota_parallel_requests",
    )),
    (503, "backend_error"),
    (504, "timeout"),
)  # fmt: skip
