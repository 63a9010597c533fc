package io.echod.server.setting;

import io.echod.settings.Kind;

/** A text for those who are accepted. */
final class GreetingKind implements Kind<Greeting> {

  @Override
  public String label() {
    return "TEXT";
  }

  @Override
  public Form form() {
    return Form.TEXT;
  }

  @Override
  public Greeting parse(String text) {
    return new Greeting(text);
  }

  @Override
  public String print(Greeting greeting) {
    return greeting.template();
  }
}
