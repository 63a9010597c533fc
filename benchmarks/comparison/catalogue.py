"""The servers: what each needs, how it is built, and the commands that start it."""

import os
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from . import machine

ROOT = Path(__file__).resolve().parents[2]
PEERS = ROOT / "benchmarks" / "peers"
BUILT = PEERS / "build"
LOAD = BUILT / "load"
ECHOD = ROOT / "echod"

# What echod gets where all servers have one event loop on one core, so that they differ in nothing else.
ECHOD_PINNED = "./echod --port 0 --bind 127.0.0.1 --dispatchers 1"
# The same over UDP.
ECHOD_UDP = "./echod --listen udp://127.0.0.1:0 --udp-rate none --dispatchers 1"
# The same over TLS, by a certificate that is made for it.
CERTIFICATE, KEY = BUILT / "tls.pem", BUILT / "tls.key"
ECHOD_TLS = (f"./echod --listen tls://127.0.0.1:0 --tls-cert {CERTIFICATE} --tls-key {KEY} --dispatchers 1")
# What a user gets.
ECHOD_PLAIN = "./echod --port 0 --bind 127.0.0.1"
# The launcher's own flags but for those of the heap, and what lets Netty reach memory as fast as it can.
JAVA_FLAGS = ("-Xshare:auto -XX:+UseSerialGC -XX:+UseCompactObjectHeaders -XX:-UsePerfData "
              "--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow "
              "-Dio.netty.noUnsafe=false -Dio.netty.leakDetection.level=disabled")


@dataclass
class Server:
    """A server that can be compared. A command that is empty says that it has no part in such groups."""

    name: str
    title: str
    pinned: str                      # its command on one core
    plain: str                       # its command with all cores and its defaults
    target: str = ""                 # what make builds for it
    programs: list = field(default_factory=list)
    header: str = ""                 # a C header it needs
    hint: str = ""                   # what to install where something is missing
    compiles_itself: bool = True     # while it runs, so that it has to be warm before it is measured
    is_ours: bool = False
    udp: str = ""                    # its command on one core, over UDP
    tls: str = ""                    # its command on one core, over TLS


def peer_in_c(name, title, target, header, hint, options=""):
    command = f"{BUILT / target} --port 0{options}"
    return Server(name, title, command, command, target=target, programs=["cc", "make"], header=header, hint=hint,
                  compiles_itself=False)


def peer_in_java(name, title, java, arguments, speaks_tls=False):
    jar = ROOT / "benchmarks" / "target" / "benchmarks.jar"
    command = f"{java} {JAVA_FLAGS} -cp {jar} io.echod.benchmarks.peers.{arguments}"
    tls = f"{command} {CERTIFICATE} {KEY}" if speaks_tls else ""
    return Server(name, title, command, command, programs=["mvn"], hint="maven", tls=tls)


def catalogue():
    home = machine.find_java()
    java = home / "bin" / "java" if home else "java"
    script = f"./echod run {PEERS.relative_to(ROOT) / 'echo.scm'}"
    return [
        Server("echod", "echod", "", ECHOD_PLAIN, is_ours=True),
        Server("echod-epoll", "echod, epoll", f"{ECHOD_PINNED} --kernel epoll", "", is_ours=True,
               udp=f"{ECHOD_UDP} --kernel epoll", tls=f"{ECHOD_TLS} --kernel epoll"),
        Server("echod-nio", "echod, nio", f"{ECHOD_PINNED} --kernel nio", "", is_ours=True,
               udp=f"{ECHOD_UDP} --kernel nio", tls=f"{ECHOD_TLS} --kernel nio"),
        Server("echod-scheme", "echod, Scheme", script, script, is_ours=True),
        peer_in_c("c-epoll", "C, epoll", "epoll_echo", "", "gcc make"),
        peer_in_c("c-epoll-1024", "C, epoll, 1,024 bytes at a time", "epoll_echo", "", "gcc make",
                  options=" --read 1024"),
        peer_in_c("c-io_uring", "C, io_uring", "uring_echo", "liburing.h", "gcc make liburing-dev"),
        Server("c-recvmmsg", "C, recvmmsg", "", "", target="udp_echo", programs=["cc", "make"], hint="gcc make",
               compiles_itself=False, udp=f"{BUILT / 'udp_echo'} --port 0"),
        peer_in_c("libuv", "C, libuv", "uv_echo", "uv.h", "gcc make libuv1-dev"),
        peer_in_java("netty-nio", "Netty, nio", java, "NettyEcho nio", speaks_tls=True),
        peer_in_java("netty-epoll", "Netty, epoll", java, "NettyEcho epoll", speaks_tls=True),
        peer_in_java("netty-io_uring", "Netty, io_uring", java, "NettyEcho io_uring"),
        peer_in_java("jdk-threads", "JDK, virtual threads", java, "VirtualThreadEcho"),
        Server("go", "Go", f"{BUILT / 'go_echo'}", f"{BUILT / 'go_echo'}", target="go_echo",
               programs=["go", "make"], hint="golang-go make", compiles_itself=False),
        Server("node", "Node.js", f"node {PEERS / 'echo.js'}", f"node {PEERS / 'echo.js'}",
               programs=["node"], hint="nodejs"),
    ]


