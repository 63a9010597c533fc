"""A server of the Redis protocol on echod's library and on Netty, under redis-benchmark."""

import argparse
import csv
import shlex
import shutil
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass

from . import catalogue, machine
from .machine import Patience
from .measure import progress
from .client import busy_seconds_of_others
from .process import Failure, Process
from .resp_check import check, command, connect, expect, receive

VALUE_BYTES = 64
# What redis-benchmark calls its key, where keys are not random.
KEY = b"key:__rand_int__"
PROGRAM = "redis-benchmark"
READING = """\
Both servers run the same code on the bytes; they differ in who reads, writes and waits. Before anything is measured,
each must answer a dialogue right, byte for byte: in single requests, in pieces, pipelined, broken, and far more than
a client reads. CPU ns/request is the CPU time of the server's process, all its threads, by /proc/PID/stat. The ratio
is the median of the ratios within each round, in which both have their turn; what is below 1 is in echod's favour.
"""


@dataclass(frozen=True)
class Shape:
    """So many clients, each with so many requests in flight, of one command."""

    command: str
    clients: int
    pipeline: int

    def describe(self):
        return f"{self.command.upper()} -c {self.clients} -P {self.pipeline}"


def main():
    options = parse_arguments()
    try:
        run(options)
    except Failure as failure:
        sys.exit(f"resp: {failure}")
    except KeyboardInterrupt:
        sys.exit("resp: interrupted")


def parse_arguments():
    parser = argparse.ArgumentParser(prog="resp", epilog=READING, description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7, help="measurements of each server and shape (7)")
    parser.add_argument("--seconds", type=float, default=2, help="about the length of one measurement (2)")
    parser.add_argument("--warmup-seconds", type=float, default=5, help="load on each server before each shape (5)")
    parser.add_argument("--shapes", metavar="LIST", default="50x1,50x16,500x1", help="CLIENTSxIN_FLIGHT (%(default)s)")
    parser.add_argument("--commands", metavar="LIST", default="set,get", help="of set,get,ping (%(default)s)")
    parser.add_argument("--server-core", type=int, default=0, help="core that servers are pinned to (0)")
    parser.add_argument("--client-core", type=int, default=1, help=f"core that {PROGRAM} is pinned to (1)")
    parser.add_argument("--patience", type=float, metavar="SECONDS", default=60,
                        help="how long to wait in all, before rounds, for other processes to be quiet (60)")
    parser.add_argument("--quiet", type=float, metavar="SHARE", default=0.05,
                        help="share of a core that other processes may use in an undisturbed round (0.05)")
    parser.add_argument("--check-only", action="store_true", help="check the servers' answers, and measure nothing")
    options = parser.parse_args()
    try:
        options.parsed = [Shape(name, *map(int, text.split("x"))) for text in options.shapes.split(",")
                          for name in options.commands.split(",")]
    except (TypeError, ValueError):
        parser.error(f"not shapes like 50x16: '{options.shapes}'")
    return options


def servers():
    home = machine.find_java()
    java = home / "bin" / "java" if home else "java"
    jar = catalogue.ROOT / "benchmarks" / "target" / "benchmarks.jar"
    start = f"{java} {catalogue.JAVA_FLAGS} -cp {jar} io.echod.benchmarks.resp"
    return {"echod": shlex.split(f"{start}.EchodResp"), "netty": shlex.split(f"{start}.NettyResp")}


def run(options):
    if shutil.which(PROGRAM) is None:
        raise Failure(f"no {PROGRAM}; on Debian: apt-get install redis-tools")
    progress("building the servers")
    problem = catalogue.build_java()
    if problem:
        raise Failure(problem)
    print(f"{machine.describe()}; {', '.join(catalogue.versions()[:2])}; "
          f"{machine.first_line(PROGRAM, '--version')}")
    processes = {}
    try:
        for name, words in servers().items():
            processes[name] = Process(name, words, options.server_core)
            processes[name].await_listening()
            check(processes[name].port)
            progress(f"{name} answers right")
        if not options.check_only:
            measure(processes, options)
    finally:
        for process in processes.values():
            process.stop()


