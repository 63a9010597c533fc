"""What this machine is, who else uses it, and which programs it has."""

import os
import platform
import re
import shutil
import subprocess
import time
from pathlib import Path

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
OLDEST_JAVA = 25


def busy_seconds():
    """CPU time that all processes have used, and that other guests of the same host have taken away."""
    user, nice, system, _idle, _wait, interrupt, soft_interrupt, steal = map(
        int, Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9])
    return (user + nice + system + interrupt + soft_interrupt + steal) / TICKS_PER_SECOND


def cpu_seconds_of_process(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_PER_SECOND


def cpu_seconds_of_clients():
    times = os.times()
    return times.children_user + times.children_system + times.user + times.system


class Patience:
    """Waits for other processes to leave the machine alone, but not longer than its seconds in all."""

    def __init__(self, seconds, quiet_share):
        self.seconds_left = seconds
        self.quiet_share = quiet_share

    def await_quiet(self):
        # No server has anything to do at this time, so whatever keeps the machine busy is something else.
        while self.seconds_left > 0:
            begin, before = time.monotonic(), busy_seconds()
            time.sleep(0.2)
            elapsed = time.monotonic() - begin
            if (busy_seconds() - before) / elapsed <= self.quiet_share:
                return
            self.seconds_left -= elapsed


def describe():
    return {"processor": processor(), "cores": os.cpu_count(), "kernel": platform.release(),
            "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30)}


def processor():
    match = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    return match.group(1).strip() if match else platform.machine()


def first_line(*command):
    """The first line that a command prints, or "" where it can't be run."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    lines = (done.stdout + done.stderr).splitlines()
    return lines[0].strip() if done.returncode == 0 and lines else ""


def java_version(home):
    """The version that a Java's release file tells, or None."""
    try:
        match = re.search(r'^JAVA_VERSION="(.+)"', (home / "release").read_text(), re.MULTILINE)
    except OSError:
        return None
    return match.group(1) if match and (home / "bin" / "javac").exists() else None


def find_java():
    """The home of a JDK that is new enough, found where the launcher looks too; or None."""
    homes = [Path(os.environ["JAVA_HOME"])] if os.environ.get("JAVA_HOME") else []
    if shutil.which("java"):
        homes.append(Path(shutil.which("java")).resolve().parent.parent)
    for parent in ("/usr/lib/jvm", "/usr/java", "/opt", "/opt/java", "~/.sdkman/candidates/java", "~/.jdks"):
        parent = Path(parent).expanduser()
        homes += sorted(parent.iterdir()) if parent.is_dir() else []
    for home in homes:
        version = java_version(home)
        if version and int(re.match(r"\d+", version).group()) >= OLDEST_JAVA:
            return home
    return None
