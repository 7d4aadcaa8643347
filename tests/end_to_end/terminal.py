"""Runs a command on a terminal of its own, and answers what it asks."""

import os
import pty
import select
import subprocess
import time

SECONDS_TO_END = 120


def run_on_terminal(
    command: list[str], environment: dict[str, str], directory: str, answers: dict[str, str]
) -> tuple[int, str]:
    """Types the answer to each prompt whenever it is shown. Returns exit code and output."""
    controller, terminal = pty.openpty()
    process = subprocess.Popen(
        command,
        cwd=directory,
        env=environment,
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        start_new_session=True,
    )
    os.close(terminal)
    output, answered = "", 0
    deadline = time.monotonic() + SECONDS_TO_END
    try:
        while chunk := _read(controller, deadline):
            output += chunk
            for prompt, answer in answers.items():
                if prompt in output[answered:]:
                    answered = len(output)
                    os.write(controller, f"{answer}\n".encode())
        return process.wait(max(0.0, deadline - time.monotonic())), output.replace("\r\n", "\n")
    finally:
        process.kill()
        process.wait()
        os.close(controller)


def _read(controller: int, deadline: float) -> str:
    """What was written to the terminal; nothing when all who could write have ended."""
    ready, _, _ = select.select([controller], [], [], max(0.0, deadline - time.monotonic()))
    if not ready:
        return ""
    try:
        return os.read(controller, 65_536).decode(errors="replace")
    except OSError:
        return ""
