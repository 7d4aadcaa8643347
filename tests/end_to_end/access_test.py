"""Who may do what: `tallyd init`, tokens over loopback, the Unix socket, and `tally access`."""

import os
import pathlib
import re
import stat
import subprocess
import unittest

import small_book
from ledger import DONE, FAILED, WRONG_USAGE, Outcome
from secured import Daemon, SecuredTest, tallyd

TOKEN = re.compile(r"tally_[A-Za-z0-9_-]{43}")
NOBODY = 65534

# Connects, and prints how many bytes come before the end of the connection.
CONNECT = """
import socket, sys
peer = socket.socket(socket.AF_UNIX)
peer.settimeout(60)
peer.connect(sys.argv[1])
try:
    peer.sendall(b"PRI * HTTP/2.0\\r\\n\\r\\nSM\\r\\n\\r\\n\\0\\0\\0\\4\\0\\0\\0\\0\\0")
    print(len(peer.recv(4096)))
except OSError:
    print(0)
"""


class InitTest(SecuredTest):
    def test_the_token_is_printed_once_and_kept_nowhere(self) -> None:
        self.assertRegex(self.token, f"^{TOKEN.pattern}$")
        for path in (self.directory / "data").rglob("*"):
            if path.is_file():
                self.assertNotIn(self.token.encode(), path.read_bytes(), str(path))
        self.assertEqual((self.directory / "data").stat().st_mode & 0o777, 0o700)

    def test_again_it_changes_nothing(self) -> None:
        again = tallyd("init", "--data", str(self.directory / "data"))
        self.assertEqual(again.stdout, "")
        self.assertIn("as it is", again.stderr)
        daemon = self.start()
        whoami = daemon.tally("access", "whoami", "--address", daemon.address, TALLY_TOKEN=self.token)
        self.assert_ends(whoami, DONE, "daemon/admin")

    def test_it_waits_for_no_daemon(self) -> None:
        self.start()
        refused = tallyd("init", "--data", str(self.directory / "data"), check=False)
        self.assertEqual(refused.returncode, 1)
        self.assertIn("another tallyd", refused.stderr)

    def test_certificates_are_made_once_and_never_overwritten(self) -> None:
        tallyd("init", "--tls-ca", str(self.tls), "--tls-client", "rmm")
        names = {"ca", "server", "client-rmm"}
        files = {self.tls / f"{name}.{kind}" for name in names for kind in ("crt", "key")}
        self.assertEqual(set(self.tls.iterdir()), files)
        before = {path: path.read_bytes() for path in files}
        again = tallyd("init", "--tls-ca", str(self.tls), "--tls-client", "psa")
        self.assertEqual(again.stderr, f"made {self.tls / 'client-psa.crt'}\n")
        self.assertEqual({path: path.read_bytes() for path in files}, before)
        (self.tls / "server.crt").unlink()
        refused = tallyd("init", "--tls-ca", str(self.tls), check=False)
        self.assertEqual(refused.returncode, 1)
        self.assertIn("server.key: is there without", refused.stderr)

    def test_names_that_are_none_are_refused(self) -> None:
        for flag, name in (
            ("--tls-host", "a,DNS:b"),
            ("--tls-host", ""),
            ("--tls-client", "../x"),
            ("--tls-client", "A b"),
            ("--tls-client", ""),
        ):
            refused = tallyd("init", "--tls-ca", str(self.tls), flag, name, check=False)
            self.assertEqual(refused.returncode, 1, name)
            self.assertIn(flag, refused.stderr)
        self.assertFalse(self.tls.exists())

    def test_it_needs_to_be_told_what_to_make(self) -> None:
        refused = tallyd("init", check=False)
        self.assertEqual(refused.returncode, 2)
        self.assertIn("--data is missing", refused.stderr)


