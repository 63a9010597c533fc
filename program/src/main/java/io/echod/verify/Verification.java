package io.echod.verify;

import io.echod.dispatcher.Dispatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Runs cases one after another against one server. Belongs to the dispatcher's thread; when it is
 * over, the dispatcher has nothing left to monitor.
 */
public final class Verification {

  private final Dispatcher dispatcher;
  private final VerifyOptions options;
  private final List<Case> cases;
  private final Consumer<CaseResult> report;
  private final List<CaseResult> results = new ArrayList<>();
  private Manners manners = Manners.UNKNOWN;
  private boolean unreachable;
  private boolean stopped;
  private boolean cutShort;

  /**
   * Begins nothing yet.
   *
   * @param report is given each result as it comes
   */
  public Verification(
      Dispatcher dispatcher, VerifyOptions options, List<Case> cases, Consumer<CaseResult> report) {
    this.dispatcher = dispatcher;
    this.options = options;
    this.cases = List.copyOf(cases);
    this.report = report;
  }

  /** Begins with the first case. */
  public void start() {
    if (results.size() == cases.size()) {
      return;
    }
    Case subject = cases.get(results.size());
    if (unreachable || stopped) {
      String why = stopped ? "interrupted" : "no server answers there";
      cutShort |= stopped;
      add(new CaseResult(subject, Verdict.SKIP, why, 0));
      start();
      return;
    }
    Trial trial = new Trial(dispatcher, options, manners, this::over);
    trial.start(subject);
  }

  private void over(Trial trial) {
    Case subject = cases.get(results.size());
    CaseResult result = trial.result(subject);
    manners = trial.manners();
    boolean decides = subject.equals(Cases.CONNECT) || subject.equals(UdpCases.ANSWERS);
    unreachable |= decides && result.verdict() == Verdict.FAIL;
    add(result);
    start();
  }

  private void add(CaseResult result) {
    results.add(result);
    report.accept(result);
  }

  /** Whether it was stopped before the last case had begun. */
  public boolean isCutShort() {
    return cutShort;
  }

  /** Skips what has not begun. */
  public void stop() {
    stopped = true;
  }

  /** The results so far. */
  public List<CaseResult> results() {
    return List.copyOf(results);
  }
}
