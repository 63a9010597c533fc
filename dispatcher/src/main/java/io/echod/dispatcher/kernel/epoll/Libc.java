package io.echod.dispatcher.kernel.epoll;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The functions of the C library that a kernel calls, each under its own name and in the manual's
 * order of arguments. Pointers are plain addresses.
 *
 * <p>Those that never block are called without a transition of the thread's state ("critical"): the
 * virtual machine can't stop this thread meanwhile, and the call costs no more than one in C.
 *
 * <p>The calls for every message do not save the thread's errno, which would cost more than the
 * rest of the call: {@link #receive}, {@link #transmit}, {@link #receiveMessages}, {@link
 * #transmitMessages}, {@code look} and the waits. After they have failed, {@link #errnoNow} is a
 * good guess, and no more: the virtual machine may have made calls of its own since. All others
 * save it; {@link #errno} is worth reading only after a failure.
 *
 * <p>All are called as functions of six longs, which makes no difference to the ABIs of x86-64 and
 * aarch64: a function finds its arguments in its registers, and looks at no others. So the linker
 * makes few method handles instead of thirty, each of which would cost milliseconds at the start.
 *
 * <p>Calls for every message go through syscall(2): the library's own functions are points where
 * threads may be cancelled, which costs two atomic operations a call, and no thread here is
 * cancelled.
 */
@SuppressWarnings("restricted") // calling the C library is what this is for
final class Libc {

  /** A constant of the x86-64 and aarch64 ABIs of Linux, from the headers the manual names. */
  static final int EPOLLIN = 1;

  static final int EPOLLPRI = 2;
  static final int EPOLLOUT = 4;
  static final int EPOLLERR = 8;
  static final int EPOLLHUP = 16;
  static final int EPOLLRDHUP = 0x2000;
  static final int EPOLLET = 1 << 31;
  static final int EPOLL_CTL_ADD = 1;
  static final int EPOLL_CTL_DEL = 2;
  static final int EPOLL_CTL_MOD = 3;
  static final int CLOEXEC = 0x80000;
  static final int NONBLOCK = 0x800;

  static final int AF_UNIX = 1;
  static final int AF_INET = 2;
  static final int AF_INET6 = 10;
  static final int SOCK_STREAM = 1;
  static final int SOCK_DGRAM = 2;
  static final int SHUT_WR = 1;
  static final int MSG_OOB = 1;
  static final int MSG_PEEK = 2;
  static final int MSG_TRUNC = 0x20;
  static final int MSG_NOSIGNAL = 0x4000;

  static final int SIOCOUTQ = 0x5411;

  static final int F_SETFD = 2;
  static final int F_GETFL = 3;
  static final int F_SETFL = 4;
  static final int F_DUPFD_CLOEXEC = 1030;
  static final int FD_CLOEXEC = 1;

  static final int SOL_SOCKET = 1;
  static final int SO_REUSEADDR = 2;
  static final int SO_TYPE = 3;
  static final int SO_ERROR = 4;
  static final int SO_SNDBUF = 7;
  static final int SO_RCVBUF = 8;
  static final int SO_KEEPALIVE = 9;
  static final int SO_LINGER = 13;
  static final int SO_REUSEPORT = 15;
  static final int SO_ACCEPTCONN = 30;
  static final int IPPROTO_TCP = 6;
  static final int TCP_NODELAY = 1;
  static final int TCP_KEEPIDLE = 4;
  static final int TCP_KEEPINTVL = 5;
  static final int TCP_KEEPCNT = 6;
  static final int IPPROTO_IP = 0;
  static final int IP_TOS = 1;
  static final int IPPROTO_IPV6 = 41;
  static final int IPV6_V6ONLY = 26;
  static final int IP_PKTINFO = 8;
  static final int IPV6_RECVPKTINFO = 49;
  static final int IPV6_PKTINFO = 50;
  static final int IPV6_TCLASS = 67;

  static final int EINTR = 4;
  static final int EBADF = 9;
  static final int EAGAIN = 11;
  static final int EINVAL = 22;
  static final int EMFILE = 24;
  static final int EPIPE = 32;
  static final int ENONET = 64;
  static final int EPROTO = 71;
  static final int ENOTSOCK = 88;
  static final int ENOPROTOOPT = 92;
  static final int EOPNOTSUPP = 95;
  static final int EAFNOSUPPORT = 97;
  static final int EADDRINUSE = 98;
  static final int EADDRNOTAVAIL = 99;
  static final int ENETDOWN = 100;
  static final int ENETUNREACH = 101;
  static final int ECONNABORTED = 103;
  static final int ECONNRESET = 104;
  static final int ETIMEDOUT = 110;
  static final int ECONNREFUSED = 111;
  static final int EHOSTDOWN = 112;
  static final int EHOSTUNREACH = 113;
  static final int EINPROGRESS = 115;

  private static final boolean X86 = System.getProperty("os.arch").equals("amd64");

  /** Numbers of system calls, from asm/unistd.h of each architecture. */
  private static final long SYS_SENDTO = X86 ? 44 : 206;

  private static final long SYS_READ = X86 ? 0 : 63;
  private static final long SYS_WRITE = X86 ? 1 : 64;
  private static final long SYS_CLOSE = X86 ? 3 : 57;
  private static final long SYS_EPOLL_CTL = X86 ? 233 : 21;
  private static final long SYS_IOCTL = X86 ? 16 : 29;
  private static final long SYS_FCNTL = X86 ? 72 : 25;
  private static final long SYS_RECVFROM = X86 ? 45 : 207;
  private static final long SYS_RECVMMSG = X86 ? 299 : 243;
  private static final long SYS_SENDMMSG = X86 ? 307 : 269;
  private static final long SYS_EPOLL_PWAIT = X86 ? 281 : 22;
  private static final long SYS_EPOLL_PWAIT2 = 441;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO = STATE.varHandle(PathElement.groupElement("errno"));
  private static final Linker.Option CAPTURE = Linker.Option.captureCallState("errno");
  private static final FunctionDescriptor SIX_LONGS =
      FunctionDescriptor.of(
          JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);

  private static final MemorySegment SYSCALL = find("syscall");
  private static final MethodHandle SYSTEM_CALL =
      LINKER.downcallHandle(SYSCALL, SIX_LONGS, Linker.Option.critical(false));
  private static final MethodHandle BLOCKING_SYSTEM_CALL =
      LINKER.downcallHandle(SYSCALL, SIX_LONGS);
  private static final MethodHandle SHORT =
      LINKER.downcallHandle(SIX_LONGS, CAPTURE, Linker.Option.critical(false));

  /** Those that a server on TCP needs not; linked when they are. */
  private static final class Rare {

    private static final MethodHandle BLOCKING = LINKER.downcallHandle(SIX_LONGS, CAPTURE);

    /** For arrays on the heap, which are not moved while a critical call has their address. */
    private static final MethodHandle ON_HEAP =
        LINKER.downcallHandle(
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG),
            CAPTURE,
            Linker.Option.critical(true));
  }

  private static final MemorySegment EPOLL_CREATE1 = find("epoll_create1");
  private static final MemorySegment EPOLL_CTL = find("epoll_ctl");
  private static final MemorySegment POLL = find("poll");
  private static final MemorySegment EVENTFD = find("eventfd");
  private static final MemorySegment READ = find("read");
  private static final MemorySegment WRITE = find("write");
  private static final MemorySegment SOCKET = find("socket");
  private static final MemorySegment BIND = find("bind");
  private static final MemorySegment LISTEN = find("listen");
  private static final MemorySegment FCHMOD = find("fchmod");
  private static final MemorySegment ACCEPT4 = find("accept4");
  private static final MemorySegment CONNECT = find("connect");
  private static final MemorySegment SHUTDOWN = find("shutdown");
  private static final MemorySegment GETSOCKNAME = find("getsockname");
  private static final MemorySegment GETSOCKOPT = find("getsockopt");
  private static final MemorySegment SETSOCKOPT = find("setsockopt");
  private static final MemorySegment RECV = find("recv");
  private static final MemorySegment SEND = find("send");
  private static final MemorySegment ERRNO_LOCATION = find("__errno_location");
  private static final MemorySegment STRERROR = find("strerror");

  private Libc() {}

  private static MemorySegment find(String name) {
    return LINKER.defaultLookup().findOrThrow(name);
  }

  /** Where the errno of calls is saved; one for each thread that calls. */
  static MemorySegment state() {
    // Not of an arena that can be closed, which is asked at every call whether it was.
    return Arena.ofAuto().allocate(STATE);
  }

  /** The errno of the last call that was given this state; only after a failure. */
  static int errno(MemorySegment state) {
    return (int) ERRNO.get(state, 0L);
  }

  /** The errno as it is now. Only this call leaves errno as it is. */
  static int errnoNow(MemorySegment state) {
    call(ERRNO_LOCATION, state, 0, 0, 0, 0, 0);
    return errno(state);
  }

  /** No function of C throws; but a stack may be too deep for the call. */
  private static AssertionError impossible(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    return new AssertionError("a call of the C library threw", thrown);
  }

  private static long systemCall(long number, long a, long b, long c, long d) {
    try {
      // The last of six arguments is not passed: see the callers.
      return (long) SYSTEM_CALL.invokeExact(number, a, b, c, d, 0L);
    } catch (Throwable thrown) {
      throw impossible(thrown);
    }
  }

  private static long blockingSystemCall(long number, long a, long b, long c, long d) {
    try {
      return (long) BLOCKING_SYSTEM_CALL.invokeExact(number, a, b, c, d, 0L);
    } catch (Throwable thrown) {
      throw impossible(thrown);
    }
  }

  private static long call(
      MemorySegment function, MemorySegment state, long a, long b, long c, long d, long e) {
    try {
      return (long) SHORT.invokeExact(function, state, a, b, c, d, e, 0L);
    } catch (Throwable thrown) {
      throw impossible(thrown);
    }
  }

  private static long callBlocking(
      MemorySegment function, MemorySegment state, long a, long b, long c, long d, long e) {
    try {
      return (long) Rare.BLOCKING.invokeExact(function, state, a, b, c, d, e, 0L);
    } catch (Throwable thrown) {
      throw impossible(thrown);
    }
  }

  private static long callOnHeap(
      MemorySegment function, MemorySegment state, int descriptor, MemorySegment heap, long flags) {
    try {
      return (long)
          Rare.ON_HEAP.invokeExact(
              function, state, (long) descriptor, heap, heap.byteSize(), flags);
    } catch (Throwable thrown) {
      throw impossible(thrown);
    }
  }

  /** The manual's text for an errno, such as "Connection refused". */
  static String strerror(MemorySegment state, int errno) {
    long text = call(STRERROR, state, errno, 0, 0, 0, 0);
    return MemorySegment.ofAddress(text).reinterpret(256).getString(0);
  }

  static int epollCreate1(MemorySegment state, int flags) {
    return (int) call(EPOLL_CREATE1, state, flags, 0, 0, 0, 0);
  }

  /** Takes no memory of the heap, unless it fails. */
  static int epollCtl(MemorySegment state, int epoll, int operation, int descriptor, long event) {
    return systemCall(SYS_EPOLL_CTL, epoll, operation, descriptor, event) == 0
        ? 0
        : (int) call(EPOLL_CTL, state, epoll, operation, descriptor, event, 0);
  }

  /** Looks, and never waits. No mask of signals: its length, the last, is not looked at then. */
  static int look(int epoll, long events, int eventsMax) {
    return (int) systemCall(SYS_EPOLL_PWAIT, epoll, events, eventsMax, 0);
  }

  /** As above, with errno saved. */
  static int look(MemorySegment state, int epoll, long events, int eventsMax) {
    return (int) call(SYSCALL, state, SYS_EPOLL_PWAIT, epoll, events, eventsMax, 0);
  }

  /** Waits for that long; -1: for ever. */
  static int waitMillis(int epoll, long events, int eventsMax, int timeoutMillis) {
    return (int) blockingSystemCall(SYS_EPOLL_PWAIT, epoll, events, eventsMax, timeoutMillis);
  }

  /** Whether this system has it: Linux, since 5.11; a sandbox may not. */
  static boolean hasEpollPwait2(MemorySegment state) {
    // With no descriptor, it fails one way or the other.
    call(SYSCALL, state, SYS_EPOLL_PWAIT2, -1, 0, 1, 0);
    return errno(state) == EBADF;
  }

  /** Waits for that timespec. */
  static int waitTimespec(int epoll, long events, int eventsMax, long timespec) {
    return (int) blockingSystemCall(SYS_EPOLL_PWAIT2, epoll, events, eventsMax, timespec);
  }

  static int poll(MemorySegment state, long descriptors, long count, int timeoutMillis) {
    return (int) callBlocking(POLL, state, descriptors, count, timeoutMillis, 0, 0);
  }

  static int pollLook(MemorySegment state, long descriptors, long count) {
    return (int) call(POLL, state, descriptors, count, 0, 0, 0);
  }

  static int eventfd(MemorySegment state, int initial, int flags) {
    return (int) call(EVENTFD, state, initial, flags, 0, 0, 0);
  }

  /** Takes no memory of the heap, unless it fails. */
  static long read(MemorySegment state, int descriptor, long buffer, long bytes) {
    long count = systemCall(SYS_READ, descriptor, buffer, bytes, 0);
    return count > 0 ? count : call(READ, state, descriptor, buffer, bytes, 0, 0);
  }

  /** Takes no memory of the heap, unless it fails. */
  static long write(MemorySegment state, int descriptor, long buffer, long bytes) {
    long count = systemCall(SYS_WRITE, descriptor, buffer, bytes, 0);
    return count > 0 ? count : call(WRITE, state, descriptor, buffer, bytes, 0, 0);
  }

  /** Takes no memory of the heap: what is given back when that is full must be given back. */
  static void close(int descriptor) {
    systemCall(SYS_CLOSE, descriptor, 0, 0, 0);
  }

  static int socket(MemorySegment state, int family, int type, int protocol) {
    return (int) call(SOCKET, state, family, type, protocol, 0, 0);
  }

  static int bind(MemorySegment state, int descriptor, long address, int bytes) {
    return (int) call(BIND, state, descriptor, address, bytes, 0, 0);
  }

  /** Binds a Unix socket, which makes a file: that may take its time. */
  static int bindFile(MemorySegment state, int descriptor, long address, int bytes) {
    return (int) callBlocking(BIND, state, descriptor, address, bytes, 0, 0);
  }

  static int fchmod(MemorySegment state, int descriptor, int mode) {
    return (int) call(FCHMOD, state, descriptor, mode, 0, 0, 0);
  }

  static int listen(MemorySegment state, int descriptor, int backlog) {
    return (int) call(LISTEN, state, descriptor, backlog, 0, 0, 0);
  }

  static int accept4(MemorySegment state, int descriptor, long address, long bytes, int flags) {
    return (int) call(ACCEPT4, state, descriptor, address, bytes, flags, 0);
  }

  static int connect(MemorySegment state, int descriptor, long address, int bytes) {
    return (int) call(CONNECT, state, descriptor, address, bytes, 0, 0);
  }

  /** Connects to a Unix socket, which has to be found. */
  static int connectFile(MemorySegment state, int descriptor, long address, int bytes) {
    return (int) callBlocking(CONNECT, state, descriptor, address, bytes, 0, 0);
  }

  static int shutdown(MemorySegment state, int descriptor, int how) {
    return (int) call(SHUTDOWN, state, descriptor, how, 0, 0, 0);
  }

  static int getsockname(MemorySegment state, int descriptor, long address, long bytes) {
    return (int) call(GETSOCKNAME, state, descriptor, address, bytes, 0, 0);
  }

  static int getsockopt(
      MemorySegment state, int descriptor, int level, int name, long value, long bytes) {
    return (int) call(GETSOCKOPT, state, descriptor, level, name, value, bytes);
  }

  static int setsockopt(
      MemorySegment state, int descriptor, int level, int name, long value, int bytes) {
    return (int) call(SETSOCKOPT, state, descriptor, level, name, value, bytes);
  }

  static int fcntl(MemorySegment state, int descriptor, int command, int value) {
    return (int) call(SYSCALL, state, SYS_FCNTL, descriptor, command, value, 0);
  }

  static int ioctl(int descriptor, int request, long value) {
    return (int) systemCall(SYS_IOCTL, descriptor, request, value, 0);
  }

  /** recv(2). No address: the length of one, the last argument, is not looked at then. */
  static long receive(int descriptor, long buffer, long bytes) {
    return systemCall(SYS_RECVFROM, descriptor, buffer, bytes, 0);
  }

  static long recv(MemorySegment state, int descriptor, long buffer, long bytes, int flags) {
    return call(RECV, state, descriptor, buffer, bytes, flags, 0);
  }

  /** send(2), with MSG_NOSIGNAL. */
  static long transmit(int descriptor, long buffer, long bytes) {
    return systemCall(SYS_SENDTO, descriptor, buffer, bytes, MSG_NOSIGNAL);
  }

  static long send(MemorySegment state, int descriptor, long buffer, long bytes, int flags) {
    return call(SEND, state, descriptor, buffer, bytes, flags, 0);
  }

  /** recvmmsg(2). No time limit: the socket does not block. */
  static int receiveMessages(int descriptor, long messages, int count) {
    return (int) systemCall(SYS_RECVMMSG, descriptor, messages, count, MSG_TRUNC);
  }

  /** sendmmsg(2). */
  static int transmitMessages(int descriptor, long messages, int count) {
    return (int) systemCall(SYS_SENDMMSG, descriptor, messages, count, MSG_NOSIGNAL);
  }

  static long recvOnHeap(MemorySegment state, int descriptor, MemorySegment heap, int flags) {
    return callOnHeap(RECV, state, descriptor, heap, flags);
  }

  static long sendOnHeap(MemorySegment state, int descriptor, MemorySegment heap, int flags) {
    return callOnHeap(SEND, state, descriptor, heap, flags);
  }
}