class LoopbackTest(SecuredTest):
    def whoami(self, daemon: Daemon, *options: str, **variables: str) -> Outcome:
        return daemon.tally(
            "access", "whoami", "-o", "json", "--address", daemon.address, *options, **variables
        )

    def test_nobody_is_served_without_a_token(self) -> None:
        daemon = self.start()
        self.assert_ends(self.whoami(daemon), FAILED, "authorization: is missing")

    def test_a_token_is_taken_from_a_file_or_the_environment(self) -> None:
        daemon = self.start()
        path = self.directory / "token"
        path.write_text(self.token + "\n")
        path.chmod(0o600)
        config = self.directory / "config.toml"
        config.write_text(f'token_file = "{path}"\n')
        for outcome in (
            self.whoami(daemon, "--token-file", str(path)),
            self.whoami(daemon, TALLY_TOKEN_FILE=str(path)),
            self.whoami(daemon, TALLY_TOKEN=self.token),
            self.whoami(daemon, "--config", str(config)),
        ):
            self.assert_ends(outcome, DONE)
            self.assertEqual(outcome.json()["actor"], "daemon/admin")
        both = self.whoami(daemon, TALLY_TOKEN=self.token, TALLY_TOKEN_FILE=str(path))
        self.assert_ends(both, WRONG_USAGE, "keep one of the two")

    def test_a_token_file_that_others_can_read_is_refused(self) -> None:
        daemon = self.start()
        path = self.directory / "token"
        path.write_text(self.token)
        path.chmod(0o644)
        outcome = self.whoami(daemon, "--token-file", str(path))
        self.assert_ends(outcome, WRONG_USAGE, "every user")

    def test_tokens_that_are_not_good_are_refused_in_the_same_words(self) -> None:
        daemon = self.start()
        last = "A" if self.token[-1] != "A" else "B"
        said = set()
        for token in (self.token[:-1] + last, "tally_" + "A" * 43, "x", self.token + "x"):
            outcome = self.whoami(daemon, TALLY_TOKEN=token)
            self.assert_ends(outcome, FAILED)
            said.add(outcome.refusal()["message"])
        self.assertEqual(len(said), 1)
        self.assertIsNone(TOKEN.search(daemon.log()))

    def test_a_token_that_is_revoked_ends_at_once(self) -> None:
        daemon = self.start()
        self.assert_ends(self.whoami(daemon, TALLY_TOKEN=self.token), DONE)
        revoke = ("access", "token", "revoke", "--daemon", "admin", "first")
        self.assert_ends(daemon.tally("--socket", str(daemon.socket), *revoke), DONE, "revoked")
        self.assert_ends(self.whoami(daemon, TALLY_TOKEN=self.token), FAILED, "does not sign you in")

    def test_who_signs_in_does_not_say_who_they_are(self) -> None:
        daemon = self.start()
        outcome = self.whoami(daemon, "--actor", "eve", TALLY_TOKEN=self.token)
        self.assert_ends(outcome, WRONG_USAGE, "--actor")

    def test_no_token_shows_in_the_log(self) -> None:
        daemon = self.start("--log-level", "trace")
        self.assert_ends(self.whoami(daemon, TALLY_TOKEN=self.token), DONE)
        daemon.stop()
        self.assertIsNone(TOKEN.search(daemon.log()))

    def test_another_address_without_tls_is_taken_only_if_it_is_said(self) -> None:
        data = str(self.directory / "data")
        refused = tallyd("--data", data, "--listen", "0.0.0.0:0", check=False)
        self.assertEqual(refused.returncode, 1)
        self.assertIn("--tls-certificate", refused.stderr)
        daemon = self.start("--listen", "none", "--listen-without-tls", "0.0.0.0:0", listen=False)
        daemon.wait_for("event=listening ")
        self.assertIn("event=listening_without_tls address=0.0.0.0:0", daemon.log())
        self.assertIn("tls=no", daemon.log())


