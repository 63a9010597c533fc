package io.echod.dispatcher.part;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One object of each kind, few of them; a list, which no error can cut in two. */
public final class Attachments {

  private @Nullable Attachment first;

  private record Attachment(Class<?> kind, Object object, @Nullable Attachment next) {}

  public <T> T get(Class<T> kind, Supplier<T> maker) {
    for (Attachment one = first; one != null; one = one.next) {
      if (one.kind == kind) {
        return kind.cast(one.object);
      }
    }
    T made = maker.get();
    first = new Attachment(kind, made, first);
    return made;
  }
}
