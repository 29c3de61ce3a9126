"""Libraries of senders that developers build with."""


def airtable_verify(r):
    from pyairtable.models import WebhookNotification

    WebhookNotification.from_request(r.body, r.header("X-Airtable-Content-MAC"), r.secret)


def box_verify(r):
    from box_sdk_gen.managers.webhooks import WebhooksManager

    return WebhooksManager.validate_message(r.body, r.headers, r.secret)


def github_verify(name):
    def verify(r):
        from gidgethub.sansio import validate_event

        validate_event(r.bytes, signature=r.header(name), secret=r.secret)

    return verify


def hubspot(version, header):
    def signature():
        from hubspot.utils.signature import Signature

        return Signature

    def verify(r):
        time = r.header("X-HubSpot-Request-Timestamp")
        return signature().is_valid(r.header(header), r.secret, r.body, r.url, r.method, version, time)

    def sign(r):
        time = str(int(r.at * 1000))
        made = signature().get_signature(r.secret, r.body, version, r.url, r.method, time)
        return {"headers": {header: made} | ({"X-HubSpot-Request-Timestamp": time} if version == "v3" else {})}

    return verify, sign


def livekit_verify(r):
    from livekit.api import TokenVerifier, WebhookReceiver

    # "1" is the API key: the id of the first secret of `ours.rs`.
    WebhookReceiver(TokenVerifier("1", r.secret)).receive(r.body, r.header("Authorization"))


async def twitch_verify(r):
    from twitchAPI.eventsub.webhook import EventSubWebhook

    class Incoming:
        headers = {name.title(): value for name, value in r.headers.items()}

        @staticmethod
        async def text():
            return r.body

    receiver = object.__new__(EventSubWebhook)
    receiver.secret = r.secret
    return await receiver._verify_signature(Incoming)


def websub_verify(r):
    from flask import Flask
    from flask_websub.subscriber.blueprint import body_is_valid

    with Flask(__name__).test_request_context(r.path, method=r.method, headers=r.headers):
        return body_is_valid({"secret": r.secret}, r.bytes)


def workos_verify(r):
    from workos import WorkOSClient

    client = WorkOSClient(api_key="none", client_id="none")
    client.webhooks.verify_header(
        event_body=r.bytes, event_signature=r.header("WorkOS-Signature"), secret=r.secret, tolerance=180
    )


def workos_actions_verify(r):
    from workos import WorkOSClient

    client = WorkOSClient(api_key="none", client_id="none")
    client.actions.verify_header(payload=r.bytes, sig_header=r.header("WorkOS-Signature"), secret=r.secret)


LIBRARIES = {
    "boxsdk": {"box": (box_verify, None)},
    "flask_websub": {"websub": (websub_verify, None)},
    "gidgethub": {
        "github": (github_verify("X-Hub-Signature-256"), None),
        "github_sha1": (github_verify("X-Hub-Signature"), None),
    },
    "hubspot-api-client": {
        "hubspot_v1": hubspot("v1", "X-HubSpot-Signature"),
        "hubspot_v2": hubspot("v2", "X-HubSpot-Signature"),
        "hubspot_v3": hubspot("v3", "X-HubSpot-Signature-v3"),
    },
    "livekit-api": {"livekit": (livekit_verify, None)},
    "pyairtable": {"airtable": (airtable_verify, None)},
    "twitchAPI": {"twitch": (twitch_verify, None)},
    "workos": {"workos": (workos_verify, None), "workos_actions": (workos_actions_verify, None)},
}
