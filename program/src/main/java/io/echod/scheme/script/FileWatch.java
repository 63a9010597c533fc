package io.echod.scheme.script;

import io.echod.scheme.language.Definitions;
import io.echod.scheme.runtime.ScriptLoop;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Looks at the files of a script now and then, from a thread of its own, and has those reloaded
 * that have changed. It compares what they contain: dates, sizes and names all stay the same in one
 * way or another of saving a file, and notices of the system are not sent by every file system.
 */
final class FileWatch {

  private static final int LOOK_MILLIS = 150;

  private final ScriptLoop loop;
  private final Definitions definitions;
  private final Map<Path, Watched> files = new ConcurrentHashMap<>();

  FileWatch(ScriptLoop loop, Definitions definitions) {
    this.loop = loop;
    this.definitions = definitions;
  }

  /** Watches a file from now on that has been read, for as long as the process lives. */
  void add(Path file, String text) {
    boolean first = files.isEmpty();
    files.computeIfAbsent(
        file.toAbsolutePath().normalize(),
        _ -> new Watched(file, new Reload(loop, definitions, file, text), text));
    if (first) {
      Thread.ofVirtual().name("watch " + file).start(this::look);
    }
  }

  private void look() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        Thread.sleep(LOOK_MILLIS);
      } catch (InterruptedException end) {
        return;
      }
      files.values().forEach(each -> each.look(loop));
    }
  }

  /** One of them, and what was read of it. */
  private static final class Watched {

    private final Path file;
    private final Reload reload;
    private String current;
    private String candidate;

    Watched(Path file, Reload reload, String text) {
      this.file = file;
      this.reload = reload;
      current = text;
      candidate = text;
    }

    void look(ScriptLoop loop) {
      if (!Files.isRegularFile(file)) {
        // A pipe would keep the reader until there is a writer, and the other files unwatched.
        return;
      }
      try {
        String text = ScriptFiles.read(file);
        // Twice the same: it is not being written any more.
        if (text.equals(candidate) && !text.equals(current)) {
          current = text;
          loop.later(() -> reload.reload(text));
        }
        candidate = text;
      } catch (ScriptException absent) {
        // Some editors remove the file before they write it: it will be back.
      }
    }
  }
}
