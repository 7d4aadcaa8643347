"""A daemon that listens on loopback, and certificates, good and bad, to call it with."""

import os
import pathlib
import re
import subprocess
import tempfile
import time
import unittest

import ledger

SECONDS_TO_START = 20
SECONDS_TO_END = 60


def run(*command: str, check: bool = True) -> "subprocess.CompletedProcess[str]":
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=SECONDS_TO_END, check=False
    )
    if check and done.returncode != 0:
        raise AssertionError(f"{command}\n{done.stdout}{done.stderr}")
    return done


def tallyd(*arguments: str, check: bool = True) -> "subprocess.CompletedProcess[str]":
    """Runs `tallyd` to its end."""
    return run(os.environ["TALLYD"], *arguments, check=check)


class Daemon:
    """The daemon on `directory/data`, which listens on a port of its own."""

    def __init__(self, directory: pathlib.Path, *options: str, listen: bool = True) -> None:
        self.directory = directory
        self.socket = directory / "data" / "tallyd.sock"
        self.log_path = directory / "tallyd.log"
        self.log_path.unlink(missing_ok=True)
        command = [os.environ["TALLYD"], "--data", str(directory / "data")]
        if listen:
            command += ["--listen", "127.0.0.1:0"]
        with self.log_path.open("ab") as log:
            self.process = subprocess.Popen([*command, *options], stderr=log)
        self.wait_for("event=ready")
        self.port = 0
        if listen:
            self.wait_for("event=listening")
            self.port = int(re.findall(r"event=listening .* port=(\d+)", self.log())[0])

    def log(self) -> str:
        return self.log_path.read_text() if self.log_path.exists() else ""

    def wait_for(self, text: str) -> None:
        deadline = time.monotonic() + SECONDS_TO_START
        while text not in self.log():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise RuntimeError(f"tallyd does not say {text}:\n{self.log()}")
            time.sleep(0.01)

    def stop(self) -> int:
        if self.process.poll() is None:
            self.process.terminate()
        return self.process.wait(SECONDS_TO_END)

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def tally(self, *arguments: str, **variables: str) -> ledger.Outcome:
        """Runs `tally`, which is told of no daemon but by the arguments and variables."""
        environment = {"HOME": str(self.directory), "PATH": os.environ["PATH"]}
        done = subprocess.run(
            [os.environ["TALLY"], *arguments],
            cwd=self.directory,
            env=environment | variables,
            capture_output=True,
            text=True,
            timeout=SECONDS_TO_END,
            check=False,
        )
        return ledger.Outcome(
            "$ tally " + " ".join(arguments), done.returncode, done.stdout, done.stderr
        )


class Certificates:
    """Certificates beside those of `tallyd init`, as openssl makes them."""

    def __init__(self, directory: pathlib.Path) -> None:
        self.directory = directory

    def path(self, name: str) -> str:
        return str(self.directory / name)

    def authority(self, name: str) -> None:
        run(
            *("openssl", "req", "-x509", "-newkey", "ed25519", "-nodes", "-days", "10"),
            *("-keyout", self.path(f"{name}.key"), "-out", self.path(f"{name}.crt")),
            *("-subj", f"/CN={name}"),
        )

    def issue(self, name: str, authority: str, usage: str, names: str, days: int = 10) -> None:
        """Makes NAME.crt and NAME.key; `names` may be empty, `days` negative."""
        run(
            *("openssl", "req", "-new", "-newkey", "ed25519", "-nodes"),
            *("-keyout", self.path(f"{name}.key"), "-out", self.path(f"{name}.csr")),
            *("-subj", f"/CN={name}"),
        )
        extensions = self.directory / f"{name}.cnf"
        extensions.write_text(
            f"extendedKeyUsage={usage}\n" + (f"subjectAltName={names}\n" if names else "")
        )
        run(
            *("openssl", "x509", "-req", "-in", self.path(f"{name}.csr")),
            *("-CA", self.path(f"{authority}.crt"), "-CAkey", self.path(f"{authority}.key")),
            *("-out", self.path(f"{name}.crt"), "-days", str(days)),
            *("-extfile", str(extensions)),
        )


class SecuredTest(unittest.TestCase):
    """A directory in which `tallyd init` was run."""

    def setUp(self) -> None:
        temporary = tempfile.TemporaryDirectory(prefix="tally")
        self.addCleanup(temporary.cleanup)
        self.directory = pathlib.Path(temporary.name)
        self.tls = self.directory / "tls"
        made = tallyd("init", "--data", str(self.directory / "data"), *self.options())
        self.token = made.stdout.strip()

    def options(self) -> tuple[str, ...]:
        """What else `tallyd init` is told."""
        return ()

    def start(self, *options: str, listen: bool = True) -> Daemon:
        daemon = Daemon(self.directory, *options, listen=listen)
        self.addCleanup(daemon.stop)
        return daemon

    def assert_ends(self, outcome: ledger.Outcome, exit_code: int, *said: str) -> None:
        self.assertEqual(outcome.exit_code, exit_code, str(outcome))
        for text in said:
            self.assertIn(text, outcome.output + outcome.errors)
