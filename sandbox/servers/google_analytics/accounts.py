"""Service accounts: keys that a client signs its requests for tokens with, and the tokens that it gets for them."""

import json
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google.auth import jwt
from google.auth.exceptions import GoogleAuthError

TOKEN_PATH = "/token"
EMAIL = "reader@samovar-analytics.iam.gserviceaccount.example"
SECONDS = 3600
_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"


@dataclass
class Accounts:
    """`issued` are the tokens that are good. `forget` makes all keys and tokens bad."""

    issued: set[str] = field(default_factory=set)
    _certificates: dict[str, bytes] = field(default_factory=dict)

    def forget(self) -> None:
        """As if all keys had been deleted."""
        self.issued.clear()
        self._certificates.clear()

    def write_key(self, path: Path, url: str, email: str = EMAIL) -> Path:
        """A key file as Google's console gives out, for tokens from `url`, where the REST app is served."""
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        key_id = secrets.token_hex(20)
        self._certificates[key_id] = key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        described = {
            "type": "service_account",
            "project_id": "samovar-analytics",
            "private_key_id": key_id,
            "private_key": private.decode(),
            "client_email": email,
            "client_id": "1",
            "token_uri": f"{url}{TOKEN_PATH}",
        }
        path.write_text(json.dumps(described), encoding="utf-8")
        return path

    def knows(self, bearer: str) -> bool:
        """Whether it is a token that was issued here, or, as the libraries prefer, an assertion of a known key."""
        return bearer in self.issued or self._is_signed(bearer)

    def token(self, grant_type: str, assertion: str) -> dict[str, object] | None:
        """The answer to a signed assertion; None where it isn't signed by a known key, or isn't valid now."""
        if grant_type != _GRANT or not self._is_signed(assertion):
            return None
        token = secrets.token_urlsafe(24)
        self.issued.add(token)
        return {"access_token": token, "expires_in": SECONDS, "token_type": "Bearer"}

    def _is_signed(self, assertion: str) -> bool:
        """By a known key, and valid now."""
        try:
            jwt.decode(assertion, certs=dict(self._certificates))  # type: ignore[no-untyped-call]
        except (ValueError, GoogleAuthError):
            return False
        return True
