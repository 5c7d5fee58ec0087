import { createHmac, timingSafeEqual } from "node:crypto";

// Throws unless the delivery was signed with the secret (whsec_…) in the last
// five minutes. headers: an object with names in lower case, as Node.js has
// them. body: a Buffer with what arrived, byte for byte.
export function verify(headers, body, secret, now = Date.now()) {
  const id = headers["webhook-id"];
  const timestamp = headers["webhook-timestamp"];
  if (!id || !/^\d+$/.test(timestamp) || Math.abs(now / 1000 - Number(timestamp)) > 300) {
    throw new Error("webhook-id is missing, or webhook-timestamp is not within five minutes");
  }
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const want = createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body).digest();
  for (const signature of (headers["webhook-signature"] ?? "").split(" ")) {
    const given = Buffer.from(signature.replace(/^v1,/, ""), "base64");
    if (signature.startsWith("v1,") && given.length === want.length && timingSafeEqual(given, want)) return;
  }
  throw new Error("no signature in webhook-signature is right");
}
