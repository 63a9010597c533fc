package io.echod.dispatcher;

/** A callback for quiet turns. */
final class IdleTask extends Callback {

  IdleTask(Dispatcher dispatcher, Handler handler) {
    super(dispatcher, handler);
  }

  @Override
  String describe() {
    return "idle task";
  }
}
