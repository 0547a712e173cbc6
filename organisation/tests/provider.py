"""A sign-in provider for tests: a real one over HTTP on this machine, that can be told to lie.

It speaks the code flow of OpenID Connect with PKCE: description, keys, the page that people are sent to (which lets
in whoever `person` says), the exchange of a code for tokens, and the answer to who that is. It checks what the portal
must send, so that a portal that left something out would be refused.
"""

import base64
import hashlib
import json
import threading
import time
import uuid
from collections.abc import Callable
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

CLIENT_ID, CLIENT_SECRET = "portal", "the-portal's-secret-there"
Claims = dict[str, Any]


@cache
def private_key(name: str) -> rsa.RSAPrivateKey:
    """One for each name; making one takes a tenth of a second."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def signed(claims: Claims, *, key: str = "key-1", named: str = "key-1") -> str:
    return jwt.encode(claims, private_key(key), algorithm="RS256", headers={"kid": named})


class Provider:
    """What it says of whom, and how it proves it. A test changes `person`, `twist` or `sign` to make it lie."""

    def __init__(self) -> None:
        self.person: Claims = {"sub": "1001"}
        self.twist: Callable[[Claims], Claims] = lambda claims: claims
        self.sign: Callable[[Claims], str] = signed
        self.more: Claims = {}
        self.description: Claims = {}
        self.asked: list[Claims] = []
        self._open: dict[str, Claims] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"provider": self}))
        self.issuer = f"http://127.0.0.1:{self._server.server_port}/tenant/v2.0"
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        ).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def let_in(self, address: str) -> str:
        """What the browser does at the provider: the address to which it is sent back."""
        asked = dict(parse_qsl(urlsplit(address).query))
        self.asked.append(asked)
        code = uuid.uuid4().hex
        self._open[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    # Its pages ------------------------------------------------------------------------------------------------------

    def describe(self) -> Claims:
        said = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        }
        return said | self.description

    def keys(self) -> Claims:
        public = RSAAlgorithm.to_jwk(private_key("key-1").public_key(), as_dict=True)
        return {"keys": [public | {"kid": "key-1", "use": "sig", "alg": "RS256"}]}

    def exchange(self, form: dict[str, str], authorization: str) -> Claims | None:
        """Tokens for a code: once, for the client that asked, and the browser in which it began (PKCE)."""
        asked = self._open.pop(form.get("code", ""), None)
        expected = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if (
            asked is None
            or authorization != f"Basic {expected}"
            or form.get("redirect_uri") != asked["redirect_uri"]
            or asked.get("code_challenge_method") != "S256"
            or asked.get("code_challenge") != challenge.decode().rstrip("=")
        ):
            return None
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT_ID, "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        return {"access_token": "for-more", "id_token": self.sign(self.twist(claims | self.person))}


class _Handler(BaseHTTPRequestHandler):
    provider: Provider

    def do_GET(self) -> None:
        page = urlsplit(self.path).path.rpartition("/")[2]
        answers = {
            "openid-configuration": self.provider.describe,
            "keys": self.provider.keys,
            "userinfo": lambda: {"sub": self.provider.person["sub"]} | self.provider.more,
        }
        self._answer(answers[page]())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        tokens = self.provider.exchange(form, self.headers.get("Authorization", ""))
        self._answer(tokens or {"error": "invalid_grant"}, 200 if tokens else 400)

    def _answer(self, said: Claims, status: int = 200) -> None:
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Quietly."""
