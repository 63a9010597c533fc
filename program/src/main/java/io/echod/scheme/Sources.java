package io.echod.scheme;

import gnu.text.SourceError;
import gnu.text.SourceMessages;
import gnu.text.SyntaxException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Scripts as files. */
final class Sources {

  private Sources() {}

  /** The bytes of a file, a character each, as strings in it shall carry them untouched. */
  static String read(Path file) throws ScriptException {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException missing) {
      throw new ScriptException(file + ": no such file");
    } catch (IOException failure) {
      throw new ScriptException(file + ": can't be read: " + failure.getMessage());
    }
  }

  /** Refuses a text with errors in it, before any of it is run. */
  static void checkSyntax(Definitions definitions, String text, String name)
      throws ScriptException {
    SourceMessages messages;
    try {
      messages = definitions.parse(text, name);
    } catch (SyntaxException unreadable) {
      messages = unreadable.getMessages();
    } catch (IOException impossible) {
      throw new ScriptException(name + ": " + impossible.getMessage());
    }
    List<String> lines = new ArrayList<>();
    for (SourceError error = messages.getErrors(); error != null; error = error.next) {
      if (Mistakes.isError(error) && !isRedefinition(error)) {
        lines.add(Mistakes.describe(error));
      }
    }
    if (!lines.isEmpty()) {
      throw new ScriptException(String.join("\n", lines));
    }
  }

  /** Wrong in a module, and right at the top level, where scripts are. */
  private static boolean isRedefinition(SourceError error) {
    return error.message.startsWith("duplicate declaration of")
        || error.message.startsWith("(this is the previous declaration of");
  }
}
