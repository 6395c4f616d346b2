"""A certificate authority and a timestamp authority on this machine, made with openssl."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

PHRASE = "示例口令"
_TIMESTAMPS = """
[tsa]
default_tsa = tsa_config
[tsa_config]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
certs = {folder}/root.pem
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_chain = no
"""


@dataclass(frozen=True)
class Authority:
    """A folder with a root certificate, the body's certificate in PKCS#12, and the timestamp authority."""

    folder: Path

    @property
    def root(self) -> Path:
        return self.folder / "root.pem"

    @property
    def certificate(self) -> Path:
        """The body's certificate with its key, under PHRASE."""
        return self.folder / "body.p12"

    @contextmanager
    def timestamps(self) -> Iterator[str]:
        """The address at which the timestamp authority answers on this machine."""
        folder = self.folder

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                query = folder / "query.tsq"
                query.write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
                reply = openssl(
                    *(
                        "ts",
                        "-reply",
                        "-queryfile",
                        query,
                        "-config",
                        folder / "tsa.cnf",
                        "-section",
                        "tsa_config",
                    )
                )
                self.send_response(200)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.send_header("Content-Length", str(len(reply)))
                self.end_headers()
                self.wfile.write(reply)

            def log_message(self, *_: object) -> None:
                pass

        with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
            thread = Thread(target=server.serve_forever)
            thread.start()
            try:
                yield f"http://127.0.0.1:{server.server_port}/"
            finally:
                server.shutdown()
                thread.join()


def openssl(*arguments: object) -> bytes:
    """What openssl answers; an error is raised with what it reports."""
    done = subprocess.run(["openssl", *map(str, arguments)], capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def authority(folder: Path) -> Authority:
    """Found an authority in a folder."""
    root, key = folder / "root.pem", folder / "root.key"
    new_key = ("-newkey", "rsa:2048", "-nodes")
    openssl(
        *("req", "-x509", *new_key, "-keyout", key, "-out", root, "-days", 30, "-subj", "/CN=Example Root"),
        *("-addext", "keyUsage=critical,keyCertSign,cRLSign"),
    )
    uses = {
        "body": "keyUsage=critical,digitalSignature,nonRepudiation",
        "tsa": "extendedKeyUsage=critical,timeStamping",
    }
    for name, use in uses.items():
        request, extensions = folder / f"{name}.csr", folder / f"{name}.ext"
        extensions.write_text(f"basicConstraints=CA:FALSE\n{use}\n", "utf-8")
        subject = ("-subj", f"/CN=Example {name}")
        openssl("req", *new_key, "-keyout", folder / f"{name}.key", "-out", request, *subject)
        openssl(
            *("x509", "-req", "-in", request, "-CA", root, "-CAkey", key, "-CAcreateserial", "-days", 30),
            *("-extfile", extensions, "-out", folder / f"{name}.pem"),
        )
    openssl(
        *("pkcs12", "-export", "-in", folder / "body.pem", "-inkey", folder / "body.key", "-certfile", root),
        *("-passout", f"pass:{PHRASE}", "-out", folder / "body.p12"),
    )
    (folder / "serial").write_text("01\n", "utf-8")
    (folder / "tsa.cnf").write_text(_TIMESTAMPS.format(folder=folder), "utf-8")
    return Authority(folder)
