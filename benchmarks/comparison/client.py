"""The load clients: one run of either against a server, as the same figures."""

import json
import re
import subprocess
import time
from pathlib import Path

from . import machine
from .catalogue import ECHOD, LOAD
from .process import Failure

CLIENTS = ("c", "echod")
# A Java program has its compiler's work before it in each run.
ECHOD_WARM_UP_SECONDS = 2
LOOK_SECONDS = 0.05


def run_load(client, process, shape, core, rate, seconds, warmup_seconds):
    """Runs a load client once. Adds to its result the share of a core that others used meanwhile."""
    # The client in C speaks no TLS.
    client = "echod" if shape.group.transport == "tls" else client
    command = (c_command if client == "c" else echod_command)(process, shape, rate, seconds, warmup_seconds)
    pinned = [] if core is None else ["taskset", "-c", str(core)]
    begin, before = time.monotonic(), busy_seconds_of_others(process)
    finished, resident_kib = run([*pinned, *command], process.pid)
    if finished.returncode != 0:
        died = "" if process.is_alive() else f"; the server ended{process.last_error()}"
        raise Failure(last_line(finished.stderr).removeprefix("load: ").removeprefix("echod: ") + died)
    other_seconds = busy_seconds_of_others(process) - before
    result = json.loads(finished.stdout)
    if client == "echod":
        result = figures_of_echod(result, resident_kib)
    result["other_cpu_share"] = round(max(0.0, other_seconds / (time.monotonic() - begin)), 3)
    if "connections_per_s" in result:
        result["messages_per_s"] = result["connections_per_s"]
    result["bytes_per_s"] = result["messages_per_s"] * shape.size
    return result


def c_command(process, shape, rate, seconds, warmup_seconds):
    command = [str(LOAD), "--port", str(process.port), "--server-pid", str(process.pid),
               "--connections", str(shape.connections), "--size", str(shape.size),
               "--seconds", f"{seconds:g}", "--warmup-seconds", f"{warmup_seconds:g}"]
    command += ["--udp"] if shape.group.transport == "udp" else []
    return command + (["--connect-only"] if shape.connects else ["--pipeline", str(shape.pipeline), "--rate", str(rate)])


def echod_command(process, shape, rate, seconds, warmup_seconds):
    transport = shape.group.transport
    warmup = max(warmup_seconds, ECHOD_WARM_UP_SECONDS)
    command = [str(ECHOD), "bench", f"{transport}://127.0.0.1:{process.port}", "--server-pid", str(process.pid),
               "--connections", str(shape.connections), "--size", str(shape.size),
               "--duration", f"{seconds * 1000:.0f}ms", "--warmup", f"{warmup * 1000:.0f}ms",
               "--json", "-"]
    # Datagrams may be lost where a server's queue is full, and a schedule waits for none.
    command += [] if transport == "udp" else ["--fail-if", "errors>0"]
    command += ["--insecure"] if transport == "tls" else []
    if shape.connects:
        return command + ["--reconnect"]
    return command + ["--pipeline", str(shape.pipeline)] + (["--rate", f"{rate}/s"] if rate else [])


def run(command, server_pid):
    """Runs a client to its end. Returns it, and the most resident memory that the server had meanwhile, in KiB."""
    resident_kib = 0
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True) as client:
        while True:
            try:
                output, errors = client.communicate(timeout=LOOK_SECONDS)
                return subprocess.CompletedProcess(command, client.returncode, output, errors), resident_kib
            except subprocess.TimeoutExpired:
                resident_kib = max(resident_kib, resident_kib_of(server_pid))


def resident_kib_of(pid):
    try:
        found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    except FileNotFoundError:
        return 0
    return int(found.group(1)) if found else 0


def figures_of_echod(result, resident_kib):
    """The result of echod bench by the names of the C client's."""
    figures = {f"latency_{name}_us": percentile(result["latency_us"], name)
               for name in ("p50", "p90", "p99", "p99_9", "max")}
    if result.get("server_cpu_us_per_message") is None:
        raise Failure("no message came back in the measured phase; make it longer")
    return {**figures, "messages": result["messages"], "messages_per_s": result["messages_per_s"],
            "server_cpu_ns_per_message": result["server_cpu_us_per_message"] * 1e3,
            "client_cpu_share": result["generator"]["cpu"], "rss_after_kib": resident_kib,
            "errors": result["errors"], "generator_reasons": result["generator"]["reasons"]}


def percentile(latency, name):
    """A percentile; of a run too short for it, the maximum, which it does not exceed."""
    return latency["max"] if latency[name] is None else latency[name]


def last_line(text):
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1].strip() if lines else "the load client failed without a word"


def busy_seconds_of_others(process):
    try:
        own = machine.cpu_seconds_of_process(process.pid)
    except FileNotFoundError:
        raise Failure(f"the server has ended{process.last_error()}") from None
    return machine.busy_seconds() - own - machine.cpu_seconds_of_clients()
