// Asks Mautic who this credential is. Run it with Node.js 18 or later: node mautic.mjs
// mautic.json beside this file holds the secrets: keep it out of version control.
import { readFile } from "node:fs/promises";

const credential = JSON.parse(await readFile(new URL("mautic.json", import.meta.url), "utf8"));
const login = Buffer.from(`${credential.username}:${credential.password}`, "utf8").toString("base64");

const response = await fetch(`${credential.base_url}/api/users/self`, {
  headers: { Authorization: `Basic ${login}` },
});
if (!response.ok) throw new Error(`Mautic answered ${response.status}: ${await response.text()}`);
console.log(JSON.stringify(await response.json(), null, 2));
