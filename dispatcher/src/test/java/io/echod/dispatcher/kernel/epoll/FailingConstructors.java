package io.echod.dispatcher.kernel.epoll;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Opens kernels where there are no descriptors left; prints the KiB of memory that it has cost. */
final class FailingConstructors {

  private static final int ROUNDS = 10_000;

  private FailingConstructors() {}

  /** Takes no arguments. */
  public static void main(String[] arguments) throws IOException {
    Path status = Path.of("/proc/self/status");
    long before = residentKib(Files.readString(status));
    List<EpollKernel> kernels = new ArrayList<>();
    int failures = 0;
    while (failures < ROUNDS) {
      try {
        kernels.add(new EpollKernel());
      } catch (IOException tooMany) {
        failures++;
      }
    }
    kernels.forEach(EpollKernel::close);
    System.out.println(residentKib(Files.readString(status)) - before);
  }

  private static long residentKib(String status) {
    return status
        .lines()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}
