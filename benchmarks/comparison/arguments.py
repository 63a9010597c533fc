"""The command line."""

import argparse
import os
import re
import shlex
from pathlib import Path

from .catalogue import ROOT, Server, catalogue
from .client import CLIENTS, ECHOD_WARM_UP_SECONDS
from .measure import AUTO_RATE_SHARE, SLOWEST_SHARE
from .shapes import GROUPS, parse_shapes

DOCUMENT = ROOT / "docs" / "performance.md"

READING = f"""\
how to read the figures:
  CPU ns/message   CPU time of the server's process, all its threads, for each message. The steadiest figure,
                   and the one to compare servers by. On loopback a send also does the receiver's part of TCP,
                   so this holds the client's share of TCP and not the server's own: the same for all servers.
  fixed rate       The same load for all, from a client that never sleeps. In a closed loop one server may be
                   faster than the client and another slower, and then messages come in batches or singly,
                   which costs both sides differently. Latency counts from the time at which a message
                   should have been sent.
                   With auto, it is {AUTO_RATE_SHARE:.0%} of what the slowest server reaches in the closed loop,
                   of those that need no more than {1 / SLOWEST_SHARE:g} times the CPU time of the best; others are not
                   measured at it. Shapes with several messages in flight then have none: a message that leaves at a
                   time of its own is in no batch. The client of --client echod sleeps between messages, and
                   so each server pays for waking it.
  messages/s       What server and client reach together in a closed loop: the slower of them sets the limit.
  RSS MiB          Resident memory with all connections open, behind the shapes before. A virtual machine's
                   heap grows as it sees fit.
  (1.05)           The ratio to the best server that is not echod: the median of the ratios within each round.
                   Servers run within seconds of each other there, so a slow drift of the machine cancels out.
  disturbed        Rounds during which other processes used more CPU time than --quiet allows. Some are
                   measured again, and left out if the others suffice. Figures with many disturbed rounds
                   kept are worth little, even as ratios.

examples:
  compare --quick
  compare --shapes latency --servers echod,c-epoll
  compare --shapes 50x64,streams --server selector='java benchmarks/peers/SelectorEcho.java'
  compare --document
"""


def parse_rate(text):
    if text != "auto" and not re.fullmatch(r"\d{1,9}", text):
        raise argparse.ArgumentTypeError(f"neither a number of messages per second nor auto: '{text}'")
    return text if text == "auto" else int(text)


def parse_shape_list(text):
    try:
        return parse_shapes(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def parser_of(names):
    groups = ",".join(GROUPS)
    parser = argparse.ArgumentParser(
        prog="compare", epilog=READING, formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Builds echod and other echo servers, and measures them side by side, in one run.")
    parser.add_argument("--servers", metavar="LIST", help=f"which to compare, of {','.join(names)} (all)")
    parser.add_argument("--server", metavar="NAME='COMMAND'", action="append", default=[],
                        help="another server; it must print 'Listening on tcp://...:PORT'. May be repeated")
    parser.add_argument("--shapes", metavar="LIST", default=parse_shape_list(groups), type=parse_shape_list,
                        help=f"groups ({groups}), or GROUP:SHAPE, where a SHAPE is CONNECTIONSxBYTES[xIN_FLIGHT]; "
                             f"without a GROUP it is one of throughput ({groups})")
    parser.add_argument("--client", choices=CLIENTS, default="c",
                        help="what makes the load: the C client, or 'echod bench', whose every run warms up for "
                             f"{ECHOD_WARM_UP_SECONDS} s at least; over TLS it is always 'echod bench' (c)")
    parser.add_argument("--rate", metavar="NUMBER|auto", type=parse_rate, default="auto",
                        help="messages per second of the fixed rate; 0 for the closed loop only (auto)")
    parser.add_argument("--rounds", type=int, default=5, help="measurements of each server and shape (5)")
    parser.add_argument("--seconds", type=float, default=1, help="length of one measurement (1)")
    parser.add_argument("--warmup-seconds", type=float, default=4,
                        help="load on each server at first, and 0.4 of it before each further shape (4)")
    parser.add_argument("--quick", action="store_true",
                        help="a look at everything in about a minute: one short round of a shape of each group")
    parser.add_argument("--server-core", type=int, default=0, help="core that servers are pinned to (0)")
    parser.add_argument("--client-core", type=int, default=1, help="core that the load client is pinned to (1)")
    parser.add_argument("--quiet", type=float, metavar="SHARE", default=0.05,
                        help="share of a core that other processes may use in an undisturbed round (0.05)")
    parser.add_argument("--patience", type=float, metavar="SECONDS", default=60,
                        help="how long to wait in all, before rounds, for other processes to be quiet (60)")
    parser.add_argument("--json", metavar="FILE", type=Path, help="write every single result to this file")
    parser.add_argument("--document", metavar="FILE", type=Path, nargs="?", const=DOCUMENT,
                        help="write tables and a picture into this document (docs/performance.md)")
    return parser


def be_quick(options, defaults):
    """Only what the user has not asked for otherwise."""
    quick = {"rounds": 1, "seconds": 0.3, "warmup_seconds": 0.8, "patience": 0,
             "shapes": parse_shapes("50x64,latency:1x64,streams,connects")}
    for name, value in quick.items():
        if getattr(options, name) == getattr(defaults, name):
            setattr(options, name, value)


def parse_arguments():
    """The options, and the servers to compare."""
    servers = catalogue()
    parser = parser_of([server.name for server in servers])
    options = parser.parse_args()
    if options.quick:
        be_quick(options, parser.parse_args([]))
    known = {server.name: server for server in servers}
    if options.servers:
        unknown = [name for name in options.servers.split(",") if name not in known]
        if unknown:
            parser.error(f"there is no server {unknown[0]}; there are {', '.join(known)}")
        servers = [server for server in servers if server.name in options.servers.split(",")]
    for text in options.server:
        name, separator, command = text.partition("=")
        if not name or not separator or not shlex.split(command):
            parser.error(f"--server takes NAME='COMMAND', not '{text}'")
        if name in known:
            parser.error(f"there are two servers named {name}")
        known[name] = Server(name, name, command, command)
        servers.append(known[name])
    if options.rounds < 1 or options.seconds <= 0:
        parser.error("--rounds and --seconds must be positive")
    if options.json and not options.json.absolute().parent.is_dir():
        parser.error(f"there is no directory for {options.json}")
    if options.server_core == options.client_core:
        parser.error("server and client need a core each")
    for core in (options.server_core, options.client_core):
        if core not in os.sched_getaffinity(0):
            parser.error(f"there is no core {core} to use here")
    return options, servers