def missing(server):
    """What keeps the server from being used here, in one line, or ""."""
    programs = [program for program in server.programs if shutil.which(program) is None]
    if programs:
        return f"no {' and no '.join(programs)}; on Debian: apt-get install {server.hint}"
    if server.header:
        found = subprocess.run(["cc", "-E", "-x", "c", "-", "-o", "/dev/null"], text=True, capture_output=True,
                               input=f"#include <{server.header}>\n")
        if found.returncode != 0:
            return f"no {server.header}; on Debian: apt-get install {server.hint}"
    return ""


def build(server):
    """Builds a peer. Returns what went wrong, in one line, or ""."""
    if not server.target:
        return ""
    done = subprocess.run(["make", "--silent", "-C", str(PEERS), server.target], text=True, capture_output=True)
    return "" if done.returncode == 0 else last_line(done)


def build_java():
    """Builds echod and the peers in Java. Returns what went wrong, in one line, or ""."""
    home = machine.find_java()
    if home is None:
        return f"no JDK {machine.OLDEST_JAVA} or newer"
    if shutil.which("mvn") is None:
        return "no mvn; on Debian: apt-get install maven"
    command = ["mvn", "-B", "-q", "-Dquick", "-DskipTests", "package", "-pl", ":echod,:echod-benchmarks", "-am"]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, "JAVA_HOME": str(home)}, text=True,
                          capture_output=True, stdin=subprocess.DEVNULL)
    errors = [line for line in (done.stdout + done.stderr).splitlines() if "ERROR" in line]
    return "" if done.returncode == 0 else (errors or ["the build failed"])[0]


def make_certificate():
    """Makes a certificate for a day. Returns what went wrong, in one line, or ""."""
    if shutil.which("openssl") is None:
        return "no openssl; on Debian: apt-get install openssl"
    BUILT.mkdir(exist_ok=True)
    done = subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
         "1", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
         "-keyout", str(KEY), "-out", str(CERTIFICATE)], text=True, capture_output=True, stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        return last_line(done)
    KEY.chmod(0o600)
    return ""


def build_load():
    done = subprocess.run(["make", "--silent", "-C", str(PEERS), "load"], text=True, capture_output=True)
    return "" if done.returncode == 0 else last_line(done)


def last_line(done):
    lines = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
    # Of a compiler that ends with make's own line, the first tells more.
    errors = [line for line in lines if "error" in line.lower()]
    return errors[0] if errors else lines[-1] if lines else f"status {done.returncode}"


def versions():
    """The versions of what the servers are made with, as far as it is there."""
    home = machine.find_java()
    texts = [
        f"JDK {machine.java_version(home)}" if home else "",
        f"Netty {netty_version()}" if netty_version() else "",
        prefixed("gcc ", machine.first_line("cc", "-dumpfullversion")),
        prefixed("liburing ", machine.first_line("pkg-config", "--modversion", "liburing")),
        prefixed("libuv ", machine.first_line("pkg-config", "--modversion", "libuv")),
        " ".join(machine.first_line("go", "version").split()[2:3]).replace("go", "Go "),
        prefixed("Node.js ", machine.first_line("node", "--version").removeprefix("v")),
    ]
    return [text for text in texts if text]


def prefixed(prefix, text):
    return prefix + text if text else ""


def netty_version():
    for jar in (ROOT / "benchmarks" / "target" / "lib").glob("netty-common-*.jar"):
        return jar.stem.removeprefix("netty-common-").removesuffix(".Final")
    return ""
