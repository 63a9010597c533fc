package io.echod.scheme.runtime;

/** Nothing is evaluated but the script, which has no prompt. */
final class NoEvaluations implements Evaluations {

  @Override
  public boolean isEvaluating() {
    return false;
  }

  @Override
  public boolean mayBegin() {
    return true;
  }

  @Override
  public boolean exitEndsSession() {
    return true;
  }

  @Override
  public void note(String line) {}

  @Override
  public void checkInterrupted() {}

  @Override
  public void settle() {}

  @Override
  public void end() {}
}
