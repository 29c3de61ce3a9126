#!/usr/bin/env bash
# Eleven Python packages that verify: the body as bytes, and the same body as text.
#
# Behaviour: four packages take text only (line-bot-sdk 3.27.0, razorpay 2.0.1, sendgrid 6.12.5, squareup 46.0.0.20260916)
# and two take bytes only (easypost 10.7.0, workos 10.8.0); the other five take both. The wrong kind never says so: it ends
# in a TypeError or an AttributeError out of the inside, not in the package's own error for a bad signature.
# A guess: bytes work everywhere, since that is what a body is; text is the convenience.
# Seen: the output below.
# Why it matters: frameworks hand bytes over. Behind `except SignatureError` these deliveries are 500, not 401, and the
# sender repeats them. Decoding before verifying is no cure for the two that want bytes, nor for a body that is not UTF-8.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
pip install --quiet --disable-pip-version-check --root-user-action=ignore --target "$work" \
    easypost==10.7.0 gocardless-pro==3.22.0 line-bot-sdk==3.27.0 pusher==3.3.4 razorpay==2.0.1 sendgrid==6.12.5 \
    slack-sdk==3.48.0 squareup==46.0.0.20260916 standardwebhooks==1.1.0 stripe==16.1.0 workos==10.8.0 2>"$work/pip.log"

actual=$(PYTHONPATH="$work" python3 - <<'PY'
import base64, hashlib, hmac, json, time
from datetime import datetime, timezone
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
import easypost, gocardless_pro.webhooks, pusher, razorpay, standardwebhooks, stripe
from linebot.v3.webhook import SignatureValidator
from sendgrid.helpers.eventwebhook import EventWebhook
from slack_sdk.signature import SignatureVerifier
from square.utils.webhooks_helper import verify_signature
from workos.webhooks import _verification as workos

now = datetime.now(timezone.utc)
seconds, millis = int(now.timestamp()), int(now.timestamp() * 1000)
text = json.dumps({"id": "1", "object": "event", "type": "a.b", "event": "a.b", "time_ms": millis, "events": [],
                   "data": {"object": {}}, "created_at": "2023-11-14T22:13:20.000Z"})

def digest(message):
    return hmac.new(b"secret", message.encode(), hashlib.sha256)

def base(message):
    return base64.b64encode(digest(message).digest()).decode()

key = ec.generate_private_key(ec.SECP256R1())
public = base64.b64encode(key.public_key().public_bytes(
    serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)).decode()
sendgrid_signature = base64.b64encode(key.sign(f"{seconds}{text}".encode(), ec.ECDSA(hashes.SHA256()))).decode()
url = "https://example.com/hooks"
standard = standardwebhooks.Webhook("whsec_ZmluZGluZ3Mvd2ViaG9vay1jb3JlLzAx")

verifiers = {
    "easypost": lambda body: easypost.util.validate_webhook(
        body, {"X-Hmac-Signature": "hmac-sha256-hex=" + digest(text).hexdigest()}, "secret"),
    "gocardless": lambda body: gocardless_pro.webhooks.parse(body, "secret", digest(text).hexdigest()) == [],
    "line": lambda body: SignatureValidator("secret").validate(body, base(text)),
    "pusher": lambda body: pusher.Pusher("1", "key", "secret").validate_webhook("key", digest(text).hexdigest(), body),
    "razorpay": lambda body: razorpay.Client(auth=("key", "none")).utility.verify_webhook_signature(
        body, digest(text).hexdigest(), "secret"),
    "sendgrid": lambda body: EventWebhook(public).verify_signature(body, sendgrid_signature, str(seconds)),
    "slack": lambda body: SignatureVerifier("secret").is_valid(
        body, str(seconds), "v0=" + digest(f"v0:{seconds}:{text}").hexdigest()),
    "square": lambda body: verify_signature(request_body=body, signature_header=base(url + text),
                                            signature_key="secret", notification_url=url),
    "standardwebhooks": lambda body: standard.verify(body, {
        "webhook-id": "m", "webhook-timestamp": str(seconds), "webhook-signature": standard.sign("m", now, text)}),
    "stripe": lambda body: stripe.Webhook.construct_event(
        body, f"t={seconds},v1={digest(f'{seconds}.{text}').hexdigest()}", "secret").type == "a.b",
    "workos": lambda body: workos.verify_event(
        event_body=body, event_signature=f"t={millis}, v1={digest(f'{millis}.{text}').hexdigest()}", secret="secret"),
}
for name, verify in verifiers.items():
    answers = []
    for body in (text.encode(), text):
        try:
            answers.append("accepted" if verify(body) else "refused")
        except Exception as error:
            answers.append(type(error).__name__)
    print(f"{name}: bytes {answers[0]}, text {answers[1]}")
PY
)
expected=$(cat <<'OUT'
easypost: bytes accepted, text TypeError
gocardless: bytes accepted, text accepted
line: bytes AttributeError, text accepted
pusher: bytes accepted, text accepted
razorpay: bytes TypeError, text accepted
sendgrid: bytes TypeError, text accepted
slack: bytes accepted, text accepted
square: bytes TypeError, text accepted
standardwebhooks: bytes accepted, text accepted
stripe: bytes accepted, text accepted
workos: bytes accepted, text AttributeError
OUT
)
diff <(echo "$expected") <(echo "$actual") && echo "as described"
