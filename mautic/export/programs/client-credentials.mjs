// Asks Mautic who this credential is. Run it with Node.js 18 or later: node mautic.mjs
// mautic.json beside this file holds the secrets: keep it out of version control.
import { readFile } from "node:fs/promises";

const credential = JSON.parse(await readFile(new URL("mautic.json", import.meta.url), "utf8"));

async function ask(path, options) {
  const response = await fetch(credential.base_url + path, options);
  if (!response.ok) throw new Error(`Mautic answered ${response.status}: ${await response.text()}`);
  return response.json();
}

// There is no refresh token: when the token has expired (401), get another one.
const token = await ask("/oauth/v2/token", {
  method: "POST",
  body: new URLSearchParams({
    grant_type: "client_credentials",
    client_id: credential.client_id,
    client_secret: credential.client_secret,
  }),
});

const user = await ask("/api/users/self", {
  headers: { Authorization: `Bearer ${token.access_token}` },
});
console.log(JSON.stringify(user, null, 2));
