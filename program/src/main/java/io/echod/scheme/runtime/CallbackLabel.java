package io.echod.scheme.runtime;

import gnu.mapping.Procedure;
import io.echod.dispatcher.Reason;
import org.jspecify.annotations.Nullable;

/** How the trace and messages call a callback. Made when it is asked for, and kept. */
final class CallbackLabel {

  private final Procedure procedure;
  private final int reasons;
  private final @Nullable EventSource source;
  private @Nullable String label;
  private @Nullable String firedLine;
  private int firedFor;

  CallbackLabel(Procedure procedure, int reasons, @Nullable EventSource source) {
    this.procedure = procedure;
    this.reasons = reasons;
    this.source = source;
  }

  /** The endpoint has another name by now. */
  void renew() {
    label = null;
    firedLine = null;
  }

  String procedureName() {
    String name = procedure.getName();
    return name == null || name.isEmpty() ? "a lambda" : name;
  }

  /** The trace's text for its calls: nearly always for the same reason. */
  String firedLine(int holding) {
    String line = firedLine;
    if (line == null || holding != firedFor) {
      String where = source == null ? "" : " on " + source.label();
      line = "iox: fired " + Reason.describe(holding) + " to " + procedureName() + where + "\n";
      firedLine = line;
      firedFor = holding;
    }
    return line;
  }

  /** Its procedure and what it waits for. */
  @Override
  public String toString() {
    String text = label;
    if (text == null) {
      text = procedureName() + " for " + Reason.describe(reasons);
      if (source != null) {
        text += " on " + source.label();
      }
      label = text;
    }
    return text;
  }
}