def measure(processes, options):
    patience = Patience(options.patience, options.quiet)
    print(f"\n{'shape':20} {'echod ns':>9} {'netty ns':>9} {'ratio':>6} {'(min-max)':>12} "
          f"{'echod /s':>10} {'netty /s':>10} {'ratio':>6}  disturbed")
    for shape in options.parsed:
        requests = {}
        for name, process in processes.items():
            progress(f"{shape.describe()}: warming up {name}")
            requests[name] = warm_up(process, shape, options)
        # The same for both, so that connecting has the same share in it.
        count = max(1000, round(options.seconds * min(requests.values())))
        rounds = []
        for number in range(options.rounds):
            patience.await_quiet()
            # Every other round goes backwards, so that none always runs first.
            names = list(processes) if number % 2 == 0 else list(processes)[::-1]
            rounds.append({name: load(processes[name], shape, count, options) for name in names})
        print_shape(shape, rounds, options)


def warm_up(process, shape, options):
    """Returns the requests per second."""
    if shape.command == "get":
        load(process, Shape("set", 1, 1), 10, options)
    rate, end = 0, time.monotonic() + options.warmup_seconds
    count = 20_000
    while time.monotonic() < end or rate == 0:
        rate = load(process, shape, count, options)["rate"]
        count = max(1000, round(rate))
    return rate


def load(process, shape, count, options):
    """Runs redis-benchmark once, and checks that the server still answers right."""
    words = ["taskset", "-c", str(options.client_core), PROGRAM, "-h", "127.0.0.1", "-p", str(process.port),
             "-c", str(shape.clients), "-P", str(shape.pipeline), "-n", str(count), "-d", str(VALUE_BYTES),
             "-t", {"ping": "ping_mbulk"}.get(shape.command, shape.command), "--csv", "-e"]
    begin, before = time.monotonic(), busy_seconds_of_others(process)
    cpu = machine.cpu_seconds_of_process(process.pid)
    finished = subprocess.run(words, capture_output=True, text=True, timeout=600)
    if finished.returncode != 0 or not process.is_alive():
        raise Failure(f"{process.name}: {finished.stderr.strip()[:200]}{process.last_error()}")
    cpu = machine.cpu_seconds_of_process(process.pid) - cpu
    others = (busy_seconds_of_others(process) - before) / (time.monotonic() - begin)
    rows = list(csv.DictReader(line for line in finished.stdout.splitlines() if line.startswith('"')))
    if len(rows) != 1:
        raise Failure(f"{process.name}: {PROGRAM} printed {finished.stdout[:200]!r}")
    check_value(process, shape)
    return {"cpu_ns": cpu * 1e9 / count, "rate": float(rows[0]["rps"]), "others": max(0, others)}


def check_value(process, shape):
    """What was set under load is there: so many bytes, which redis-benchmark draws at random."""
    with connect(process.port) as client:
        if shape.command == "ping":
            client.sendall(command(b"PING"))
            expect(client, b"+PONG\r\n", "PING after the load")
            return
        client.sendall(command(b"PING") + command(b"GET", KEY))
        expect(client, b"+PONG\r\n$%d\r\n" % VALUE_BYTES, "GET after the load")
        value = receive(client, VALUE_BYTES + 2)
        if not value.endswith(b"\r\n"):
            raise Failure(f"wrong answer to GET after the load: {value!r}")


def print_shape(shape, rounds, options):
    def median(name, key):
        return statistics.median(results[name][key] for results in rounds)

    def ratios(key):
        return [results["echod"][key] / max(1e-9, results["netty"][key]) for results in rounds]

    cpu = ratios("cpu_ns")
    disturbed = sum(max(result["others"] for result in results.values()) > options.quiet for results in rounds)
    print(f"{shape.describe():20} {median('echod', 'cpu_ns'):9,.0f} {median('netty', 'cpu_ns'):9,.0f} "
          f"{statistics.median(cpu):6.2f} {f'{min(cpu):.2f}-{max(cpu):.2f}':>12} "
          f"{median('echod', 'rate'):10,.0f} {median('netty', 'rate'):10,.0f} "
          f"{statistics.median(ratios('rate')):6.2f}  {disturbed} of {len(rounds)}", flush=True)
