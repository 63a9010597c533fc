"""From the command line to the results."""

import json
import shlex
import signal
import sys
import time

from . import catalogue, document, machine
from .arguments import parse_arguments
from .measure import measure, progress
from .process import Failure
from .summary import print_shape, summarize


def main():
    options, servers = parse_arguments()
    # SIGTERM must end the servers too, so it takes the same way out as Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        if options.document:
            document.check(options.document)
        compare(options, servers)
    except Failure as failure:
        sys.exit(f"compare: {failure}")
    except KeyboardInterrupt:
        sys.exit("compare: interrupted")


def compare(options, servers):
    servers, missing = build(servers, options)
    outcome = describe(options, missing)

    def report(measured, shape):
        summarize(measured, servers)
        print_shape(measured, shape, servers, options.seconds)
        sys.stdout.flush()
        outcome["shapes"].append(measured)
        # After every shape, so that an interrupted comparison leaves what it has.
        if options.json:
            options.json.write_text(json.dumps(outcome, indent=1) + "\n")

    begin = time.monotonic()
    measure(servers, options, report)
    progress(f"measured in {time.monotonic() - begin:.0f} s")
    if options.document:
        document.write(options.document, outcome, servers)


def build(servers, options):
    """Builds what is to be built. Returns the servers that can be used, and why others can't, by name."""
    transports = {shape.group.transport for shape in options.shapes}
    client = "echod" if transports == {"tls"} else options.client
    in_java = [server for server in servers if needs_java(server)]
    java_problem = ""
    if in_java or client == "echod" or "tls" in transports:
        progress("building echod and the peers in Java")
        java_problem = catalogue.build_java()
    problem = catalogue.build_load() if client == "c" else java_problem
    if problem:
        raise Failure(f"the load client can't be built: {problem}")
    if "tls" in transports:
        problem = java_problem or catalogue.make_certificate()
        if problem:
            raise Failure(f"TLS can't be measured: {problem}")
    usable, missing = [], {}
    for server in servers:
        problem = java_problem if server in in_java else ""
        problem = problem or catalogue.missing(server) or catalogue.build(server)
        if problem:
            missing[server.name] = problem
            print(f"{server.name}: left out: {problem}")
        else:
            usable.append(server)
    if not usable:
        raise Failure("no server can be run here")
    return usable, missing


def needs_java(server):
    return server.is_ours or "io.echod.benchmarks" in server.pinned


def describe(options, missing):
    commit = machine.first_line("git", "-C", str(catalogue.ROOT), "rev-parse", "--short", "HEAD")
    changed = machine.first_line("git", "-C", str(catalogue.ROOT), "status", "--porcelain", "--untracked-files=no")
    return {"command": shlex.join(["benchmarks/compare", *sys.argv[1:]]),
            "commit": (commit or "unknown") + (" with changes" if changed else ""),
            "date": time.strftime("%Y-%m-%d"), "machine": machine.describe(), "versions": catalogue.versions(),
            "missing": missing, "client": options.client, "rounds": options.rounds, "seconds": options.seconds, "quiet": options.quiet,
            "shapes": []}
