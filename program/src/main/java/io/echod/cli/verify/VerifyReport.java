package io.echod.cli.verify;

import io.echod.verify.CaseResult;
import io.echod.verify.Verdict;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Results as people, scripts and JUnit read them. */
final class VerifyReport {

  private VerifyReport() {}

  static String line(CaseResult result) {
    return String.format(
        Locale.ROOT,
        "%-4s  %-30s %s",
        result.verdict().label(),
        result.subject().name(),
        result.seen());
  }

  /** The expectation, where it was not met. */
  static List<String> more(CaseResult result) {
    return result.verdict() == Verdict.FAIL || result.verdict() == Verdict.WARN
        ? List.of(
            "      expected: " + result.subject().expected(),
            "      source: " + result.subject().source())
        : List.of();
  }

  static String summary(List<CaseResult> results) {
    Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);
    results.forEach(result -> counts.merge(result.verdict(), 1, Integer::sum));
    List<String> words = new ArrayList<>();
    counts.forEach((verdict, count) -> words.add(count + " " + verdict.label()));
    return String.join(", ", words);
  }

  static Map<String, Object> json(String target, List<CaseResult> results) {
    List<Object> cases = new ArrayList<>();
    for (CaseResult result : results) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("name", result.subject().name());
      one.put("verdict", result.verdict().label());
      one.put("expected", result.subject().expected());
      one.put("seen", result.seen());
      one.put("source", result.subject().source());
      one.put("seconds", result.seconds());
      cases.add(one);
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("target", target);
    all.put("cases", cases);
    return all;
  }

  /** The form that JUnit's Ant task writes and build servers read. */
  static String junit(String target, List<CaseResult> results) {
    StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    xml.append(
        String.format(
            Locale.ROOT,
            "<testsuite name=\"echod verify %s\" tests=\"%d\" failures=\"%d\" errors=\"0\""
                + " skipped=\"%d\">%n",
            escaped(target),
            results.size(),
            count(results, Verdict.FAIL),
            count(results, Verdict.SKIP)));
    for (CaseResult result : results) {
      xml.append(
          String.format(
              Locale.ROOT,
              "  <testcase classname=\"echod.verify\" name=\"%s\" time=\"%.3f\">%s</testcase>%n",
              escaped(result.subject().name()),
              result.seconds(),
              outcome(result)));
    }
    return xml.append("</testsuite>\n").toString();
  }

  private static String outcome(CaseResult result) {
    String seen = escaped(result.seen());
    return switch (result.verdict()) {
      case FAIL ->
          "<failure message=\"%s\">expected: %s (%s)</failure>"
              .formatted(
                  seen, escaped(result.subject().expected()), escaped(result.subject().source()));
      case SKIP -> "<skipped message=\"%s\"/>".formatted(seen);
      default -> "<system-out>%s: %s</system-out>".formatted(result.verdict().label(), seen);
    };
  }

  private static long count(List<CaseResult> results, Verdict verdict) {
    return results.stream().filter(result -> result.verdict() == verdict).count();
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
