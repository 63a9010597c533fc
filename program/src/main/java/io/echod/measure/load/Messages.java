package io.echod.measure.load;

import io.echod.measure.Numbered;
import io.echod.measure.Payload;
import io.echod.measure.load.option.LoadOptions;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/** The parts of the messages of one loop: their bytes, sent and expected, and their sizes. */
final class Messages {

  final ByteBuffer outgoing;
  final ByteBuffer expected;
  final ByteBuffer incoming = ByteBuffer.allocateDirect(Payload.VIEW_MAX);
  final Numbered numbered;
  private final int sizeMin;
  private final int sizeMax;
  private final SplittableRandom sizes;

  Messages(LoadOptions options) {
    Payload payload = new Payload(options.seed());
    outgoing = payload.view();
    expected = payload.view();
    numbered = new Numbered(payload);
    sizeMin = options.shape().sizeMin();
    sizeMax = options.shape().sizeMax();
    sizes = new SplittableRandom(options.seed());
  }

  int drawSize() {
    return sizeMin == sizeMax ? sizeMin : sizes.nextInt(sizeMin, sizeMax + 1);
  }
}
