"""A server's process."""

import os
import re
import signal
import subprocess
import tempfile
import threading
from pathlib import Path

from .catalogue import ROOT


class Failure(Exception):
    """Something went wrong that one line explains."""


class Process:
    """An echo server's process, pinned to a core or not."""

    def __init__(self, name, command, core):
        self.name = name
        self.errors = tempfile.TemporaryFile("w+")
        # A session of its own keeps Ctrl-C away from it: this script alone ends it, after the load client,
        # and the process group, which is new too, holds nothing but what the command has started.
        # taskset becomes the server by exec, so the process id is the server's.
        pinned = [] if core is None else ["taskset", "-c", str(core)]
        self.process = subprocess.Popen([*pinned, *command], cwd=ROOT, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=self.errors, text=True,
                                        start_new_session=True)
        self.pid = self.process.pid
        self.port = None
        self._listening = threading.Event()
        threading.Thread(target=self._read_output, daemon=True).start()

    def _read_output(self):
        # Reads to the end, since a server would block once nobody empties the pipe.
        for line in self.process.stdout:
            match = re.search(r"Listening on (?:tcp|tls|udp)://\S*:(\d+)", line)
            if match and self.port is None:
                self.port = int(match.group(1))
                self._listening.set()
        self._listening.set()

    def await_listening(self, seconds=60):
        if not self._listening.wait(seconds):
            raise Failure(f"printed no 'Listening on tcp://...:PORT' within {seconds} s")
        if self.port is None:
            raise Failure(f"ended before it was listening{self.last_error()}")
        if not owns_listener(self.pid, self.port):
            raise Failure(f"process {self.pid} does not own port {self.port}: "
                          "its launcher must become the server by exec, or the wrong process is measured")

    def is_alive(self):
        return self.process.poll() is None

    def last_error(self):
        """What the server last said on standard error, to be added to a message."""
        self.errors.seek(0)
        lines = [line.strip() for line in self.errors.read()[-10_000:].splitlines() if line.strip()]
        return f": {lines[-1][:200]}" if lines else ""

    def stop(self):
        # The group, because a launcher that has not become the server would leave the server behind.
        try:
            os.killpg(self.pid, signal.SIGTERM)
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self.pid, signal.SIGKILL)
            self.process.wait()
        except ProcessLookupError:
            pass


def owns_listener(pid, port):
    """Whether the process has a socket open that listens on the port, or is bound to it over UDP."""
    inodes = set()
    for table in ("tcp", "tcp6", "udp", "udp6"):
        path = Path(f"/proc/{pid}/net/{table}")
        for line in path.read_text().splitlines()[1:] if path.exists() else []:
            fields = line.split()
            # Of TCP, the state of a listening socket; of UDP, that of one that is not connected.
            listens = fields[3] == ("0A" if table.startswith("tcp") else "07")
            if listens and int(fields[1].rsplit(":", 1)[1], 16) == port:
                inodes.add(f"socket:[{fields[9]}]")
    for descriptor in Path(f"/proc/{pid}/fd").iterdir():
        try:
            if os.readlink(descriptor) in inodes:
                return True
        except FileNotFoundError:
            continue
    return False
