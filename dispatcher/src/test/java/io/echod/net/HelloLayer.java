package io.echod.net;

import io.echod.dispatcher.kernel.Ready;
import io.echod.net.layer.Layer;
import io.echod.net.layer.PassingLayer;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Lets nothing through before each end has said hello, as a handshake does. */
final class HelloLayer extends PassingLayer {

  private static final byte HELLO = 'H';

  private final ByteBuffer ours = ByteBuffer.wrap(new byte[] {HELLO});
  private final ByteBuffer theirs = ByteBuffer.allocate(1);
  private boolean ending;
  int closes;
  final Context context;

  /** Waits for something that is not the socket. */
  boolean isHeldUp;

  HelloLayer(Layer below, Context context) {
    super(below);
    this.context = context;
  }

  private boolean isOpen() throws IOException {
    if (isHeldUp) {
      return false;
    }
    if (ours.hasRemaining()) {
      below.write(ours);
    }
    if (theirs.hasRemaining() && below.read(theirs) == END) {
      throw new IOException("the peer has ended before it said hello");
    }
    if (!theirs.hasRemaining() && theirs.get(0) != HELLO) {
      throw new IOException("the peer did not say hello");
    }
    return !ours.hasRemaining() && !theirs.hasRemaining();
  }

  @Override
  public int read(ByteBuffer buffer) throws IOException {
    return isOpen() ? below.read(buffer) : 0;
  }

  @Override
  public int write(ByteBuffer buffer) throws IOException {
    return isOpen() ? below.write(buffer) : 0;
  }

  @Override
  public boolean flush() throws IOException {
    boolean open = isOpen();
    if (open && ending) {
      below.shutdownOutput();
    }
    return below.flush() && !ours.hasRemaining() && (open || !ending);
  }

  @Override
  public void shutdownOutput() {
    ending = true;
  }

  @Override
  public int readNeeds() {
    if (isHeldUp) {
      return 0;
    }
    return ours.hasRemaining() ? Ready.WRITE : below.readNeeds();
  }

  @Override
  public int writeNeeds() {
    if (isHeldUp) {
      return 0;
    }
    return !ours.hasRemaining() && theirs.hasRemaining() ? Ready.READ : below.writeNeeds();
  }

  @Override
  public boolean isReady() {
    return !isHeldUp && !ours.hasRemaining() && !theirs.hasRemaining() && below.isReady();
  }

  @Override
  public void close() {
    closes++;
    super.close();
  }
}
