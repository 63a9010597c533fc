package io.echod.dispatcher.kernel.sim;

import io.echod.dispatcher.kernel.sim.chance.Fault;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * One direction of a connection: bytes on their way, and bytes that have arrived and wait to be
 * read. A window limits both together, so that who does not read is felt by who writes.
 */
final class Pipe {

  private final SimNetwork network;
  private final SocketEnd receiver;
  private final ArrayDeque<ByteBuffer> arrived = new ArrayDeque<>();

  /** Arrivals that a clog holds back, oldest first. */
  private final ArrayDeque<Runnable> held = new ArrayDeque<>();

  private int windowBytes;
  private int arrivedBytes;
  private int travellingBytes;
  private long takenBytes;
  private long lastArrivalNanos;
  private boolean clogged;
  private boolean cut;
  private boolean lost;
  private boolean ended;
  private boolean vanished;

  Pipe(SimNetwork network, SocketEnd receiver) {
    this.network = network;
    this.receiver = receiver;
    windowBytes = network.drawWindowBytes();
    lastArrivalNanos = network.nanoTime();
  }

  /** Makes the window no larger than that: what a buffer's size asks for. */
  void limitWindow(long bytes) {
    windowBytes = (int) Math.max(1, Math.min(windowBytes, bytes));
  }

  int travellingBytes() {
    return travellingBytes;
  }

  int room() {
    return Math.max(0, windowBytes - arrivedBytes - travellingBytes);
  }

  /** Sends that many of the buffer's bytes; the caller has seen that there is room. */
  void send(ByteBuffer from, int count) {
    byte[] bytes = new byte[count];
    from.get(bytes);
    if (cut) {
      return;
    }
    if (vanished) {
      travellingBytes += count;
      sender().silence().sent();
    } else if (network.chances.happens(Fault.PEER_VANISHES)) {
      network.disturbed(receiver);
      network.trace().note("vanished", receiver, 0);
      travellingBytes += count;
      receiver.vanish();
      sender().vanish();
    } else if (network.chances.happens(Fault.RESET)) {
      travel(bytes, network.chances.below(Fault.RESET, count + 1));
      cut = true;
      network.disturbed(receiver);
      arrive(receiver::resetArrives);
      sender().in().arrive(sender()::resetArrives);
    } else if (network.chances.happens(Fault.DIRECTION_ENDS)) {
      travel(bytes, network.chances.below(Fault.DIRECTION_ENDS, count + 1));
      network.disturbed(receiver);
      sendEnd();
      cut = true;
    } else {
      if (!clogged && network.chances.happens(Fault.CLOG)) {
        clogged = true;
        network.clogged(this, 1_000L * network.chances.below(Fault.CLOG, 2_000_000));
      }
      travel(bytes, count);
    }
  }

  private SocketEnd sender() {
    return receiver.other();
  }

  /** From now on nothing arrives; what the sender has under way, it waits to have acknowledged. */
  void vanish() {
    vanished = true;
    held.clear();
    if (travellingBytes > 0 || room() == 0) {
      sender().silence().sent();
    }
  }

  private void travel(byte[] bytes, int count) {
    if (count == 0) {
      return;
    }
    travellingBytes += count;
    arrive(() -> {
      // Bytes that are not taken go on filling the window: the sender hears of a reset, not of
      // room.
      if (!lost && receiver.bytesArrive(count)) {
        travellingBytes -= count;
        arrivedBytes += count;
        arrived.add(ByteBuffer.wrap(bytes, 0, count));
        receiver.changed();
      }
    });
  }

  void sendEnd() {
    if (vanished) {
      sender().silence().sent();
    } else if (!cut) {
      arrive(() -> {
        ended = true;
        receiver.endArrives();
      });
    }
  }

  /** Has all bytes lost that are on their way. */
  void lose() {
    lost = true;
  }

  void sendReset() {
    arrive(receiver::resetArrives);
  }

  /** Has something arrive at the other end, behind all that was sent before. */
  void arrive(Runnable arrival) {
    long at = network.nanoTime() + network.drawLatencyNanos();
    if (at - lastArrivalNanos < 0) {
      at = lastArrivalNanos;
    }
    lastArrivalNanos = at;
    network.at(
        at,
        () -> {
          if (vanished) {
            return;
          }
          if (clogged) {
            held.add(arrival);
          } else {
            arrival.run();
          }
        });
  }

  void unclog() {
    clogged = false;
    while (!held.isEmpty()) {
      held.remove().run();
    }
  }

  /** Takes up to that many of the bytes that have arrived. */
  int receive(ByteBuffer into, int max) {
    int left = Math.min(max, arrivedBytes);
    int total = left;
    while (left > 0) {
      ByteBuffer first = arrived.element();
      int count = Math.min(left, first.remaining());
      into.put(first.slice(first.position(), count));
      first.position(first.position() + count);
      if (!first.hasRemaining()) {
        arrived.remove();
      }
      left -= count;
    }
    arrivedBytes -= total;
    takenBytes += total;
    return total;
  }

  /** Throws away what has arrived. */
  void discard() {
    arrived.clear();
    arrivedBytes = 0;
  }

  int arrivedBytes() {
    return arrivedBytes;
  }

  /** The bytes that the receiver has taken so far. */
  long takenBytes() {
    return takenBytes;
  }

  /** Whether the end has arrived: nothing will, any more. */
  boolean isEnded() {
    return ended;
  }
}
