"""The measuring: servers started, warmed up, and loaded in rounds, each in its turn."""

import shlex
import sys
import time

from .machine import Patience
from .process import Failure, Process, run_load

# The share of the slowest server's throughput that all of them get. It leaves even that one some idle time,
# without which its queues would grow.
AUTO_RATE_SHARE = 0.7
# A server that reaches less than this share of what the fastest does can't have a say in that rate: it would
# be so low that it told the others apart no longer. It is measured in the closed loop only.
SLOWEST_SHARE = 0.5
WARM_UP_SECONDS = 0.2


class Bench:
    """The servers of one way to pin them. One that has failed is ended, and started again when it is due."""

    def __init__(self, servers, is_pinned, options):
        self.commands = {server.name: shlex.split(server.pinned if is_pinned else server.plain)
                         for server in servers}
        self.is_pinned = is_pinned
        self.options = options
        self.processes = {}
        self.warm = set()

    def process(self, name):
        if name not in self.processes:
            process = Process(name, self.commands[name], self.options.server_core if self.is_pinned else None)
            self.processes[name] = process
            process.await_listening()
        return self.processes[name]

    def load(self, name, shape, rate, seconds, warmup_seconds):
        try:
            core = self.options.client_core if self.is_pinned else None
            return run_load(self.process(name), shape, core, rate, seconds, warmup_seconds)
        except Failure:
            self.stop(name)
            raise

    def stop(self, name):
        self.warm.discard(name)
        if name in self.processes:
            self.processes.pop(name).stop()

    def stop_all(self):
        for name in list(self.processes):
            self.stop(name)


def warm_up(bench, shape, names, measured, patience):
    """Loads each server in a closed loop. Returns the rate for the fixed one, and who is too slow for it."""
    options = bench.options
    throughputs = {}
    for name in names:
        patience.await_quiet()
        progress(f"{shape.group.name} {shape.text}: warming up {name}")
        # The first time a just-in-time compiler has everything to do, and later only what is new in a shape.
        seconds = options.warmup_seconds * (0.4 if name in bench.warm else 1)
        try:
            throughputs[name] = bench.load(name, shape, 0, 0.3 * seconds, 0.7 * seconds)["messages_per_s"]
            bench.warm.add(name)
        except Failure as failure:
            drop(measured, name, failure)
    if not shape.group.has_fixed_rate or not throughputs:
        return 0, []
    if options.rate != "auto":
        return options.rate, []
    enough = SLOWEST_SHARE * max(throughputs.values())
    slow = [name for name, throughput in throughputs.items() if throughput < enough]
    # Even where a disturbance has made one of these too low, the rate is the same for all servers.
    slowest = min(throughput for throughput in throughputs.values() if throughput >= enough)
    return max(1, round(AUTO_RATE_SHARE * slowest)), slow


def drop(measured, name, failure):
    progress(f"{measured['group']} {measured['shape']}: {name} can't do it: {failure}")
    measured["errors"][name] = str(failure)


def one_round(bench, shape, names, measured):
    """Every server once, in both loops where the group has them. Returns the results by name."""
    options = bench.options
    results = {}
    for name in names:
        if name in measured["errors"]:
            continue
        try:
            results[name] = {"closed": bench.load(name, shape, 0, options.seconds, WARM_UP_SECONDS)}
            if measured["rate"] > 0 and name not in measured["slow"]:
                results[name]["fixed"] = bench.load(name, shape, measured["rate"], options.seconds, WARM_UP_SECONDS)
        except Failure as failure:
            results.pop(name, None)
            drop(measured, name, failure)
    return results


def measure_shape(bench, shape, names, patience):
    """Returns the rounds, how many of them were disturbed, and what went wrong with whom."""
    options = bench.options
    measured = {"group": shape.group.name, "shape": shape.text, "rate": 0, "slow": [], "errors": {}}
    measured["rate"], measured["slow"] = warm_up(bench, shape, names, measured, patience)
    quiet, disturbed = [], []
    while len(quiet) < options.rounds and len(quiet) + len(disturbed) < options.rounds + options.rounds // 2:
        number = len(quiet) + len(disturbed)
        patience.await_quiet()
        progress(f"{shape.group.name} {shape.text}: round {number + 1}")
        # Every other round goes backwards, so that no server always runs first.
        results = one_round(bench, shape, names if number % 2 == 0 else names[::-1], measured)
        (quiet if most_disturbance(results) <= options.quiet else disturbed).append(results)
    # Chosen by the disturbance alone and never by a result, so the choice favours no server.
    disturbed.sort(key=most_disturbance)
    kept = quiet + disturbed[:options.rounds - len(quiet)]
    measured.update(rounds=kept, disturbed_kept=len(kept) - len(quiet),
                    disturbed_dropped=len(quiet) + len(disturbed) - len(kept))
    # Whoever failed in one of the rounds has no figures in this shape.
    for results in kept:
        for name in measured["errors"]:
            results.pop(name, None)
    return measured


def most_disturbance(results):
    shares = [result["other_cpu_share"] for loops in results.values() for result in loops.values()]
    return max(shares, default=0)


def measure(servers, options, report):
    """Measures all shapes, and hands each to report as soon as it is done."""
    patience = Patience(options.patience, options.quiet)
    for is_pinned in (True, False):
        bench = Bench([server for server in servers if (server.pinned if is_pinned else server.plain)],
                      is_pinned, options)
        try:
            for shape in options.shapes:
                if shape.group.is_pinned == is_pinned and bench.commands:
                    report(measure_shape(bench, shape, list(bench.commands), patience), shape)
        finally:
            bench.stop_all()


def progress(text):
    print(f"[{time.strftime('%H:%M:%S')}] {text}", file=sys.stderr, flush=True)
