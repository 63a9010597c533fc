package io.echod.dispatcher.kernel;

import java.io.IOException;
import java.net.SocketAddress;

/**
 * The parts of an operating system that a dispatcher needs: a clock, waiting for readiness, and
 * sockets.
 *
 * <p>The contract, for implementers and callers:
 *
 * <ul>
 *   <li><b>Level-triggered.</b> A source that is still ready is reported again by the next {@link
 *       #await}. A source need not be drained to be reported again.
 *   <li><b>Readiness is a hint.</b> It may be spurious: a read, write or accept after it may find
 *       nothing to do. No readiness is ever lost, though.
 *   <li><b>Only what was asked for.</b> {@link #await} reports of each source only reasons in its
 *       {@linkplain Source#interest(int) interest}, and at most one entry per source. Errors and
 *       hang-ups are reported as {@link Ready#READ} and {@link Ready#WRITE}, as far as they are in
 *       the interest, so that the next call on the source throws or reports the end; never as
 *       {@link Ready#EXCEPT}. A stream's are reported as {@link Ready#LOST}, too, with no interest
 *       as well, but not for ever.
 *   <li><b>A failing call costs one source.</b> Where the system can't watch a stream (ENOMEM and
 *       ENOSPC of epoll_ctl(2)), that one is reported as {@link Ready#LOST}; a listening socket is
 *       tried again. {@link #await} itself fails only where nothing can be waited for any more.
 *   <li><b>Closed is silent.</b> A source closed before {@link #await} began is never reported. One
 *       closed later may still stand in the list being worked through; its {@link Source#watcher()}
 *       is null from its close on. The peer sees a close, and an address is free again, at the
 *       latest with the next {@link #await}, {@link #poll}, {@link #listen} or {@link
 *       #releaseClosed}.
 *   <li><b>Threads.</b> {@link #wakeup} may be called from any thread at any time, after {@link
 *       #close} too. Everything else, the sources included, belongs to the one thread that runs the
 *       dispatcher; it may change between calls with a happens-before edge, never during one.
 *   <li><b>Nothing blocks</b> but {@link #await} and {@link #poll} with a timeout.
 * </ul>
 */
public interface Kernel extends AutoCloseable {

  /** The timeout of a wait that only readiness, a wake-up or an interrupt ends. */
  long FOREVER = Long.MAX_VALUE;

  /**
   * The monotonic clock.
   *
   * @return nanoseconds since an arbitrary point; compare two readings by subtraction, for the
   *     value may wrap
   */
  long nanoTime();

  /**
   * Waits until a source is ready, the timeout has elapsed, {@link #wakeup} is called, or the
   * thread is interrupted. May return early with nothing.
   *
   * @param timeoutNanos 0 or less: only looks; {@link #FOREVER}: no limit; else it returns for lack
   *     of readiness not before that many nanoseconds have passed by {@link #nanoTime}, unless
   *     early
   * @param ready is appended to, oldest readiness first where the system keeps that order; an
   *     interrupt is left in the thread's flag
   * @throws IOException where the system can no longer wait at all
   */
  void await(long timeoutNanos, Ready ready) throws IOException;

  /**
   * Offers the processor to other threads, between two looks of a dispatcher that polls before it
   * sleeps. A kernel of virtual time returns at once: no other thread has a share in that time.
   */
  @SuppressWarnings("ThreadPriorityCheck") // no hint to the scheduler: it is the point
  default void offerProcessor() {
    Thread.yield();
  }

  /**
   * Ends the {@link #await} under way, or else the next one, at once. Calls may be merged: many
   * before a wait end that one wait.
   */
  void wakeup();

  /**
   * Looks at, or waits for, one source alone, without touching its interest and without consuming
   * anything.
   *
   * @param reasons any of {@link Ready#READ}, {@link Ready#WRITE}; 0 waits for time alone
   * @param timeoutNanos as with {@link #await}; a wake-up and an interrupt end it. A wake-up that
   *     has ended it may be used up by it, and may not
   * @return those of the reasons that hold now, which are all of them for a stream whose connect
   *     has failed; 0 after the timeout, a wake-up or an interrupt
   * @throws IOException where the source is closed
   */
  int poll(Source source, int reasons, long timeoutNanos) throws IOException;

