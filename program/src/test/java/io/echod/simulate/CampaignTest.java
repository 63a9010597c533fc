package io.echod.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.echod.simulate.scenario.Failure;
import io.echod.simulate.scenario.Scenario;
import io.echod.simulate.scenario.Tally;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CampaignTest {

  @Test
  void simulatesEverySeedOnceAndAllOfIt() throws Exception {
    Set<Long> simulated = new ConcurrentSkipListSet<>();
    Campaign.Result result =
        campaign(
                100,
                50,
                scenario -> {
                  assertThat(simulated.add(scenario.seed())).isTrue();
                  assertThat(scenario).isEqualTo(Scenario.of(scenario.seed()));
                  return passed(scenario);
                })
            .run(4);
    assertThat(simulated).containsExactlyElementsOf(LongStream.range(100, 150).boxed().toList());
    assertThat(result.passed()).isEqualTo(50);
    assertThat(result.failed()).isEmpty();
    assertThat(result.tally().of("simulated")).isEqualTo(50);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 16, 1000})
  void theResultDoesNotDependOnTheNumberOfThreads(int threads) throws Exception {
    Campaign.Result one = campaign(7, 200, CampaignTest::passed).run(1);
    Campaign.Result several = campaign(7, 200, CampaignTest::passed).run(threads);
    assertThat(several.hash()).isEqualTo(one.hash());
    assertThat(several.tally().counts()).isEqualTo(one.tally().counts());
  }

  @Test
  void theHashShowsTheOrderOfTheSeeds() throws Exception {
    long forth = campaign(0, 2, CampaignTest::passed).run(1).hash();
    long back = campaign(0, 2, each -> passed(Scenario.of(1 - each.seed()))).run(1).hash();
    assertThat(forth).isNotEqualTo(back);
  }

  @Test
  void theFirstSeedThatFailsIsReportedThoughALaterOneFailedBefore() throws Exception {
    CountDownLatch laterFailed = new CountDownLatch(1);
    Campaign.Result result =
        campaign(
                0,
                100,
                scenario -> {
                  if (scenario.seed() == 5) {
                    await(laterFailed);
                    return failed(scenario);
                  }
                  if (scenario.seed() == 6) {
                    laterFailed.countDown();
                    return failed(scenario);
                  }
                  return passed(scenario);
                })
            .run(2);
    assertThat(result.failed().orElseThrow().scenario().seed()).isEqualTo(5);
    assertThat(result.passed()).isEqualTo(5);
    assertThat(result.tally().of("simulated")).isEqualTo(6);
  }

  @Test
  void nothingIsBegunBehindAFailure() throws Exception {
    List<Long> simulated = new ArrayList<>();
    campaign(
            0,
            100,
            scenario -> {
              simulated.add(scenario.seed());
              return scenario.seed() == 3 ? failed(scenario) : passed(scenario);
            })
        .run(1);
    assertThat(simulated).containsExactly(0L, 1L, 2L, 3L);
  }

  @Test
  void whatASimulationThrowsIsACrashOfItsSeed() throws Exception {
    Campaign.Result result =
        campaign(
                0,
                10,
                scenario -> {
                  throw new AssertionError("on purpose");
                })
            .run(2);
    Failure failure = result.failed().orElseThrow().failure().orElseThrow();
    assertThat(failure.kind()).isEqualTo(Failure.Kind.CRASH);
    assertThat(failure.message()).contains("on purpose");
    assertThat(failure.cause()).isPresent();
  }

  @Test
  void stopsWhereItIsAskedAndDoesNotWaitForASeedThatNeverEnds() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch fivePassed = new CountDownLatch(5);
    Campaign campaign =
        new Campaign(
            0,
            1_000_000,
            scenario -> {
              if (scenario.seed() >= 5) {
                await(never);
              }
              return passed(scenario);
            },
            _ -> fivePassed.countDown());
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          await(fivePassed);
          campaign.stop();
        });
    Campaign.Result result = campaign.run(1);
    assertThat(result.passed()).isEqualTo(5);
    assertThat(result.failed()).isEmpty();
    never.countDown();
  }

  @Test
  void reportsHowFarItGotInOrder() throws Exception {
    List<Long> reported = new ArrayList<>();
    new Campaign(0, 100, CampaignTest::passed, reported::add).run(4);
    assertThat(reported).containsExactlyElementsOf(LongStream.rangeClosed(1, 100).boxed().toList());
  }

  @Test
  void thereIsAtLeastOneSeed() {
    assertThatThrownBy(() -> campaign(0, 0, CampaignTest::passed))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("seeds must be 1 or more, not 0");
  }

  private static Campaign campaign(long first, long seeds, Function<Scenario, Outcome> simulation) {
    return new Campaign(first, seeds, simulation, _ -> {});
  }

  private static Outcome passed(Scenario scenario) {
    return new Outcome(scenario, scenario.seed() * 17, one(), Optional.empty());
  }

  private static Outcome failed(Scenario scenario) {
    Failure failure =
        new Failure(Failure.Kind.CORRECTNESS, "server", "on purpose", Optional.empty());
    return new Outcome(scenario, 0, one(), Optional.of(failure));
  }

  private static Tally one() {
    Tally tally = new Tally();
    tally.count("simulated");
    return tally;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }
}