class SocketTest(SecuredTest):
    def test_the_user_who_runs_the_daemon_is_its_admin(self) -> None:
        daemon = self.start(listen=False)
        outcome = daemon.tally(
            "--socket", str(daemon.socket), "--actor", "ann", "access", "whoami", "-o", "json"
        )
        self.assert_ends(outcome, DONE)
        caller = outcome.json()
        self.assertEqual((caller["actor"], caller["sign_in"]), ("ann", "SIGN_IN_SOCKET"))
        self.assertEqual(stat.S_IMODE(daemon.socket.stat().st_mode), 0o600)

    @unittest.skipUnless(os.geteuid() == 0, "only root can act as another user")
    def test_another_user_is_refused_even_if_the_permissions_are_loosened(self) -> None:
        daemon = self.start(listen=False)
        for path in (self.directory, daemon.socket.parent):
            path.chmod(0o755)
        daemon.socket.chmod(0o777)
        # Root is served, whoever runs the daemon.
        self.assertNotEqual(self.connect(daemon.socket, 0), "0")
        self.assertEqual(self.connect(daemon.socket, NOBODY), "0")
        daemon.wait_for(f"event=connection_refused socket={daemon.socket} uid={NOBODY}")

    @unittest.skipUnless(os.geteuid() == 0, "only root can act as another user")
    def test_the_permissions_keep_another_user_out_to_begin_with(self) -> None:
        daemon = self.start(listen=False)
        for path in (self.directory, daemon.socket.parent):
            path.chmod(0o755)
        with self.assertRaises(subprocess.CalledProcessError) as refused:
            self.connect(daemon.socket, NOBODY)
        self.assertIn("PermissionError", refused.exception.stderr)

    def connect(self, path: pathlib.Path, user: int) -> str:
        """How many bytes the daemon answers `user` with."""
        done = subprocess.run(
            ["/usr/bin/python3", "-c", CONNECT, str(path)],
            user=user,
            cwd="/",
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        )
        return done.stdout.strip()


