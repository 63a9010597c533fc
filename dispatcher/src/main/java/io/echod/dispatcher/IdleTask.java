package io.echod.dispatcher;

import org.jspecify.annotations.Nullable;

/** A callback for quiet turns; a link in the chain of {@link IdleTasks}. */
final class IdleTask extends Callback {

  @Nullable IdleTask previous;
  @Nullable IdleTask next;

  IdleTask(Dispatcher dispatcher, Handler handler) {
    super(dispatcher, handler);
  }

  @Override
  void detach() {
    dispatcher.loop.idleTasks.remove(this);
  }

  @Override
  String describe() {
    return "idle task";
  }
}
