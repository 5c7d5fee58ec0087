# Asks Mautic who this credential is. Install first: pip install requests-oauthlib
# mautic.json beside this file holds the secrets: keep it out of version control.
import json
import pathlib

from oauthlib.oauth2 import BackendApplicationClient
from requests_oauthlib import OAuth2Session

credential = json.loads(pathlib.Path(__file__).with_name("mautic.json").read_text("utf-8"))

mautic = OAuth2Session(client=BackendApplicationClient(client_id=credential["client_id"]))
# The client's secret goes into the body: in a header Mautic may refuse it.
mautic.fetch_token(
    credential["base_url"] + "/oauth/v2/token",
    client_secret=credential["client_secret"],
    include_client_id=True,
    timeout=30,
)

response = mautic.get(credential["base_url"] + "/api/users/self", timeout=30)
response.raise_for_status()
print(json.dumps(response.json(), indent=2))
