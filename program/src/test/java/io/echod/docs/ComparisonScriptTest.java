package io.echod.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.Checkout;
import io.echod.fixture.Shell;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scripts that compare servers can be read by Python, with all of their modules. */
class ComparisonScriptTest {

  @ParameterizedTest
  @ValueSource(strings = {"benchmarks/compare", "benchmarks/resp"})
  void theHelpIsPrinted(String script) throws Exception {
    Shell.assumeInstalled("python3");
    Shell.Result help = Shell.run(Checkout.root(), script + " --help");
    assertThat(help.errors()).isEmpty();
    assertThat(help.exitCode()).isZero();
    assertThat(help.output()).contains("usage: ", "--client", "--rounds");
  }
}
