package io.echod.scheme.standard;

import gnu.math.IntNum;
import gnu.math.RealNum;

/** The integers that an argument of one of Kawa's procedures may be, by a letter. */
enum IntegerKind {
  /** An index, a length or a number of bits. */
  INDEX('i', 0, Integer.MAX_VALUE),
  /** An index of an array, which may begin below 0; a number of bits to shift by. */
  SIGNED_INDEX('n', Integer.MIN_VALUE, Integer.MAX_VALUE),
  /** A character's code: those of halves of one that takes two units are none. */
  CODE('c', 0, Character.MAX_CODE_POINT) {
    @Override
    boolean takes(IntNum number) {
      return super.takes(number)
          && (number.intValue() < Character.MIN_SURROGATE
              || number.intValue() > Character.MAX_SURROGATE);
    }

    @Override
    String expected() {
      return "the code of a character, an integer of 0 to 55295 or of 57344 to 1114111";
    }
  },
  RADIX('r', Character.MIN_RADIX, Character.MAX_RADIX),
  U8('b', 0, 255),
  S8('B', Byte.MIN_VALUE, Byte.MAX_VALUE),
  U16('h', 0, 65_535),
  S16('H', Short.MIN_VALUE, Short.MAX_VALUE),
  U32('w', 0, (1L << 32) - 1),
  S32('W', Integer.MIN_VALUE, Integer.MAX_VALUE),
  U64('l', 0, Long.MAX_VALUE) {
    @Override
    boolean takes(IntNum number) {
      return super.takes(number) || (!number.isNegative() && number.intLength() <= Long.SIZE);
    }

    @Override
    String expected() {
      return "an integer of 0 to 18446744073709551615";
    }
  },
  S64('L', Long.MIN_VALUE, Long.MAX_VALUE);

  private final char letter;
  private final long least;
  private final long most;

  IntegerKind(char letter, long least, long most) {
    this.letter = letter;
    this.least = least;
    this.most = most;
  }

  static IntegerKind of(char letter) {
    for (IntegerKind each : values()) {
      if (each.letter == letter) {
        return each;
      }
    }
    throw new IllegalArgumentException("no kind of integer: " + letter);
  }

  /** Whether an argument is one of them, or no number: Kawa refuses that by itself. */
  boolean takes(Object value) {
    return switch (value) {
      case IntNum number -> takes(number);
      case RealNum real -> real.isExact() ? false : isWhole(real) && takes(real.toExactInt(1));
      case Byte _, Short _, Integer _, Long _ -> takes(IntNum.make(((Number) value).longValue()));
      default -> true;
    };
  }

  boolean takes(IntNum number) {
    return number.inLongRange() && number.longValue() >= least && number.longValue() <= most;
  }

  private static boolean isWhole(RealNum real) {
    double value = real.doubleValue();
    return Double.isFinite(value) && Math.rint(value) == value;
  }

  /** In words. */
  String expected() {
    return "an integer of " + least + " to " + most;
  }
}
