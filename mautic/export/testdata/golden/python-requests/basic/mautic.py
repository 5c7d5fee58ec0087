# Asks Mautic who this credential is. Install first: pip install requests
# mautic.json beside this file holds the secrets: keep it out of version control.
import json
import pathlib

import requests

credential = json.loads(pathlib.Path(__file__).with_name("mautic.json").read_text("utf-8"))

mautic = requests.Session()
# As bytes, because Mautic reads UTF-8 and requests would send Latin-1.
mautic.auth = (credential["username"].encode(), credential["password"].encode())

response = mautic.get(credential["base_url"] + "/api/users/self", timeout=30)
response.raise_for_status()
print(json.dumps(response.json(), indent=2))
