package io.echod.scheme.procedure;

import gnu.lists.U8Vector;
import gnu.math.IntNum;
import io.echod.scheme.message.SchemeError;
import io.echod.scheme.text.ByteStrings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Strings of bytes from and to files and bytevectors: {@code file->bytes} and its kin. */
final class ByteProcedures {

  private ByteProcedures() {}

  static void define(Library library) {
    library.define("(file->bytes file [offset [length]])", ByteProcedures::read);
    library.define("(bytes->file string file [append?])", ByteProcedures::write);
    library.define("(file-length file)", ByteProcedures::length);
    library.define("(bytevector->bytes bytevector)", ByteProcedures::ofVector);
    library.define("(bytes->bytevector string)", ByteProcedures::toVector);
  }

  /** Does something with a file. */
  @FunctionalInterface
  private interface Access {
    Object with(Path file) throws IOException;
  }

  private static Object access(Arguments arguments, int index, Access access) {
    String name = ByteStrings.toText(arguments.string(index));
    try {
      return access.with(Path.of(name));
    } catch (IOException | InvalidPathException failure) {
      throw new SchemeError(arguments.name() + ": " + name + ": " + reason(failure), failure);
    }
  }

  private static String reason(Exception failure) {
    return switch (failure) {
      case NoSuchFileException _ -> "no such file";
      case AccessDeniedException _ -> "permission denied";
      default -> String.valueOf(failure.getMessage());
    };
  }

  private static Object read(Arguments arguments) {
    long offset = arguments.has(1) ? arguments.position(1) : 0;
    int length =
        arguments.has(2) ? arguments.integer(2, 0, Integer.MAX_VALUE) : Integer.MAX_VALUE - 8;
    return access(
        arguments,
        0,
        file -> {
          try (InputStream stream = Files.newInputStream(file)) {
            // Not a skip of exactly so many: beyond the end, there are no bytes.
            stream.skip(offset);
            byte[] bytes = stream.readNBytes(length);
            return ByteStrings.of(bytes, bytes.length);
          }
        });
  }

  private static Object write(Arguments arguments) {
    CharSequence string = arguments.bytes(0);
    byte[] bytes = ByteStrings.bytes(string);
    StandardOpenOption rest =
        arguments.flag(2) ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
    return access(
        arguments,
        1,
        file -> {
          Files.write(file, bytes, StandardOpenOption.CREATE, StandardOpenOption.WRITE, rest);
          return IntNum.make(bytes.length);
        });
  }

  private static Object length(Arguments arguments) {
    return access(arguments, 0, file -> IntNum.make(Files.size(file)));
  }

  private static Object ofVector(Arguments arguments) {
    if (arguments.any(0) instanceof byte[] array) {
      return ByteStrings.of(array, array.length);
    }
    if (!(arguments.any(0) instanceof U8Vector vector)) {
      throw arguments.wrong(0, "a bytevector");
    }
    byte[] bytes = new byte[vector.size()];
    for (int index = 0; index < bytes.length; index++) {
      bytes[index] = vector.getByte(index);
    }
    return ByteStrings.of(bytes, bytes.length);
  }

  private static Object toVector(Arguments arguments) {
    return new U8Vector(ByteStrings.bytes(arguments.bytes(0)));
  }
}
