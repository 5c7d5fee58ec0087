import base64
import hashlib
import hmac
import time


def verify(headers, body, secret, now=None):
    """Raise ValueError unless the delivery was signed with the secret (whsec_…)
    in the last five minutes. headers: names in lower case. body: the bytes that
    arrived."""
    message_id = headers.get("webhook-id", "")
    timestamp = headers.get("webhook-timestamp", "")
    if not message_id or not timestamp.isdecimal():
        raise ValueError("webhook-id or webhook-timestamp is missing")
    if abs((time.time() if now is None else now) - int(timestamp)) > 300:
        raise ValueError("webhook-timestamp is not within five minutes")
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{message_id}.{timestamp}.".encode() + body
    digest = hmac.new(key, signed, hashlib.sha256).digest()
    want = "v1," + base64.b64encode(digest).decode()
    for signature in headers.get("webhook-signature", "").split(" "):
        if hmac.compare_digest(signature.encode(), want.encode()):
            return
    raise ValueError("no signature in webhook-signature is right")
