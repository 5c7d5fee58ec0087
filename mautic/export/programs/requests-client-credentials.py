# Asks Mautic who this credential is. Install first: pip install requests
# mautic.json beside this file holds the secrets: keep it out of version control.
import json
import pathlib

import requests

credential = json.loads(pathlib.Path(__file__).with_name("mautic.json").read_text("utf-8"))

# There is no refresh token: when the token has expired (401), get another one.
answer = requests.post(
    credential["base_url"] + "/oauth/v2/token",
    data={
        "grant_type": "client_credentials",
        "client_id": credential["client_id"],
        "client_secret": credential["client_secret"],
    },
    timeout=30,
)
answer.raise_for_status()

mautic = requests.Session()
mautic.headers["Authorization"] = "Bearer " + answer.json()["access_token"]

response = mautic.get(credential["base_url"] + "/api/users/self", timeout=30)
response.raise_for_status()
print(json.dumps(response.json(), indent=2))
