"""The shapes of load, and the groups of them that are measured alike."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Group:
    name: str
    title: str
    explanation: str
    is_pinned: bool        # server and client on a core each, or both where the system puts them
    has_fixed_rate: bool   # measured at a fixed rate too
    connects: bool
    shapes: tuple
    metrics: tuple         # the names of those that stand in the table, in METRICS
    transport: str = "tcp"  # or tls, or udp


GROUPS = {group.name: group for group in [
    Group("throughput", "Throughput",
          "One event loop on one core, the client on another. Messages/s are of a closed loop; all other figures "
          "are taken at the same fixed rate for all, or of the closed loop where several messages are in flight.",
          True, True, False, ("50x64", "500x512", "2000x64", "50x64x16", "10x16384x4"),
          ("cpu", "closed_cpu", "rate", "p50", "p99", "p99.9", "rss")),
    Group("latency", "Latency",
          "As a user starts them, neither pinned nor told how many loops to have; a closed loop.",
          False, False, False, ("1x64", "4x64"), ("p50", "p99", "p99.9", "cpu")),
    Group("streams", "Streams",
          "Large messages, one event loop on one core, a closed loop.",
          True, False, False, ("4x262144",), ("cpu", "rate", "megabytes", "p99")),
    Group("connects", "Connections",
          "Connect, echo one message, close, and again; one event loop on one core.",
          True, False, True, ("50x64",), ("connect_cpu", "connect_rate", "p50", "p99")),
    Group("udp", "Datagrams",
          "Over UDP, each client on a socket of its own; one event loop on one core, the client on another.",
          True, True, False, ("50x64", "50x1400"), ("cpu", "closed_cpu", "rate", "p50", "p99", "rss"), "udp"),
    Group("tls", "TLS",
          "TLS 1.3, a closed loop, one event loop on one core. The client is `echod bench`, on the other.",
          True, False, False, ("50x64", "10x16384x4"), ("cpu", "rate", "p50", "p99", "rss"), "tls"),
    Group("handshakes", "Handshakes",
          "Connect, shake hands over TLS 1.3, echo one message, close, and again; one event loop on one core. The "
          "client is `echod bench`, on the other.",
          True, False, True, ("8x64",), ("connect_cpu", "connect_rate", "p50", "p99"), "tls"),
]}


@dataclass(frozen=True)
class Metric:
    title: str
    pattern: str
    key: str                       # in the load client's result
    scale: float = 1.0
    of_closed_loop: bool = False   # and not of the fixed rate where there is one
    more_is_better: bool = False

    def rounds(self, measured):
        """The rounds of a shape that it is taken from, each with the servers' results by name."""
        has_fixed_rate = measured["rate"] > 0 and not self.of_closed_loop
        return measured["rounds"]["fixed" if has_fixed_rate else "closed"]

    def value(self, result):
        return result[self.key] * self.scale


def of_time(title, key):
    return Metric(title, "{:,.1f}", key)


METRICS = {
    "cpu": Metric("CPU ns/message", "{:,.0f}", "server_cpu_ns_per_message"),
    "closed_cpu": Metric("closed loop, CPU ns/message", "{:,.0f}", "server_cpu_ns_per_message", of_closed_loop=True),
    "rate": Metric("messages/s", "{:,.0f}", "messages_per_s", of_closed_loop=True, more_is_better=True),
    "megabytes": Metric("MB/s", "{:,.0f}", "bytes_per_s", 1e-6, of_closed_loop=True, more_is_better=True),
    "connect_cpu": Metric("CPU ns/connection", "{:,.0f}", "server_cpu_ns_per_message"),
    "connect_rate": Metric("connections/s", "{:,.0f}", "messages_per_s", more_is_better=True),
    "p50": of_time("p50 µs", "latency_p50_us"),
    "p99": of_time("p99 µs", "latency_p99_us"),
    "p99.9": of_time("p99.9 µs", "latency_p99_9_us"),
    "rss": Metric("RSS MiB", "{:,.1f}", "rss_after_kib", 1 / 1024),
}


@dataclass(frozen=True)
class Shape:
    """Connections, message size and messages in flight on each connection: 50x64 or 10x16384x4."""

    group: Group
    text: str
    connections: int
    size: int
    pipeline: int

    @property
    def connects(self):
        return self.group.connects

    def describe(self):
        size = f"{self.size // 1024} KiB" if self.size % 1024 == 0 else f"{self.size} B"
        return f"{self.connections:,} × {size}" + (f", {self.pipeline} in flight" if self.pipeline > 1 else "")


def shape_of(group, text):
    match = re.fullmatch(r"(\d+)x(\d+)(?:x(\d+))?", text)
    if not match:
        raise ValueError(f"not a shape like 50x64 or 10x16384x4: '{text}'")
    connections, size, pipeline = (int(number or 1) for number in match.groups())
    if group.connects and pipeline > 1:
        raise ValueError(f"a connection is for one message only: '{text}'")
    return Shape(group, text, connections, size, pipeline)


def parse_shapes(text):
    """Shapes of GROUP:SHAPE, of SHAPE alone, which is one of throughput, or of GROUP alone, which is all of its."""
    shapes = []
    for part in text.split(","):
        name, colon, rest = part.partition(":")
        if part in GROUPS:
            shapes += [shape_of(GROUPS[part], shape) for shape in GROUPS[part].shapes]
        elif colon and name in GROUPS:
            shapes.append(shape_of(GROUPS[name], rest))
        else:
            shapes.append(shape_of(GROUPS["throughput"], part))
    # By group, since the servers are started anew for groups that are pinned in another way.
    return sorted(dict.fromkeys(shapes), key=lambda shape: list(GROUPS).index(shape.group.name))
