package io.echod.simulate.server;

/** The driver's actions on the dispatcher of the server. */
enum DriverAction {
  SET_TIMER,
  SET_PERIODIC_TIMER,
  SET_IDLE_TASK,
  POST,
  DEFER,
  WAKE_UP,
  CANCEL_ANOTHER,
  CANCEL_ITSELF_TWICE,
  THROW,
  MONITOR_WITHIN,
  BE_SLOW,
  CALL_A_SERVER,
  CALL_NOBODY,
  CHAT,
  READ_LINES,
  WATCH_A_CLIENT,
  FAIL_AT_A_CLIENT,
  PAUSE_A_CLIENT
}
