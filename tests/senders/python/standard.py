"""Standard Webhooks and Svix, and the libraries of senders that sign as they do."""

from datetime import datetime, timezone
from importlib import import_module


def adapter(module, prefix):
    """A library with the interface of Standard Webhooks."""

    def webhook(r):
        return import_module(module).Webhook(r.secret)

    def verify(r):
        webhook(r).verify(r.body, r.headers)

    def sign(r):
        at = datetime.fromtimestamp(r.at, timezone.utc)
        made = webhook(r).sign(r.header(f"{prefix}-id"), at, r.body)
        return {"headers": {f"{prefix}-timestamp": str(int(r.at)), f"{prefix}-signature": made}}

    return verify, sign


def unwrap(module, client, at, key="key", **given):
    """The client of a sender, whose resource at `at` has a method `unwrap`."""

    def verify(r):
        resource = getattr(import_module(module), client)(**given)
        for name in at:
            resource = getattr(resource, name)
        resource.unwrap(r.body, headers=r.headers, **{key: r.secret})

    return verify, None


def polar_verify(r):
    from polar.v2026_10.webhooks import validate_event
    from polar.webhooks import PolarWebhookVerificationError

    try:
        validate_event(r.body, r.headers, r.secret)
    except PolarWebhookVerificationError:
        raise
    except Exception:
        pass  # the signature comes first: what it says of the payload is another matter


def resend_verify(r):
    from resend import Webhooks

    signed = {name: r.header(f"svix-{name}") for name in ("id", "timestamp", "signature")}
    Webhooks.verify({"payload": r.body, "headers": signed, "webhook_secret": r.secret})


def whop_verify(r):
    from whop_sdk.lib.verify_webhook import unwrap

    unwrap(r.body, headers=r.headers, key=r.secret)


standard = adapter("standardwebhooks", "webhook")
svix = adapter("svix.webhooks", "svix")

LIBRARIES = {
    "anthropic": {"anthropic": unwrap("anthropic", "Anthropic", ["beta", "webhooks"], api_key="none")},
    "dodopayments": {"dodopayments": unwrap("dodopayments", "DodoPayments", ["webhooks"], bearer_token="none")},
    "increase": {"increase": unwrap("increase", "Increase", ["events"], api_key="none")},
    "lithic": {"lithic": unwrap("lithic", "Lithic", ["webhooks"], "secret", api_key="none")},
    "openai": {"openai": unwrap("openai", "OpenAI", ["webhooks"], "secret", api_key="none")},
    "polar-sdk": {"polar": (polar_verify, None)},
    "resend": {"resend": (resend_verify, None)},
    "standardwebhooks": {"standard_webhooks": standard, "gitlab": standard, "weblate": standard},
    "straddle": {"straddle": unwrap("straddle", "StraddleAPI", ["webhooks"], bearer="none")},
    "svix": {"svix": svix, "tolt": svix},
    "whop_sdk": {"whop": (whop_verify, None)},
}
