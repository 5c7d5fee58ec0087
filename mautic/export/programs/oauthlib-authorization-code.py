# Asks Mautic who this credential is. Install first: pip install requests-oauthlib
# mautic.json beside this file holds the secrets: keep it out of version control.
import datetime
import json
import pathlib

from requests_oauthlib import OAuth2Session

file = pathlib.Path(__file__).with_name("mautic.json")
credential = json.loads(file.read_text("utf-8"))


def save(token):
    # A refresh token works once: the new one is kept, or the grant is lost.
    credential["access_token"] = token["access_token"]
    credential["refresh_token"] = token["refresh_token"]
    expires = datetime.datetime.fromtimestamp(token["expires_at"], datetime.timezone.utc)
    credential["expires_at"] = expires.isoformat(timespec="seconds")
    new = file.with_name("mautic.json.new")
    new.touch(mode=0o600)
    new.write_text(json.dumps(credential, indent=2) + "\n", "utf-8")
    new.replace(file)


token = {
    "access_token": credential["access_token"],
    "refresh_token": credential.get("refresh_token"),
    "token_type": "Bearer",
}
if "expires_at" in credential:
    expires = datetime.datetime.fromisoformat(credential["expires_at"].replace("Z", "+00:00"))
    token["expires_at"] = expires.timestamp()

mautic = OAuth2Session(
    credential["client_id"],
    token=token,
    auto_refresh_url=credential["base_url"] + "/oauth/v2/token",
    # The client's secret goes into the body: in a header Mautic may refuse it.
    auto_refresh_kwargs={
        "client_id": credential["client_id"],
        "client_secret": credential["client_secret"],
    },
    token_updater=save,
)

response = mautic.get(credential["base_url"] + "/api/users/self", timeout=30)
response.raise_for_status()
print(json.dumps(response.json(), indent=2))
