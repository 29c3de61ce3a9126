"""Libraries of senders about messages, mail and calls, and django-anymail, which receives from many."""


def discord_verify(r):
    from discord_interactions import verify_key

    return verify_key(r.bytes, r.header("X-Signature-Ed25519"), r.header("X-Signature-Timestamp"), r.secret)


def dropbox_sign_verify(r):
    from dropbox_sign import EventCallbackHelper, EventCallbackRequest

    return EventCallbackHelper.is_valid(r.secret, EventCallbackRequest.init(r.json))


def emailit_signature():
    from emailit._webhook_signature import WebhookSignature

    return WebhookSignature


def emailit_verify(r):
    emailit_signature().verify(r.body, r.header("X-Emailit-Signature"), r.header("X-Emailit-Timestamp"), r.secret)


def emailit_sign(r):
    at = str(int(r.at))
    made = emailit_signature().compute_signature(r.body, at, r.secret)
    return {"headers": {"X-Emailit-Timestamp": at, "X-Emailit-Signature": made}}


def line_verify(r):
    from linebot.v3.webhook import SignatureValidator

    return SignatureValidator(r.secret).validate(r.body, r.header("X-Line-Signature"))


def mailgun_verify(r):
    from mailgun.security import SecurityGuard

    signed = r.json["signature"]
    return SecurityGuard.verify_webhook(r.secret, signed["token"], signed["timestamp"], signed["signature"])


def plivo_verify(r):
    from plivo.utils.signature_v3 import validate_v3_signature

    nonce, signature = r.header("X-Plivo-Signature-V3-Nonce"), r.header("X-Plivo-Signature-V3")
    return validate_v3_signature(r.method, r.url, nonce, r.secret, signature, r.form)


def pusher_verify(r):
    from pusher import Pusher

    client = Pusher(app_id="1", key="key", secret=r.secret, cluster="eu")
    return client.validate_webhook(r.header("X-Pusher-Key"), r.header("X-Pusher-Signature"), r.body) is not None


def bare(key):
    """A key without the lines around it, as these senders show it."""
    return "".join(line for line in key.splitlines() if "-----" not in line)


def sendgrid_verify(r):
    from sendgrid.helpers.eventwebhook import EventWebhook

    webhook = EventWebhook()
    return webhook.verify_signature(
        r.body,
        r.header("X-Twilio-Email-Event-Webhook-Signature"),
        r.header("X-Twilio-Email-Event-Webhook-Timestamp"),
        webhook.convert_public_key_to_ecdsa(bare(r.secret)),
    )


def sinch_conversation_verify(r):
    from sinch.domains.authentication.sinch_events.v1 import authentication_validation as sinch

    return sinch.validate_sinch_event_signature_with_nonce(r.secret, r.headers, r.body)


def sinch_numbers_verify(r):
    from sinch.domains.authentication.sinch_events.v1 import authentication_validation as sinch

    return sinch.validate_signature_header(r.secret, r.headers, r.body)


def slack_verifier(r):
    from slack_sdk.signature import SignatureVerifier

    return SignatureVerifier(r.secret)


def slack_verify(r):
    return slack_verifier(r).is_valid_request(r.bytes, r.headers)


def slack_sign(r):
    at = str(int(r.at))
    made = slack_verifier(r).generate_signature(timestamp=at, body=r.bytes)
    return {"headers": {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": made}}


def telnyx_verify(r):
    import telnyx

    telnyx.Telnyx(api_key="none", public_key=r.secret).webhooks.unwrap(r.body, headers=r.headers)


def twilio_validator(r):
    from twilio.request_validator import RequestValidator

    return RequestValidator(r.secret)


def twilio_verify(r):
    return twilio_validator(r).validate(r.url, r.form, r.header("X-Twilio-Signature"))


def twilio_sign(r):
    return {"headers": {"X-Twilio-Signature": twilio_validator(r).compute_signature(r.url, r.form)}}


def whatsapp_verify(r):
    from pywa import utils

    return utils.webhook_updates_validator(r.secret, r.bytes, r.header("X-Hub-Signature-256"))


def django(r):
    """The request as Django gives it to a view."""
    from django.conf import settings

    if not settings.configured:
        import django as package

        settings.configure(ALLOWED_HOSTS=["*"], ANYMAIL={}, SECRET_KEY="none", USE_TZ=True)
        package.setup()
    from django.test import RequestFactory

    headers = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in r.headers.items()}
    kind = headers.pop("HTTP_CONTENT_TYPE")
    path = r.url.split("hooks.example.test", 1)[1]
    return RequestFactory().generic(
        r.method, path, r.bytes, kind, secure=True, SERVER_NAME="hooks.example.test", SERVER_PORT="443", **headers
    )


def anymail(module, view, setting):
    """A view of django-anymail, asked whether it would read the request."""

    def verify(r):
        request = django(r)
        views = __import__(f"anymail.webhooks.{module}", fromlist=[view])
        secret = bare(r.secret) if module == "postal" else r.secret
        getattr(views, view)(**{setting: secret}).run_validators(request)

    return verify, None


slack = (slack_verify, slack_sign)

LIBRARIES = {
    "discord-interactions": {
        "discord_interactions": (discord_verify, None),
        "discord_events": (discord_verify, None),
    },
    "django-anymail": {
        "mailersend": anymail("mailersend", "MailerSendTrackingWebhookView", "signing_secret"),
        "mailgun": anymail("mailgun", "MailgunTrackingWebhookView", "webhook_signing_key"),
        "mailgun_routes": anymail("mailgun", "MailgunTrackingWebhookView", "webhook_signing_key"),
        "mailtrap": anymail("mailtrap", "MailtrapTrackingWebhookView", "tracking_secret"),
        "mandrill": anymail("mandrill", "MandrillCombinedWebhookView", "webhook_key"),
        "postal": anymail("postal", "PostalTrackingWebhookView", "webhook_key"),
        "postmark": anymail("postmark", "PostmarkTrackingWebhookView", "webhook_secret"),
    },
    "dropbox-sign": {"dropbox_sign": (dropbox_sign_verify, None)},
    "emailit": {"emailit": (emailit_verify, emailit_sign)},
    "line-bot-sdk": {"line": (line_verify, None)},
    "mailgun": {"mailgun": (mailgun_verify, None)},
    "plivo": {"plivo_v3": (plivo_verify, None)},
    "pusher": {"pusher": (pusher_verify, None)},
    "pywa": {"whatsapp": (whatsapp_verify, None)},
    "sendgrid": {"sendgrid": (sendgrid_verify, None)},
    "sinch": {
        "sinch_conversation": (sinch_conversation_verify, None),
        "sinch_numbers": (sinch_numbers_verify, None),
    },
    "slack-sdk": {"slack": slack, "slack_commands": slack, "slack_interactions": slack},
    "telnyx": {"telnyx": (telnyx_verify, None)},
    "twilio": {"twilio": (twilio_verify, twilio_sign)},
}