  /**
   * Returns to the system what sources that are closed still occupy, such as descriptors that the
   * next wait would return. A dispatcher calls it when it ends to monitor, for no wait may follow.
   * The default does nothing: most kernels return all of it at the close.
   *
   * @throws IOException where the system can no longer wait at all
   */
  default void releaseClosed() throws IOException {}

  /**
   * Binds an address and listens on it.
   *
   * @param address an {@link java.net.InetSocketAddress} (port 0 lets the system pick one; the
   *     wildcard IPv6 address takes IPv4 as well, and on a machine without IPv6 that alone; an IPv4
   *     address takes only IPv4) or a {@link java.net.UnixDomainSocketAddress}
   * @throws java.net.BindException where the address is in use or not this machine's; of a Unix
   *     socket, where the path is taken or too long
   */
  ListeningSource listen(SocketAddress address, ListenOptions options) throws IOException;

  /**
   * Begins to connect; {@link StreamSource#finishConnect} reports the outcome, once the source is
   * ready for {@link Ready#WRITE}.
   *
   * @param address an {@link java.net.InetSocketAddress}, of which a wildcard means this machine's
   *     loopback address and an IPv6 link-local one needs its zone, or a {@link
   *     java.net.UnixDomainSocketAddress}
   * @throws java.net.ConnectException where it is refused at once
   * @throws BacklogFullException where as many wait for a Unix socket as may: try again later
   * @throws IOException where it fails at once for another reason
   */
  StreamSource connect(SocketAddress address) throws IOException;

  /**
   * Makes a source of a connection that a listening socket of this kernel, or of another one of the
   * same kind, has accepted. Where it throws, the socket is still to be closed.
   *
   * @throws IOException where there are no means for it
   * @throws IllegalArgumentException where a kernel of another kind has accepted it
   * @throws IllegalStateException where it was adopted or closed before
   */
  default StreamSource adopt(AcceptedSocket socket) throws IOException {
    throw new IllegalArgumentException("kernel " + name() + " takes over no connections");
  }

  /**
   * Binds an address for datagrams of UDP.
   *
   * @param address as {@link #listen} takes one of IP; a port has a socket of UDP beside one of TCP
   * @throws java.net.BindException where the address is in use or not this machine's
   * @throws UnsupportedOperationException where the kernel has no datagrams
   */
  default DatagramSource bind(SocketAddress address, DatagramOptions options) throws IOException {
    throw new UnsupportedOperationException("kernel " + name() + " has no datagrams");
  }

  /**
   * Looks at a socket that this process was started with, and keeps it from the programs that this
   * process starts.
   *
   * @param descriptor 0 or more
   * @throws IOException where it is no socket, one of another family, or one that neither listens
   *     nor takes datagrams; where this kernel takes over no sockets
   */
  default InheritedSocket inherited(int descriptor) throws IOException {
    throw new IOException("kernel " + name() + " takes over no sockets");
  }

  /**
   * Listens by a socket of {@link InheritedSocket.Kind#CONNECTIONS}, with a descriptor of its own.
   *
   * @throws IOException where that is not possible
   */
  default ListeningSource listen(InheritedSocket socket) throws IOException {
    throw new IOException("kernel " + name() + " takes over no sockets");
  }

  /**
   * Takes datagrams from a socket of {@link InheritedSocket.Kind#DATAGRAMS}, with a descriptor of
   * its own.
   *
   * @throws IOException where that is not possible
   */
  default DatagramSource bind(InheritedSocket socket) throws IOException {
    throw new IOException("kernel " + name() + " takes over no sockets");
  }

  /**
   * Notifies when a descriptor that this kernel's sources, or others that draw on the same supply,
   * had in use is given back: at the source's close, or at the latest by the next {@link #await}.
   */
  default FreedDescriptors freedDescriptors() {
    return FreedDescriptors.OF_PROCESS;
  }

  /**
   * The reasons this kernel can see: {@link Ready#EXCEPT} is missing where urgent data is hidden.
   */
  int reasons();

  /** A short name for messages, such as {@code nio}. */
  String name();

  /** Closes every source still open, then itself. A second call does nothing. */
  @Override
  void close();

  /** Opens kernels: one for each dispatcher. */
  @FunctionalInterface
  interface Factory {

    /** Opens a kernel for one dispatcher. */
    Kernel open() throws IOException;
  }
}