class CommandsTest(SecuredTest):
    def setUp(self) -> None:
        super().setUp()
        self.daemon = self.start()
        (self.directory / "book.yaml").write_text(small_book.BOOK)
        self.admin("apply", "book.yaml", "--yes")

    def admin(self, *arguments: str) -> Outcome:
        """Runs a command as the daemon's admin, by their token; it must succeed."""
        outcome = self.as_token(self.token, *arguments)
        self.assert_ends(outcome, DONE)
        return outcome

    def as_token(self, token: str, *arguments: str) -> Outcome:
        return self.daemon.tally("--address", self.daemon.address, *arguments, TALLY_TOKEN=token)

    def new_token(self, *arguments: str) -> str:
        return self.admin("access", "token", "add", *arguments).output.strip()

    def test_a_principal_does_what_its_grants_say(self) -> None:
        self.admin("access", "define", "portal", "--name", "Portal", "--grant", "viewer/acme")
        token = self.new_token("portal", "one")
        self.assertRegex(token, f"^{TOKEN.pattern}$")
        self.assert_ends(self.as_token(token, "access", "whoami"), DONE, "viewer/acme", "token")
        self.assert_ends(self.as_token(token, "access", "list"), FAILED, "none of your roles")

    def test_a_program_need_not_say_its_org(self) -> None:
        self.admin("access", "define", "rmm", "--grant", "connector")
        token = self.new_token("rmm", "one")
        counts = self.directory / "counts.csv"
        counts.write_text(
            "observed_at,account,meter,quantity\n2026-10-31T12:00:00-04:00,1,SERVER,4\n"
        )
        record = ("counts", "record", "--source", "rmm", str(counts))
        self.assert_ends(self.as_token(token, *record), DONE)

    def test_what_is_defined_is_shown(self) -> None:
        define = ("access", "define", "ann", "--name", "Ann Lee", "--grant", "operator")
        subject = "https://id.msp.example 248289761001"
        more = ("--grant", "approver/acme,zeta", "--certificate", "ann.msp", "--subject", subject)
        self.assert_ends(self.admin(*define, *more), DONE, "principal ann defined")
        self.assert_ends(self.admin(*define, *more), DONE, "is so already")
        self.new_token("ann", "laptop", "--days", "90")
        shown = self.admin("access", "show", "ann").output
        for text in ("Ann Lee", "operator approver/acme,zeta", "ann.msp", subject, "laptop", "until"):
            self.assertIn(text, shown)
        listed = self.admin("access", "list", "-o", "json").json()["principals"]
        self.assertEqual([each["principal"]["principal_id"] for each in listed], ["ann"])
        self.assertEqual([token["token"]["sha256"] for token in listed[0]["tokens"]], [""])
        csv = self.admin("access", "list", "-o", "csv").output.splitlines()
        self.assertTrue(csv[0].startswith("principal.principal_id,principal.name"), csv[0])
        self.assertIn("Administrator", self.admin("access", "list", "--daemon").output)
        self.admin("access", "remove", "ann", "--yes")
        self.assertIn("No principals.", self.admin("access", "list").output)

    def test_a_token_is_written_to_a_new_file_for_its_owner_alone(self) -> None:
        self.admin("access", "define", "rmm", "--grant", "connector")
        path = self.directory / "rmm.token"
        made = self.admin("access", "token", "add", "rmm", "one", "-O", str(path))
        self.assertIsNone(TOKEN.search(made.output + made.errors))
        self.assertEqual(path.stat().st_mode & 0o777, 0o600)
        whoami = ("--address", self.daemon.address, "--token-file", str(path), "access", "whoami")
        self.assert_ends(self.daemon.tally(*whoami), DONE, "rmm")
        again = self.as_token(self.token, "access", "token", "add", "rmm", "two", "-O", str(path))
        self.assert_ends(again, WRONG_USAGE, "rmm.token: cannot be made")

    def test_a_file_is_not_left_by_a_token_that_was_refused(self) -> None:
        path = self.directory / "none.token"
        refused = self.as_token(
            self.token, "access", "token", "add", "nobody", "one", "-O", str(path)
        )
        self.assert_ends(refused, FAILED, "nobody")
        self.assertFalse(path.exists())

    def test_rotating_leaves_the_old_token_until_it_is_revoked(self) -> None:
        self.admin("access", "define", "rmm", "--grant", "connector")
        old = self.new_token("rmm", "one")
        rotated = self.admin("access", "token", "rotate", "rmm", "one", "two")
        new = rotated.output.strip()
        self.assertIn("access token revoke rmm one", rotated.errors)
        for token in (old, new):
            self.assert_ends(self.as_token(token, "access", "whoami"), DONE)
        last = self.admin("access", "token", "rotate", "rmm", "two", "three", "--revoke")
        self.assert_ends(self.as_token(new, "access", "whoami"), FAILED)
        self.assert_ends(self.as_token(last.output.strip(), "access", "whoami"), DONE)

    def test_what_is_no_grant_is_refused_before_it_is_sent(self) -> None:
        for grant in (":msp", "viewer:", "viewer/", "viewer:a,", "/acme"):
            outcome = self.as_token(self.token, "access", "define", "x", f"--grant={grant}")
            self.assert_ends(outcome, WRONG_USAGE, "--grant: not a grant")
        unknown = self.as_token(self.token, "access", "define", "x", "--grant", "king")
        self.assert_ends(unknown, FAILED, "king")

    def test_roles_and_the_log_are_shown(self) -> None:
        roles = self.admin("access", "roles", "-o", "json").json()["roles"]
        self.assertIn("approver", [role["role"] for role in roles])
        self.assert_ends(self.as_token("tally_" + "A" * 43, "status"), FAILED)
        self.admin("access", "log", "--daemon", "--limit", "5")


if __name__ == "__main__":
    unittest.main()
