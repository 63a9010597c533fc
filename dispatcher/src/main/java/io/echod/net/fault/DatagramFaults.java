package io.echod.net.fault;

import io.echod.dispatcher.Callback;
import io.echod.dispatcher.kernel.DatagramAddress;
import io.echod.dispatcher.kernel.DatagramBatch;
import io.echod.net.datagram.Datagrams;
import io.echod.net.fault.layer.FaultRandom;
import io.echod.net.fault.layer.LiveRule;
import io.echod.net.fault.rule.Fault;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The faults of one socket of datagrams: sends what is left of them. Decisions are bound to the
 * number of the datagram, counted from 0.
 */
public final class DatagramFaults {

  private static final int CAPACITY = 32;

  /** How long a datagram waits for others to overtake it. */
  private static final Duration HELD_TIME = Duration.ofMillis(100);

  /** One that is sent behind others. */
  private static final class Held {
    private final ByteBuffer bytes;
    private final DatagramAddress address = new DatagramAddress();
    private int left;

    Held(ByteBuffer datagram, DatagramAddress from, int distance) {
      bytes = ByteBuffer.allocate(datagram.remaining()).put(datagram.duplicate()).flip();
      address.set(from);
      left = distance;
    }
  }

  /** A rule, and its numbers. */
  private static final class Draws {
    private final LiveRule live;
    private final Fault.OfDatagrams fault;
    private final FaultRandom random;

    /** Null of other faults. */
    private final @Nullable LossDraws loss;

    Draws(LiveRule live, Fault.OfDatagrams fault, FaultRandom random) {
      this.live = live;
      this.fault = fault;
      this.random = random;
      loss = fault instanceof Fault.Loss losing ? new LossDraws(losing) : null;
    }

    boolean isLost(double draw) {
      return loss != null && loss.isLost(draw);
    }
  }

  private final Datagrams socket;
  private final List<Draws> rules = new ArrayList<>();
  private final List<Held> held = new ArrayList<>();
  private final DatagramBatch out = new DatagramBatch(CAPACITY);
  private long number;
  private @Nullable Callback timer;

  DatagramFaults(Datagrams socket, List<LiveRule> set, long seed, long socketNumber) {
    this.socket = socket;
    for (LiveRule live : set) {
      if (live.rule.fault() instanceof Fault.OfDatagrams fault) {
        rules.add(new Draws(live, fault, new FaultRandom(seed, live.stream, socketNumber)));
      }
    }
  }

  /** Sends the datagrams, but for what the faults do to them. */
  public void send(DatagramBatch batch) {
    long now = socket.dispatcher().kernel().nanoTime();
    for (int index = 0; index < batch.size(); index++) {
      pass(batch.datagram(index), batch.address(index), now);
      number++;
    }
    flush();
  }

  private void pass(ByteBuffer datagram, DatagramAddress address, long now) {
    int copies = 1;
    int distance = 0;
    for (Draws draws : rules) {
      if (!applies(draws.live, address, now)) {
        continue;
      }
      double draw = draws.random.fractionAt(number);
      switch (draws.fault) {
        case Fault.Loss _ -> copies = draws.isLost(draw) ? 0 : copies;
        case Fault.Duplicate duplicate -> copies *= draw < duplicate.probability() ? 2 : 1;
        case Fault.Reorder reorder -> {
          if (draw < reorder.probability()) {
            distance = reorder.distance();
          }
        }
        case Fault.Truncate truncate -> {
          if (datagram.remaining() <= truncate.bytes()) {
            continue;
          }
          datagram.limit(datagram.position() + truncate.bytes());
          draws.live.struck();
          continue;
        }
      }
      if (copies != 1 || distance > 0) {
        draws.live.struck();
      }
      if (copies == 0) {
        break;
      }
    }
    if (distance > 0 && copies > 0) {
      hold(new Held(datagram, address, distance));
      return;
    }
    for (int copy = 0; copy < copies; copy++) {
      put(datagram, address);
    }
    overtake();
  }

  private static boolean applies(LiveRule live, DatagramAddress address, long now) {
    if (!live.isActive(now)) {
      return false;
    }
    InetSocketAddress peer = live.rule.scope().from().isEmpty() ? null : address.toSocketAddress();
    return peer == null || live.rule.scope().from().orElseThrow().contains(peer.getAddress());
  }

  private void hold(Held one) {
    held.add(one);
    if (timer == null) {
      timer =
          socket
              .dispatcher()
              .after(HELD_TIME, (_, _) -> release())
              .name("late datagrams of " + socket);
    }
  }

  /** One has been sent: those that were to wait for it go on. */
  private void overtake() {
    for (int index = 0; index < held.size(); ) {
      Held one = held.get(index);
      one.left--;
      if (one.left <= 0) {
        held.remove(index);
        put(one.bytes, one.address);
      } else {
        index++;
      }
    }
  }

  private void release() {
    timer = null;
    if (socket.isOpen()) {
      held.forEach(one -> put(one.bytes, one.address));
      flush();
    }
    held.clear();
  }

  private void put(ByteBuffer datagram, DatagramAddress address) {
    if (out.size() == out.capacity()) {
      flush();
    }
    out.add(datagram, address);
  }

  private void flush() {
    if (out.size() > 0) {
      socket.send(out);
      out.size(0);
    }
  }
}
