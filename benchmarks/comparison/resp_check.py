"""Whether a server of the Redis protocol answers right, byte for byte."""

import socket

from .process import Failure

BINARY = bytes(range(256)) * 4
BIG = bytes(index * 7 % 251 for index in range(500_000))


def bulk(data):
    return b"$%d\r\n%s\r\n" % (len(data), data)


def command(*words):
    return b"*%d\r\n" % len(words) + b"".join(map(bulk, words))


# Requests, and what must come back. In one connection, in this order.
DIALOGUE = [
    (command(b"PING"), b"+PONG\r\n"),
    (command(b"ping", b"hello"), bulk(b"hello")),
    (b"PING\r\n", b"+PONG\r\n"),
    (b"  ping   hello \n", bulk(b"hello")),
    (b"\r\n*0\r\n*-1\r\nPING\r\n", b"+PONG\r\n"),
    (command(b"GET", b"nothing"), b"$-1\r\n"),
    (command(b"SET", b"key", b"value"), b"+OK\r\n"),
    (command(b"GET", b"key"), bulk(b"value")),
    (command(b"SeT", b"key", b"other"), b"+OK\r\n"),
    (b"get key\r\n", bulk(b"other")),
    (command(b"SET", b"key", b"longer than before"), b"+OK\r\n"),
    (command(b"GET", b"key"), bulk(b"longer than before")),
    (command(b"SET", b"", b""), b"+OK\r\n"),
    (command(b"GET", b""), bulk(b"")),
    (command(b"SET", BINARY, BINARY[::-1]), b"+OK\r\n"),
    (command(b"GET", BINARY), bulk(BINARY[::-1])),
    (command(b"SET", b"big", BIG), b"+OK\r\n"),
    (command(b"GET", b"big"), bulk(BIG)),
    (command(b"GET"), b"-ERR wrong number of arguments for 'get' command\r\n"),
    (command(b"SET", b"key"), b"-ERR wrong number of arguments for 'set' command\r\n"),
    (command(b"SET", b"key", b"value", b"EX"), b"-ERR syntax error\r\n"),
    (command(b"FLUSHALL"), b"-ERR unknown command\r\n"),
    (command(b"GET", b"key"), bulk(b"longer than before")),
]

# After these the server says what is wrong, and closes.
BROKEN = [
    (b"*1\r\nPING\r\n", b"-ERR Protocol error: expected '$', got 'P'\r\n"),
    (b"*x\r\n", b"-ERR Protocol error: invalid multibulk length\r\n"),
    (b"*9999999999999\r\n", b"-ERR Protocol error: invalid multibulk length\r\n"),
    (b"*1\r\n$-3\r\n", b"-ERR Protocol error: invalid bulk length\r\n"),
    (b"*1\r\n$99999999999999999999\r\n", b"-ERR Protocol error: invalid bulk length\r\n"),
    (b"x" * 70_000, b"-ERR Protocol error: too big inline request\r\n"),
]


def check(port):
    """Fails where an answer is not right."""
    requests = b"".join(request for request, _ in DIALOGUE)
    replies = b"".join(reply for _, reply in DIALOGUE)
    small = [(request, reply) for request, reply in DIALOGUE if b"big" not in request]
    with connect(port) as client:
        for request, reply in DIALOGUE:
            client.sendall(request)
            expect(client, reply, f"{request[:60]!r}")
    with connect(port) as client:
        client.sendall(command(b"GET", b"key"))
        expect(client, bulk(b"longer than before"), "another connection's GET")
    for pieces in (1, 7, 4096):
        data = requests if pieces > 1000 else b"".join(request for request, _ in small)
        expected = replies if pieces > 1000 else b"".join(reply for _, reply in small)
        # From the first again: a GET of nothing finds nothing.
        with connect(port) as client:
            for begin in range(0, len(data), pieces):
                client.sendall(data[begin:begin + pieces])
            expect(client, expected, f"requests in pieces of {pieces}")
    check_ends(port)
    check_flood(port)


def check_ends(port):
    for request, reply in BROKEN:
        with connect(port) as client:
            client.sendall(b"PING\r\n" + request)
            expect(client, b"+PONG\r\n" + reply, f"broken {request[:40]!r}")
            expect_end(client)
    with connect(port) as client:
        client.sendall(b"PING\r\nPING\r\nPIN")
        client.shutdown(socket.SHUT_WR)
        expect(client, b"+PONG\r\n" * 2, "requests before the end")
        expect_end(client)


def check_flood(port):
    """Far more replies than queues may hold, for a client that reads late."""
    times = 300
    with connect(port) as client:
        # Without an end behind it, which Netty 4.2.18 does not survive while it still has much to write.
        client.sendall(b"GET big\r\n" * times + b"PING\r\n")
        expect(client, bulk(BIG) * times + b"+PONG\r\n", "a flood")


def connect(port):
    client = socket.create_connection(("127.0.0.1", port), timeout=30)
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return client


def expect(client, expected, what):
    try:
        received = receive(client, len(expected))
    except OSError as error:
        raise Failure(f"wrong answer to {what}: {error}") from None
    if received != expected:
        raise Failure(f"wrong answer to {what}: {received[:60]!r}")


def receive(client, count):
    """So many bytes, or fewer where an end comes before."""
    received = bytearray()
    while len(received) < count:
        piece = client.recv(min(1 << 20, count - len(received)))
        if not piece:
            break
        received += piece
    return bytes(received)


def expect_end(client):
    try:
        extra = client.recv(100)
    except OSError as error:
        raise Failure(f"no clean end: {error}") from None
    if extra:
        raise Failure(f"more than the answer: {extra!r}")
