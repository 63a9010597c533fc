"""The measuring: servers started, warmed up, and loaded in rounds, each in its turn."""

import shlex
import statistics
import sys
import time

from .client import run_load
from .machine import Patience
from .process import Failure, Process

# The share of the slowest server's throughput that all of them get. It leaves even that one some idle time,
# without which its queues would grow.
AUTO_RATE_SHARE = 0.7
# A server that could reach less than this share of what the best could has no say in that rate: it would be so
# low that it told the others apart no longer. It is measured in the closed loop only.
SLOWEST_SHARE = 0.5
WARM_UP_SECONDS = 0.2


# The ways to start servers: pinned to a core or not, and the transport.
WAYS = ((True, "tcp"), (False, "tcp"), (True, "udp"), (True, "tls"))


def command_of(server, is_pinned, transport):
    if transport == "udp":
        return server.udp
    if transport == "tls":
        return server.tls
    return server.pinned if is_pinned else server.plain


class Bench:
    """The servers of one way to pin them. One that has failed is ended, and started again when it is due."""

    def __init__(self, servers, is_pinned, transport, options):
        self.commands = {server.name: shlex.split(command_of(server, is_pinned, transport)) for server in servers}
        self.is_pinned = is_pinned
        self.options = options
        self.processes = {}
        # A program compiled ahead of time is as fast as it gets from the beginning.
        self.native = {server.name for server in servers if not server.compiles_itself}
        self.warm = set(self.native)

    def process(self, name):
        if name not in self.processes:
            process = Process(name, self.commands[name], self.options.server_core if self.is_pinned else None)
            self.processes[name] = process
            process.await_listening()
        return self.processes[name]

    def load(self, name, shape, rate, seconds, warmup_seconds):
        try:
            core = self.options.client_core if self.is_pinned else None
            return run_load(self.options.client, self.process(name), shape, core, rate, seconds, warmup_seconds)
        except Failure:
            self.stop(name)
            raise

    def stop(self, name):
        if name not in self.native:
            self.warm.discard(name)
        if name in self.processes:
            self.processes.pop(name).stop()

    def stop_all(self):
        for name in list(self.processes):
            self.stop(name)


def warm_up(bench, shape, names, measured, patience):
    for name in names:
        patience.await_quiet()
        progress(f"{shape.group.name} {shape.text}: warming up {name}")
        # The first time a just-in-time compiler has everything to do, and later only what is new in a shape.
        seconds = bench.options.warmup_seconds * (0.4 if name in bench.warm else 1)
        try:
            # Its figures are not used, but a machine that is busy elsewhere must not make it measure nothing.
            bench.load(name, shape, 0, 0.5, seconds)
            bench.warm.add(name)
        except Failure as failure:
            drop(measured, name, failure)


def drop(measured, name, failure):
    progress(f"{measured['group']} {measured['shape']}: {name} can't do it: {failure}")
    measured["errors"][name] = str(failure)


def one_round(bench, shape, names, rate, measured):
    """Every server once. Returns the results by name."""
    results = {}
    for name in names:
        if name not in measured["errors"]:
            try:
                results[name] = bench.load(name, shape, rate, bench.options.seconds, WARM_UP_SECONDS)
            except Failure as failure:
                drop(measured, name, failure)
    return results


def measure_loop(bench, shape, names, rate, measured, patience):
    """Returns the rounds of a closed loop, or of a fixed rate where there is one. Counts the disturbed ones."""
    options = bench.options
    rounds_max = options.rounds + max(1, options.rounds // 4)
    quiet, disturbed = [], []
    while len(quiet) < options.rounds and len(quiet) + len(disturbed) < rounds_max:
        number = len(quiet) + len(disturbed)
        patience.await_quiet()
        loop = f"at {rate:,}/s" if rate else "closed loop"
        progress(f"{shape.group.name} {shape.text}: {loop}, round {number + 1}")
        # Every other round goes backwards, so that no server always runs first.
        results = one_round(bench, shape, names if number % 2 == 0 else names[::-1], rate, measured)
        (quiet if most_disturbance(results) <= options.quiet else disturbed).append(results)
    # Chosen by the disturbance alone and never by a result, so the choice favours no server.
    disturbed.sort(key=most_disturbance)
    kept = quiet + disturbed[:options.rounds - len(quiet)]
    measured["disturbed_kept"] += len(kept) - len(quiet)
    measured["disturbed_dropped"] += len(quiet) + len(disturbed) - len(kept)
    return kept


def most_disturbance(results):
    return max((result["other_cpu_share"] for result in results.values()), default=0)


def choose_rate(closed, options):
    """The fixed rate, and who is too slow for it, by what all have reached in the closed loop."""
    if options.rate != "auto":
        return options.rate, []
    reached, possible = {}, {}
    for results in closed:
        for name, result in results.items():
            # What it would reach with its core for itself and a client that is fast enough: it hardly depends on
            # what else the machine has to do.
            possible.setdefault(name, []).append(1e9 / max(1, result["server_cpu_ns_per_message"]))
            reached[name] = max(reached.get(name, 0), result["messages_per_s"])
    possible = {name: statistics.median(values) for name, values in possible.items()}
    enough = SLOWEST_SHARE * max(possible.values(), default=0)
    slow = sorted(name for name in possible if possible[name] < enough)
    slowest = min((min(reached[name], possible[name]) for name in possible if name not in slow), default=0)
    return round(AUTO_RATE_SHARE * slowest), slow


def measure_shape(bench, shape, names, patience):
    """Returns the rounds of each loop, how many of them were disturbed, and what went wrong with whom."""
    measured = {"group": shape.group.name, "shape": shape.text, "rate": 0, "slow": [], "errors": {},
                "rounds": {"closed": [], "fixed": []}, "disturbed_kept": 0, "disturbed_dropped": 0}
    warm_up(bench, shape, names, measured, patience)
    rounds = measured["rounds"]
    rounds["closed"] = measure_loop(bench, shape, names, 0, measured, patience)
    # A message that leaves at a time of its own is in no batch: so these shapes are for the closed loop.
    if shape.group.has_fixed_rate and (shape.pipeline == 1 or bench.options.rate != "auto"):
        measured["rate"], measured["slow"] = choose_rate(rounds["closed"], bench.options)
    if measured["rate"] > 0:
        fast = [name for name in names if name not in measured["slow"]]
        rounds["fixed"] = measure_loop(bench, shape, fast, measured["rate"], measured, patience)
    # Whoever failed in one of the rounds has no figures in this shape.
    for results in rounds["closed"] + rounds["fixed"]:
        for name in measured["errors"]:
            results.pop(name, None)
    return measured


def measure(servers, options, report):
    """Measures all shapes, and hands each to report as soon as it is done."""
    patience = Patience(options.patience, options.quiet)
    for is_pinned, transport in WAYS:
        bench = Bench([server for server in servers if command_of(server, is_pinned, transport)],
                      is_pinned, transport, options)
        try:
            for shape in options.shapes:
                matches = (shape.group.is_pinned, shape.group.transport) == (is_pinned, transport)
                if matches and bench.commands:
                    report(measure_shape(bench, shape, list(bench.commands), patience), shape)
        finally:
            bench.stop_all()


def progress(text):
    print(f"[{time.strftime('%H:%M:%S')}] {text}", file=sys.stderr, flush=True)
