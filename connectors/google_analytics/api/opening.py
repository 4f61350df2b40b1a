"""The vendor's own client, over gRPC or REST."""

import os

import grpc  # type: ignore[import-untyped]
from google.analytics import data_v1beta as ga
from google.analytics.data_v1beta.services.beta_analytics_data.transports import (
    BetaAnalyticsDataGrpcTransport,
    BetaAnalyticsDataRestTransport,
)
from google.auth.credentials import AnonymousCredentials
from google.oauth2.service_account import Credentials

from connectors.google_analytics.api.address import Address

# as the library's own channel: a bare one takes 4 MB, and calls more of it an exhausted quota
LOCAL_CHANNEL = [
    ("grpc.max_receive_message_length", -1),
    ("grpc.max_send_message_length", -1),
    ("grpc.enable_http_proxy", 0),  # a proxy can't reach our own machine
]


# what the connection does is its own business: a failure is told in a sentence, and not by gRPC's log in C
os.environ.setdefault("GRPC_VERBOSITY", "NONE")


def open_client(address: Address, credentials: Credentials | None) -> ga.BetaAnalyticsDataClient:
    """To be closed by `client.transport.close()`. Over gRPC our own machine gets no credentials: there is no TLS."""
    if address.transport == "grpc" and address.endpoint:
        channel = grpc.insecure_channel(address.endpoint, options=LOCAL_CHANNEL)
        return ga.BetaAnalyticsDataClient(transport=BetaAnalyticsDataGrpcTransport(channel=channel))
    if address.transport == "grpc":
        return ga.BetaAnalyticsDataClient(credentials=credentials, transport="grpc")
    client = ga.BetaAnalyticsDataClient(
        credentials=credentials or AnonymousCredentials(),  # type: ignore[no-untyped-call]
        transport="rest",
        client_options={"api_endpoint": address.endpoint} if address.endpoint else None,
    )
    _stay_here(client, address)
    return client


def _stay_here(client: ga.BetaAnalyticsDataClient, address: Address) -> None:
    """A redirect would carry the token to where nobody configured it to go; what is refused stays so."""
    transport = client.transport
    assert isinstance(transport, BetaAnalyticsDataRestTransport)
    session = transport._session
    session.max_redirects = 0
    session._max_refresh_attempts = 0  # a token is fresh before it is sent, and each 401 is counted by the vendor
    if address.is_loopback:
        session.trust_env = session._auth_request.session.trust_env = False  # nor can a proxy here
