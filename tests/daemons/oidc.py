"""An OpenID Connect provider on loopback that vouches for one person: discovery, consent at once, a signed token."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "breachready", "correct horse"


@contextmanager
def provider(subject: str, name: str) -> Iterator[str]:
    """Its issuer. Whoever asks is `subject`, and calls himself `name`."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    asked: dict[str, str] = {}

    class Answers(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Quiet."""

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {key: values[0] for key, values in parse_qs(parts.query).items()}
            match parts.path:
                case "/.well-known/openid-configuration":
                    ends = ("authorization", "token", "userinfo")
                    said = {f"{one}_endpoint": f"{issuer}/{one}" for one in ends}
                    self._said({"issuer": issuer, "jwks_uri": f"{issuer}/keys", **said,
                                "token_endpoint_auth_methods_supported": ["client_secret_basic"]})  # fmt: skip
                case "/keys":
                    public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key()))
                    self._said({"keys": [{**public, "kid": "1", "use": "sig", "alg": "RS256"}]})
                case "/authorization":
                    asked["nonce"] = query.get("nonce", "")
                    self.send_response(302)
                    answer = urlencode({"code": "once", "state": query["state"]})
                    self.send_header("Location", f"{query['redirect_uri']}?{answer}")
                    self.end_headers()
                case "/userinfo":
                    self._said({"sub": subject, "preferred_username": name, "email": f"{name}@example.org"})

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            now = int(time.time())
            claims = {"iss": issuer, "aud": CLIENT, "sub": subject, "iat": now, "exp": now + 60,
                      "preferred_username": name, "nonce": asked["nonce"]}  # fmt: skip
            token = jwt.encode(claims, key, algorithm="RS256", headers={"kid": "1"})
            self._said({"access_token": "a", "token_type": "Bearer", "expires_in": 60, "id_token": token})

        def _said(self, document: object) -> None:
            raw = json.dumps(document).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    issuer = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield issuer
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
