package io.echod.process;

import io.echod.fixture.EchodProcess;
import org.junit.jupiter.api.Test;

class ChurnTest {

  @Test
  void fiftyThousandClientsLeaveNothingBehind() throws Exception {
    try (EchodProcess echod = EchodProcess.serve()) {
      Churn.run(echod.address(), 5_000);
      Footprint before = Footprint.of(echod);
      Churn.run(echod.address(), 50_000);
      before.awaitAgain(echod);
    }
  }
}
