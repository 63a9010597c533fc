package io.echod.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.echod.net.address.Cidr;
import io.echod.net.fault.rule.Fault;
import io.echod.net.fault.rule.Fault.Direction;
import io.echod.net.fault.rule.Fault.Distribution;
import io.echod.net.fault.rule.Fault.Trigger;
import io.echod.net.fault.rule.FaultRule;
import io.echod.net.fault.rule.FaultScope;
import io.echod.settings.BadValue;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The text, and the rule that it means. */
class FaultSyntaxTest {

  private static final Duration NONE = Duration.ZERO;

  static Stream<Arguments> kinds() {
    return Stream.of(
        Arguments.of("refuse", new Fault.Refuse()),
        Arguments.of("accept-stall=2s", new Fault.AcceptStall(Duration.ofSeconds(2))),
        Arguments.of("accept-stall=forever", new Fault.AcceptStall(Fault.FOREVER)),
        Arguments.of("slow-open=1m", new Fault.SlowOpen(Duration.ofMinutes(1))),
        Arguments.of("silent", new Fault.Silent()),
        Arguments.of("delay=100ms", Fault.Delay.of(Duration.ofMillis(100))),
        Arguments.of(
            "delay=100ms,jitter=250us,dist=pareto,max=1s",
            new Fault.Delay(
                Duration.ofMillis(100),
                Duration.ofNanos(250_000),
                Distribution.PARETO,
                Duration.ofSeconds(1))),
        Arguments.of(
            "stall=forever", new Fault.Stall(Fault.FOREVER, Trigger.AT_ONCE, NONE, Direction.OUT)),
        Arguments.of(
            "stall=1s,every=10s,after=5s,direction=in",
            new Fault.Stall(
                Duration.ofSeconds(1),
                Trigger.afterTime(Duration.ofSeconds(5)),
                Duration.ofSeconds(10),
                Direction.IN)),
        Arguments.of("bandwidth=1m", new Fault.Bandwidth(1 << 20, (1 << 20) / 10, false)),
        Arguments.of(
            "bandwidth=1000000/s,burst=64k,per=listener",
            new Fault.Bandwidth(1_000_000, 64 << 10, true)),
        Arguments.of("slice=10", new Fault.Slice(10, 10, NONE)),
        Arguments.of("slice=1..1k,gap=2ms", new Fault.Slice(1, 1024, Duration.ofMillis(2))),
        Arguments.of("reset", new Fault.Reset(Trigger.AT_ONCE)),
        Arguments.of("reset,after=10k", new Fault.Reset(Trigger.afterBytes(10 << 10))),
        Arguments.of("reset,after=10mb", new Fault.Reset(Trigger.afterBytes(10 << 20))),
        Arguments.of("end,after=2.5s", new Fault.End(Trigger.afterTime(Duration.ofMillis(2500)))),
        Arguments.of("half-close,after=0", new Fault.HalfClose(Trigger.AT_ONCE)),
        Arguments.of("slow-close=3s", new Fault.SlowClose(Duration.ofSeconds(3))),
        Arguments.of("corrupt=0.0001%", new Fault.Corrupt(1e-6, false)),
        Arguments.of("corrupt=1e-4%,unit=bit", new Fault.Corrupt(1e-6, true)),
        Arguments.of("garbage=64k", new Fault.Garbage(64 << 10)));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void eachKindIsRead(String spec, Fault fault) {
    assertThat(FaultSyntax.parse(spec)).isEqualTo(new FaultRule(fault, FaultScope.ALL, spec));
  }

  static Stream<Arguments> scopes() {
    FaultScope all = FaultScope.ALL;
    return Stream.of(
        Arguments.of("probability=12.5%", all.withProbability(0.125)),
        Arguments.of("connections=1..3", all.withConnections(1, 3)),
        Arguments.of("connections=7", all.withConnections(7, 7)),
        Arguments.of("connections=7..", all.withConnections(7, Long.MAX_VALUE)),
        Arguments.of("connections=..7", all.withConnections(1, 7)),
        Arguments.of("from=10.0.0.0/8", all.withFrom(Cidr.parse("10.0.0.0/8"))),
        Arguments.of(
            "window=10s..20s", all.withTime(Duration.ofSeconds(10), Duration.ofSeconds(20))),
        Arguments.of("window=10s..", all.withTime(Duration.ofSeconds(10), Fault.FOREVER)),
        Arguments.of("for=1m", all.withTime(NONE, Duration.ofMinutes(1))),
        Arguments.of(
            "window=10s..,for=5s", all.withTime(Duration.ofSeconds(10), Duration.ofSeconds(15))),
        Arguments.of("sni=*.A.test", all.withServerName("*.a.test")),
        Arguments.of("bytes=100..1k", all.withBytes(100, 1024)),
        Arguments.of("bytes=100..", all.withBytes(100, Long.MAX_VALUE)));
  }

  @ParameterizedTest
  @MethodSource("scopes")
  void eachScopeIsRead(String keys, FaultScope scope) {
    assertThat(FaultSyntax.parse("silent," + keys).scope()).isEqualTo(scope);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "rset | there is no fault 'rset'; did you mean reset?",
        "nonsense | there is no fault 'nonsense'; there are refuse, accept-stall,",
        "\"\" | there is no fault ''",
        "refuse=1 | refuse has no value; write refuse",
        "delay | delay needs a value; write delay=TIME",
        "delay= | delay needs a value; write delay=TIME",
        "delay=5 | '5' has no unit; write 5s, 5ms or 5m",
        "delay=-5s | '-5s' is not a time",
        "delay=1s,jitter | jitter needs a value",
        "delay=1s,dist=flat | write uniform or normal or lognormal or pareto",
        "delay=1s,max=0 | write a time of more than 0",
        "delay=1s,delay=2s | delay has no key 'delay'",
        "delay=1s,jitter=1s,jitter=2s | jitter is given twice",
        "reset,aftr=1 | reset has no key 'aftr'; did you mean after?",
        "reset,after=10m | after=10m: minutes or MiB? write 10mb, or the time in seconds",
        "reset,after=x | 'x' is not a size",
        "reset,bytes=1..2 | reset has no key 'bytes'",
        "handshake-stall,sni=a.test | handshake-stall has no key 'sni'",
        "loss=90%,burst=4 | burst=4: with runs of 4, one that is not lost between them, at most 80",
        "loss=1%,sni=a.test | loss has no key 'sni'",
        "silent,sni=a..test | write a host's name, such as example.org or *.example.org",
        "stall=0s | write a time of more than 0",
        "stall=1s,every=500ms | write a longer time than the stall of 1s",
        "stall=forever,every=1s | a stall that is forever does not come again",
        "delay=999999999h | write a time of at most 87600h",
        "reset,after=999999999h | write a time of at most 87600h",
        "silent,window=1s..999999999h | write a time of at most 87600h",
        "accept-stall=1s,connections=1..3 | accept-stall has no key 'connections'",
        "accept-stall=1s,probability=5% | it has window, for",
        "reset, | a comma has nothing behind it",
        "bandwidth=0 | that is stall=forever",
        "bandwidth=1k,burst=0 | write 1 byte or more",
        "bandwidth=1k,per=server | write connection or listener",
        "slice=0 | write the sizes of pieces",
        "slice=5..2 | write the sizes of pieces",
        "corrupt=1 | write a probability with its %",
        "corrupt=0% | more than 0% and at most 100%",
        "corrupt=101% | more than 0% and at most 100%",
        "silent,connections=0 | write numbers of connections",
        "silent,connections=3..1 | write numbers of connections",
        "silent,connections=x | write numbers of connections",
        "silent,probability=50 | write a probability with its %",
        "silent,from=host | is not a block of addresses",
        "silent,window=5s | write times since the rule was set",
        "silent,window=5s..2s | write times since the rule was set",
        "silent,bytes=5 | write offsets",
        "silent,for=0 | write a time of more than 0",
      })
  void whatIsWrongIsNamedWithWhatWouldBeRight(String spec, String why) {
    assertThatExceptionOfType(BadValue.class)
        .isThrownBy(() -> FaultSyntax.parse(spec))
        .withMessageStartingWith("'" + spec + "': ")
        .withMessageContaining(why);
  }

  @ParameterizedTest
  @EnumSource
  void eachProfileHasRules(FaultProfile profile) {
    assertThat(profile.rules().isEmpty()).isEqualTo(profile == FaultProfile.NONE);
  }

  @Test
  void theOverviewHasEveryKind() {
    assertThat(FaultSyntax.overview().lines())
        .hasSize(FaultKind.values().length)
        .contains("refuse", "reset after", "slice=SIZE|MIN..MAX gap bytes");
    assertThat(Optional.of(FaultKind.HALF_CLOSE)).map(FaultKind::toString).contains("half-close");
  }
}
