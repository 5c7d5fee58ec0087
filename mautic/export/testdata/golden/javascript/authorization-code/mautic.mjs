// Asks Mautic who this credential is. Run it with Node.js 18 or later: node mautic.mjs
// mautic.json beside this file holds the secrets: keep it out of version control.
import { readFile, rename, writeFile } from "node:fs/promises";

const file = new URL("mautic.json", import.meta.url);
const credential = JSON.parse(await readFile(file, "utf8"));

async function refresh() {
  const response = await fetch(`${credential.base_url}/oauth/v2/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "refresh_token",
      refresh_token: credential.refresh_token,
      client_id: credential.client_id,
      client_secret: credential.client_secret,
    }),
  });
  if (!response.ok) throw new Error(`Mautic answered ${response.status}: ${await response.text()}`);
  const token = await response.json();
  credential.access_token = token.access_token;
  credential.refresh_token = token.refresh_token;
  credential.expires_at = new Date(Date.now() + token.expires_in * 1000).toISOString();
  // A refresh token works once: the new one is kept, or the grant is lost.
  const next = new URL("mautic.json.new", import.meta.url);
  await writeFile(next, JSON.stringify(credential, null, 2) + "\n", { mode: 0o600 });
  await rename(next, file);
}

async function get(path) {
  const ask = () =>
    fetch(`${credential.base_url}/api/${path}`, {
      headers: { Authorization: `Bearer ${credential.access_token}` },
    });
  let response = await ask();
  if (response.status === 401) {
    await refresh();
    response = await ask();
  }
  if (!response.ok) throw new Error(`Mautic answered ${response.status}: ${await response.text()}`);
  return response.json();
}

console.log(JSON.stringify(await get("users/self"), null, 2));
