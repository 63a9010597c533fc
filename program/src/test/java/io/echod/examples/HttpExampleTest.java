package io.echod.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.EchoClient;
import io.echod.fixture.Shell;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpExampleTest {

  @TempDir static Path directory;

  private static Example example;

  @BeforeAll
  static void start() throws Exception {
    Files.writeString(directory.resolve("greeting.txt"), "hello\r\nworld\n");
    Files.createDirectory(directory.resolve("inner"));
    Files.writeString(directory.resolve("inner/index.html"), "<p>index</p>");
    Files.write(directory.resolve("large"), EchoClient.pattern(1, 3_000_001));
    Files.createFile(directory.resolve("empty"));
    example = Example.start("http.scm", directory.toString());
  }

  @AfterAll
  static void stop() throws Exception {
    example.close();
  }

  private static byte[] curl(String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of("curl", "--silent", "--max-time", "50"));
    for (String each : words) {
      command.add(each.replace("HOST", "127.0.0.1:" + example.address().getPort()));
    }
    Shell.assumeInstalled("curl");
    Process process = new ProcessBuilder(command).start();
    byte[] output = process.getInputStream().readAllBytes();
    assertThat(process.waitFor()).isZero();
    return output;
  }

  private static String text(String... words) throws Exception {
    return new String(curl(words), StandardCharsets.UTF_8);
  }

  @Test
  void filesAreServedByteByByte() throws Exception {
    assertThat(text("http://HOST/greeting.txt")).isEqualTo("hello\r\nworld\n");
    assertThat(text("http://HOST/greeting.txt?query")).isEqualTo("hello\r\nworld\n");
    assertThat(text("http://HOST/inner/")).isEqualTo("<p>index</p>");
    assertThat(text("http://HOST/empty")).isEmpty();
    assertThat(curl("http://HOST/large")).isEqualTo(EchoClient.pattern(1, 3_000_001));
  }

  @Test
  void oneConnectionHasManyRequests() throws Exception {
    assertThat(
            text(
                "--write-out",
                "%{num_connects} ",
                "http://HOST/greeting.txt",
                "http://HOST/large",
                "-o",
                "/dev/null",
                "-o",
                "/dev/null"))
        .isEqualTo("1 0 ");
  }

  @Test
  void whatIsNotThereIsNotFound() throws Exception {
    String status = "%{http_code}";
    for (String path : new String[] {"none", "inner", "../x", "inner/../greeting.txt"}) {
      assertThat(
              text("-o", "/dev/null", "--path-as-is", "--write-out", status, "http://HOST/" + path))
          .isEqualTo("404");
    }
    assertThat(text("-o", "/dev/null", "--write-out", status, "--data", "x", "http://HOST/x"))
        .isEqualTo("501");
  }

  @Test
  void aHeadHasNoBody() throws Exception {
    assertThat(text("--head", "http://HOST/large"))
        .startsWith("HTTP/1.1 200 OK\r\nDate: ")
        .contains("\r\nContent-Length: 3000001\r\n")
        .endsWith("\r\n\r\n");
  }

  @Test
  void requestsInOnePieceAreAnsweredInTheirOrder() throws Exception {
    try (EchoClient client = example.connect()) {
      Example.say(
          client,
          """

          GET /greeting.txt HTTP/1.1
          Host: x

          GET /none HTTP/1.1
          Host: x
          Connection: close

          """
              .replace("\n", "\r\n"));
      String answers = new String(client.receiveToEnd(), StandardCharsets.UTF_8);
      assertThat(answers).containsSubsequence("200 OK", "hello\r\nworld\n", "404 Not Found");
    }
  }

  @Test
  void whatIsNoRequestIsRefused() throws Exception {
    try (EchoClient client = example.connect()) {
      Example.say(client, "hello\r\n\r\n");
      assertThat(new String(client.receiveToEnd(), StandardCharsets.UTF_8))
          .startsWith("HTTP/1.1 400 Bad Request\r\n");
    }
  }

  @Test
  void aClientThatLeavesInTheMiddleDisturbsNoOther() throws Exception {
    try (EchoClient client = example.connect()) {
      Example.say(client, "GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
      client.receive(1000);
      client.reset();
    }
    assertThat(text("http://HOST/greeting.txt")).startsWith("hello");
  }

  @Test
  void aLineThatIsTooLongIsRefused() throws Exception {
    try (EchoClient client = example.connect()) {
      Example.say(client, "GET /" + "a".repeat(300_000) + " HTTP/1.1\r\n\r\n");
      assertThat(new String(client.receiveToEnd(), StandardCharsets.UTF_8))
          .startsWith("HTTP/1.1 431 Request Header Fields Too Large\r\n");
    }
  }

  @Test
  void aFileThatIsCutWhileItIsSentEndsTheConnection() throws Exception {
    Path file = directory.resolve("cut");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw");
        EchoClient client = example.connect()) {
      sparse.setLength(1L << 30);
      Example.say(client, "GET /cut HTTP/1.1\r\nHost: x\r\n\r\n");
      client.receive(1000);
      sparse.setLength(1000);
      assertThat(client.receiveToEnd().length).isLessThan(1 << 29);
    }
  }
}
