package io.echod.server.udp;

import io.echod.dispatcher.Reason;
import io.echod.dispatcher.kernel.DatagramBatch;
import io.echod.net.datagram.DatagramFailure;
import io.echod.net.datagram.Datagrams;
import io.echod.net.fault.DatagramFaults;
import io.echod.net.fault.Faults;
import io.echod.net.fault.rule.FaultRule;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The echo at one address of UDP (RFC 862, "UDP Based Echo Service"): each datagram goes back as it
 * came, never more than one for one, where a {@link UdpGuard} has nothing against it. Lives on its
 * dispatcher's thread.
 */
public final class UdpEcho {

  /** At the end: more than any system has room for by default, and not for ever. */
  private static final int DRAINED_BATCHES_MAX = 256;

  private final Datagrams datagrams;
  private final DatagramBatch batch;
  private final UdpGuard guard;
  private final UdpGuard.Verdicts verdicts = new UdpGuard.Verdicts();
  private @Nullable DatagramFaults faults;

  /** Those of {@link #faults}. */
  private List<FaultRule> rules = List.of();

  private long bytesRead;
  private long bytesEchoed;

  /**
   * Echoes from now on.
   *
   * @param datagrams where to; closed by {@link #drain}
   * @param batch what datagrams are moved by; used within a call only, so that several may share it
   */
  public UdpEcho(Datagrams datagrams, DatagramBatch batch, UdpGuard guard) {
    this.datagrams = datagrams;
    this.batch = batch;
    this.guard = guard;
    guard.listensOn(datagrams.address().getPort());
    datagrams.onIo(Reason.READ, (_, _) -> echoSome()).name("echo of " + datagrams);
  }

  /**
   * From now on, has the faults that are set now between what it echoes and the socket. Equal rules
   * change nothing.
   */
  public void misbehave(Faults newFaults) {
    List<FaultRule> newRules = newFaults.rules();
    if (!newRules.equals(rules)) {
      rules = newRules;
      faults = newRules.isEmpty() ? null : newFaults.datagrams(datagrams);
    }
  }

  /** Echoes as many as a batch takes; returns how many have come. */
  private int echoSome() {
    int count;
    try {
      count = datagrams.receive(batch);
    } catch (DatagramFailure failure) {
      // A failure of a datagram that was sent before; counted.
      return 0;
    }
    if (count > 0) {
      bytesRead += bytes();
      guard.filter(batch, verdicts, datagrams.dispatcher().kernel().nanoTime());
      bytesEchoed += bytes();
      if (faults == null) {
        datagrams.send(batch);
      } else {
        faults.send(batch);
      }
    }
    return count;
  }

  private long bytes() {
    long bytes = 0;
    for (int index = 0; index < batch.size(); index++) {
      bytes += batch.datagram(index).remaining();
    }
    return bytes;
  }

  /** From now on, lets other sockets of this server join. */
  public void share() throws IOException {
    datagrams.share();
  }

  /**
   * Echoes the datagrams that have come, and closes; those that the socket does not take at once
   * are dropped.
   */
  public void drain() {
    if (datagrams.isOpen()) {
      int batches = 0;
      while (batches < DRAINED_BATCHES_MAX && echoSome() > 0) {
        batches++;
      }
      datagrams.close();
    }
  }

  /** Where it is, with its real port. */
  public InetSocketAddress address() {
    return datagrams.address();
  }

  /** Its work so far. */
  public UdpStatistics statistics() {
    return new UdpStatistics(
        datagrams.received(),
        datagrams.sent(),
        verdicts.refused(),
        verdicts.overRate(),
        datagrams.dropped(),
        datagrams.failures(),
        bytesRead,
        bytesEchoed);
  }
}
