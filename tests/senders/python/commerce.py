"""Libraries of senders about money and trade."""


def adyen_item(r):
    return r.json["notificationItems"][0]["NotificationRequestItem"]


def adyen_verify(r):
    from Adyen.util import is_valid_hmac_notification

    return is_valid_hmac_notification(adyen_item(r), r.secret)


def adyen_platform_verify(r):
    from Adyen.util import is_valid_hmac_payload

    return is_valid_hmac_payload(r.header("HmacSignature"), r.secret, r.bytes)


def adyen_platform_sign(r):
    from Adyen.util import generate_payload_sig

    return {"headers": {"HmacSignature": generate_payload_sig(r.bytes, r.secret).decode()}}


def braintree_gateway(r):
    import braintree

    configuration = braintree.Configuration(braintree.Environment.Sandbox, "m", public_key="1", private_key=r.secret)
    return braintree.BraintreeGateway(configuration)


def braintree_verify(r):
    braintree_gateway(r).webhook_notification.parse(r.form["bt_signature"], r.form["bt_payload"])


def braintree_sign(r):
    from urllib.parse import urlencode

    made = braintree_gateway(r).webhook_testing.sample_notification("check", "1")
    return {"body": urlencode(made)}


def coinbase_verify(r):
    from coinbase_commerce.webhook import Webhook

    Webhook.construct_event(r.body, r.header("X-CC-Webhook-Signature"), r.secret)


def easypost_verify(r):
    from easypost.util import validate_webhook

    validate_webhook(r.bytes, {"X-Hmac-Signature": r.header("X-Hmac-Signature")}, r.secret)


def gocardless_verify(r):
    from gocardless_pro import webhooks

    webhooks.parse(r.body, r.secret, r.header("Webhook-Signature"))


def mercadopago_verify(r):
    from mercadopago.webhook import WebhookSignatureValidator

    WebhookSignatureValidator.validate(
        r.header("x-signature"), r.header("x-request-id"), r.query.get("data.id"), r.secret, tolerance_seconds=300
    )


def treasury():
    from modern_treasury import ModernTreasury

    return ModernTreasury(organization_id="o", api_key="k").webhooks


def treasury_verify(r):
    return treasury().validate_signature(r.body, r.headers, key=r.secret)


def treasury_sign(r):
    return {"headers": {"X-Signature": treasury().get_signature(r.body, key=r.secret)}}


def onfido_verify(r):
    from onfido import WebhookEventVerifier

    WebhookEventVerifier(r.secret).read_payload(r.body, r.header("X-SHA2-Signature"))


def orb_verify(r):
    from orb import Orb

    Orb(api_key="none").webhooks.verify_signature(r.bytes, r.headers, secret=r.secret)


def paddle_verify(r):
    from paddle_billing.Notifications import PaddleSignature, Secret

    return PaddleSignature().verify(r.header("Paddle-Signature"), r.body, Secret(r.secret))


def razorpay_verify(r):
    import razorpay

    return razorpay.Client(auth=("i", "s")).utility.verify_webhook_signature(
        r.body, r.header("X-Razorpay-Signature"), r.secret
    )


def stripe_verify(r):
    import stripe

    stripe.Webhook.construct_event(r.bytes, r.header("Stripe-Signature"), r.secret)


def stripe_thin_verify(r):
    import stripe

    stripe.StripeClient("sk_test_none").parse_event_notification(r.bytes, r.header("Stripe-Signature"), r.secret)


def worldline_verify(r):
    from onlinepayments.sdk.communication.request_header import RequestHeader
    from onlinepayments.sdk.webhooks.in_memory_secret_key_store import InMemorySecretKeyStore
    from onlinepayments.sdk.webhooks.signature_validator import SignatureValidator

    store = InMemorySecretKeyStore.instance()
    store.store_secret_key("key-1", r.secret)
    SignatureValidator(store).validate(r.bytes, [RequestHeader(name, value) for name, value in r.pairs])


def finch_verify(r):
    from finch import Finch

    Finch(access_token="none").webhooks.verify_signature(r.bytes, r.headers, secret=r.secret)


LIBRARIES = {
    "Adyen": {"adyen": (adyen_verify, None), "adyen_platform": (adyen_platform_verify, adyen_platform_sign)},
    "braintree": {"braintree": (braintree_verify, braintree_sign)},
    "coinbase-commerce": {"coinbase_commerce": (coinbase_verify, None)},
    "easypost": {"easypost": (easypost_verify, None)},
    "finch-api": {"finch": (finch_verify, None)},
    "gocardless_pro": {"gocardless": (gocardless_verify, None)},
    "mercadopago": {"mercadopago": (mercadopago_verify, None)},
    "modern-treasury": {"modern_treasury": (treasury_verify, treasury_sign)},
    "onfido-python": {"onfido": (onfido_verify, None)},
    "onlinepayments-sdk-python3": {"worldline": (worldline_verify, None)},
    "orb-billing": {"orb": (orb_verify, None)},
    "paddle-python-sdk": {"paddle": (paddle_verify, None)},
    "razorpay": {"razorpay": (razorpay_verify, None)},
    "stripe": {"stripe": (stripe_verify, None), "stripe_thin": (stripe_thin_verify, None)},
}
