# Asks Mautic who this credential is. Install first: pip install requests
# mautic.json beside this file holds the secrets: keep it out of version control.
import datetime
import json
import pathlib

import requests

file = pathlib.Path(__file__).with_name("mautic.json")
credential = json.loads(file.read_text("utf-8"))


def refresh():
    answer = requests.post(
        credential["base_url"] + "/oauth/v2/token",
        data={
            "grant_type": "refresh_token",
            "refresh_token": credential["refresh_token"],
            "client_id": credential["client_id"],
            "client_secret": credential["client_secret"],
        },
        timeout=30,
    )
    answer.raise_for_status()
    token = answer.json()
    expires = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=token["expires_in"])
    credential["access_token"] = token["access_token"]
    credential["refresh_token"] = token["refresh_token"]
    credential["expires_at"] = expires.isoformat(timespec="seconds")
    # A refresh token works once: the new one is kept, or the grant is lost.
    new = file.with_name("mautic.json.new")
    new.touch(mode=0o600)
    new.write_text(json.dumps(credential, indent=2) + "\n", "utf-8")
    new.replace(file)


def get(path):
    def ask():
        return requests.get(
            credential["base_url"] + "/api/" + path,
            headers={"Authorization": "Bearer " + credential["access_token"]},
            timeout=30,
        )

    response = ask()
    if response.status_code == 401:
        refresh()
        response = ask()
    response.raise_for_status()
    return response.json()


print(json.dumps(get("users/self"), indent=2))
