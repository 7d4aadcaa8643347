"""TLS on real sockets: what the daemon takes, and what it refuses."""

import os
import shutil
import socket
import ssl
import time
import unittest

from ledger import DONE, FAILED, UNREACHABLE, WRONG_USAGE
from secured import Certificates, Daemon, SecuredTest, run, tallyd

SECONDS_TO_NOTICE = 60
HTTP2_HELLO = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0"


class TlsTest(SecuredTest):
    def options(self) -> tuple[str, ...]:
        return ("--tls-ca", str(self.tls))

    def setUp(self) -> None:
        super().setUp()
        self.certificates = Certificates(self.tls)

    def start_tls(self, *options: str) -> Daemon:
        return self.start(
            *("--tls-certificate", str(self.tls / "server.crt")),
            *("--tls-key", str(self.tls / "server.key")),
            *("--tls-client-ca", str(self.tls / "ca.crt")),
            *options,
        )

    def call_as(self, daemon: Daemon, name: str, *arguments: str, ca: str = "ca.crt"):
        """Calls with the certificate NAME; with none if that is empty."""
        own = ()
        if name:
            own = (
                *("--certificate", str(self.tls / f"{name}.crt")),
                *("--key", str(self.tls / f"{name}.key")),
            )
        return daemon.tally(
            "--address", daemon.address, "--ca", str(self.tls / ca), *own, *arguments
        )

    def handshake(self, daemon: Daemon, version: ssl.TLSVersion) -> str:
        """Returns the version of TLS that was agreed on, of those up to `version`."""
        context = ssl.create_default_context(cafile=str(self.tls / "ca.crt"))
        context.set_alpn_protocols(["h2"])
        context.maximum_version = version
        with socket.create_connection(("127.0.0.1", daemon.port)) as plain:
            with context.wrap_socket(plain, server_hostname="localhost") as secured:
                return secured.version() or ""

    def serial_of(self, daemon: Daemon) -> str:
        """The serial number of the certificate that a new connection is shown."""
        context = ssl.create_default_context(cafile=str(self.tls / "ca.crt"))
        context.set_alpn_protocols(["h2"])
        with socket.create_connection(("127.0.0.1", daemon.port)) as plain:
            with context.wrap_socket(plain, server_hostname="localhost") as secured:
                return str(secured.getpeercert()["serialNumber"])

    def test_a_client_certificate_signs_its_principal_in(self) -> None:
        daemon = self.start_tls()
        outcome = self.call_as(daemon, "client-admin", "-o", "json", "access", "whoami")
        self.assert_ends(outcome, DONE)
        caller = outcome.json()
        self.assertEqual(caller["actor"], "daemon/admin")
        self.assertEqual(caller["sign_in"], "SIGN_IN_CERTIFICATE")
        self.assertIn("expires_at", caller)

    def test_a_token_signs_in_without_a_certificate(self) -> None:
        daemon = self.start_tls()
        outcome = daemon.tally(
            *("--address", daemon.address, "--ca", str(self.tls / "ca.crt")),
            *("-o", "json", "access", "whoami"),
            TALLY_TOKEN=self.token,
        )
        self.assert_ends(outcome, DONE)
        self.assertEqual(outcome.json()["sign_in"], "SIGN_IN_TOKEN")

    def test_who_proves_nothing_is_nobody(self) -> None:
        daemon = self.start_tls()
        self.assert_ends(self.call_as(daemon, "", "status"), FAILED, "authorization: is missing")

    def test_without_a_client_authority_no_certificate_signs_in(self) -> None:
        daemon = self.start(
            *("--tls-certificate", str(self.tls / "server.crt")),
            *("--tls-key", str(self.tls / "server.key")),
        )
        shown = self.call_as(daemon, "client-admin", "status")
        self.assert_ends(shown, FAILED, "authorization: is missing")

    def test_certificates_name_principals_by_alternative_names_or_else_by_the_common_name(
        self,
    ) -> None:
        daemon = self.start_tls()
        socket_flag = ("--socket", str(daemon.socket))
        for principal, name in (
            ("uri", "spiffe://msp.example/rmm"),
            ("dns", "rmm.msp.example"),
            ("mail", "rmm@msp.example"),
            ("common", "common-name"),
            ("hidden", "has-others"),
            ("address", "192.0.2.7"),
        ):
            command = ("access", "define", "--daemon", principal, "--grant", "viewer")
            outcome = daemon.tally(*socket_flag, *command, "--certificate", name)
            self.assert_ends(outcome, DONE)
        for certificate, names, actor in (
            ("by-uri", "URI:spiffe://msp.example/rmm", "daemon/uri"),
            ("by-dns", "DNS:rmm.msp.example", "daemon/dns"),
            ("by-mail", "email:rmm@msp.example", "daemon/mail"),
            ("by-second", "DNS:unknown.example,DNS:rmm.msp.example", "daemon/dns"),
            ("common-name", "", "daemon/common"),
            ("common-name", "IP:192.0.2.7", "daemon/common"),
            ("has-others", "DNS:unknown.example", ""),
            ("nobody", "", ""),
        ):
            with self.subTest(certificate=certificate, names=names):
                self.certificates.issue(certificate, "ca", "clientAuth", names)
                outcome = self.call_as(daemon, certificate, "-o", "json", "access", "whoami")
                if actor:
                    self.assert_ends(outcome, DONE)
                    self.assertEqual(outcome.json()["actor"], actor)
                else:
                    self.assert_ends(outcome, FAILED, "does not sign you in")

    def test_certificates_that_do_not_hold_are_refused(self) -> None:
        daemon = self.start_tls()
        self.certificates.authority("other")
        self.certificates.issue("of-other", "other", "clientAuth", "URI:tally:admin")
        self.certificates.issue("expired", "ca", "clientAuth", "URI:tally:admin", days=-1)
        self.certificates.issue("for-servers", "ca", "serverAuth", "URI:tally:admin")
        self.certificates.issue("self-made", "client-admin", "clientAuth", "URI:tally:admin")
        for name in ("of-other", "expired", "for-servers", "self-made"):
            with self.subTest(name):
                self.assert_ends(self.call_as(daemon, name, "status"), UNREACHABLE, "yours holds")
        self.assert_ends(self.call_as(daemon, "client-admin", "status"), DONE)
        daemon.wait_for("event=grpc left_out=")

    def test_a_daemon_of_another_authority_gets_no_token(self) -> None:
        daemon = self.start_tls()
        self.certificates.authority("other")
        outcome = self.call_as(daemon, "client-admin", "status", ca="other.crt")
        self.assert_ends(outcome, UNREACHABLE)

    def test_only_tls_1_3_is_spoken_unless_it_is_said(self) -> None:
        daemon = self.start_tls()
        self.assertEqual(self.handshake(daemon, ssl.TLSVersion.TLSv1_3), "TLSv1.3")
        with self.assertRaises((ssl.SSLError, ConnectionError)):
            self.handshake(daemon, ssl.TLSVersion.TLSv1_2)
        daemon.stop()
        daemon = self.start_tls("--tls-min-version", "1.2")
        self.assertEqual(self.handshake(daemon, ssl.TLSVersion.TLSv1_2), "TLSv1.2")

    def test_plaintext_is_answered_nothing(self) -> None:
        daemon = self.start_tls()
        with socket.create_connection(("127.0.0.1", daemon.port)) as plain:
            plain.settimeout(SECONDS_TO_NOTICE)
            plain.sendall(HTTP2_HELLO)
            try:
                self.assertNotIn(b"HTTP", plain.recv(4096))
            except ConnectionResetError:
                pass
        outcome = daemon.tally("--address", daemon.address, "status", TALLY_TOKEN=self.token)
        self.assert_ends(outcome, UNREACHABLE, "--ca")

    def test_a_renewed_certificate_is_taken_while_it_serves(self) -> None:
        daemon = self.start_tls()
        before = self.serial_of(daemon)
        context = ssl.create_default_context(cafile=str(self.tls / "ca.crt"))
        context.set_alpn_protocols(["h2"])
        plain = socket.create_connection(("127.0.0.1", daemon.port))
        with context.wrap_socket(plain, server_hostname="localhost") as kept:
            kept.sendall(HTTP2_HELLO)
            for name in ("server.crt", "server.key"):
                (self.tls / name).unlink()
            tallyd("init", "--tls-ca", str(self.tls))
            deadline = time.monotonic() + SECONDS_TO_NOTICE
            while self.serial_of(daemon) == before:
                self.assertLess(time.monotonic(), deadline, daemon.log())
                time.sleep(0.05)
            # The connection of before goes on: it answers a ping (RFC 9113, section 6.7).
            kept.settimeout(SECONDS_TO_NOTICE)
            kept.sendall(b"\0\0\x08\6\0\0\0\0\0" + b"tallyds!")
            received = b""
            while b"tallyds!" not in received:
                some = kept.recv(4096)
                self.assertTrue(some)
                received += some
        self.assert_ends(self.call_as(daemon, "client-admin", "status"), DONE)

    def test_files_that_do_not_fit_are_refused_at_start(self) -> None:
        shutil.copy(self.tls / "client-admin.key", self.tls / "wrong.key")
        shutil.copy(self.tls / "server.key", self.tls / "open.key")
        os.chmod(self.tls / "wrong.key", 0o600)
        os.chmod(self.tls / "open.key", 0o644)
        (self.tls / "nothing.pem").write_text("nothing\n")
        for certificate, key, client_ca, said in (
            ("server.crt", "wrong.key", "ca.crt", "wrong.key: is not the key of"),
            ("server.crt", "open.key", "ca.crt", "open.key: every user"),
            ("server.crt", "nothing.pem", "ca.crt", "nothing.pem: holds no key"),
            ("nothing.pem", "server.key", "ca.crt", "nothing.pem: holds no certificate"),
            ("none.crt", "server.key", "ca.crt", "none.crt"),
            ("server.crt", "server.key", "nothing.pem", "nothing.pem: holds no certificate"),
        ):
            done = tallyd(
                *("--data", str(self.directory / "data"), "--listen", "127.0.0.1:0"),
                *("--tls-certificate", str(self.tls / certificate)),
                *("--tls-key", str(self.tls / key)),
                *("--tls-client-ca", str(self.tls / client_ca)),
                check=False,
            )
            self.assertEqual(done.returncode, 1, done.stderr)
            self.assertIn(said, done.stderr)

    def test_what_init_made_is_as_it_should_be(self) -> None:
        for name in ("ca", "server", "client-admin"):
            self.assertEqual((self.tls / f"{name}.key").stat().st_mode & 0o777, 0o600)
        self.assertEqual(self.tls.stat().st_mode & 0o777, 0o700)
        ca = str(self.tls / "ca.crt")
        for name, purpose in (("server", "sslserver"), ("client-admin", "sslclient")):
            path = str(self.tls / f"{name}.crt")
            run("openssl", "verify", "-x509_strict", "-CAfile", ca, "-purpose", purpose, path)
            other = "sslclient" if purpose == "sslserver" else "sslserver"
            refused = run("openssl", "verify", "-CAfile", ca, "-purpose", other, path, check=False)
            self.assertNotEqual(refused.returncode, 0)
            soon = run("openssl", "x509", "-in", path, "-noout", "-checkend", str(364 * 86400))
            self.assertIn("will not expire", soon.stdout)

    def test_a_token_goes_to_another_machine_over_tls_alone(self) -> None:
        daemon = self.start_tls()
        outcome = daemon.tally("--address", "192.0.2.1:7420", "status", TALLY_TOKEN=self.token)
        self.assert_ends(outcome, WRONG_USAGE, "without TLS", "--ca")
        self.assertNotIn(self.token, outcome.output + outcome.errors)


if __name__ == "__main__":
    unittest.main()
