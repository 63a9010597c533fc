package io.echod.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.echod.fixture.Shell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The locale that the launcher gives the virtual machine, which can't name the files of a user
 * whose letters are not in the locale's character set. Words come from scripts of the shell in the
 * file system, for the tests themselves may run in any locale.
 */
class LauncherLocaleTest {

  private static final String NAME = "\\346\\227\\245.scm";

  @TempDir Path root;

  private FakeCheckout checkout;

  @BeforeEach
  void copy() throws Exception {
    checkout = new FakeCheckout(root);
    Path java = checkout.java("jdk", FakeCheckout.OLDEST + ".0.1");
    FakeCheckout.script(
        java.resolve("bin/java"), "#!/bin/sh\necho \"${LC_ALL-} ${LC_CTYPE-} ${LANG-}\"\n");
    checkout.environment.put("JAVA_HOME", java.toString());
  }

  /** The fake Java's LC_ALL, LC_CTYPE and LANG, as started by a script. */
  private String locale(String script) throws Exception {
    Shell.Result result = start(script);
    assertThat(result.errors()).isEmpty();
    assertThat(result.exitCode()).isZero();
    return result.output();
  }

  private Shell.Result start(String script) throws Exception {
    return Shell.run(
        checkout.command(
            "sh",
            "-euc",
            script.replace("NAME", "\"$(printf '" + NAME + "')\""),
            checkout.launcher().toString()));
  }

  @ParameterizedTest
  @CsvSource({
    "LC_ALL=C, C.UTF-8||",
    "LC_ALL=POSIX, C.UTF-8||",
    "LC_CTYPE=C, |C.UTF-8|",
    "LANG=C, |C.UTF-8|C",
    "LC_ALL=xx_XX.UTF-8, C.UTF-8||",
    "IGNORED=, |C.UTF-8|"
  })
  void namesThatTheLocaleCannotSpellGetOneThatCan(String variable, String seen) throws Exception {
    assertThat(locale("export " + variable + "; exec \"$0\" run NAME"))
        .isEqualTo(seen.replace('|', ' ') + "\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"C.UTF-8", "C.utf8"})
  void aLocaleThatCanSpellThemStays(String name) throws Exception {
    assertThat(locale("export LC_ALL=" + name + "; exec \"$0\" run NAME")).isEqualTo(name + "  \n");
  }

  /** Programs see the variables. */
  @Test
  void namesOfAsciiLeaveTheLocaleAlone() throws Exception {
    assertThat(locale("export LC_ALL=C; exec \"$0\" run a.scm '*' ' ' '~'")).isEqualTo("C  \n");
  }

  @Test
  void theWorkingDirectoryCountsAsWell() throws Exception {
    assertThat(locale("mkdir NAME; cd NAME; export LC_ALL=C; exec \"$0\" run a.scm"))
        .isEqualTo("C.UTF-8  \n");
  }

  @Test
  void soDoesTheCheckoutsOwn() throws Exception {
    assertThat(locale("cp -R \"${0%/*}\" NAME; export LC_ALL=C; exec ./NAME/echod run a.scm"))
        .isEqualTo("C.UTF-8  \n");
  }

  @Test
  void soDoOptionsOfTheVirtualMachine() throws Exception {
    assertThat(locale("export LC_ALL=C ECHOD_JAVA_OPTS=NAME; exec \"$0\""))
        .isEqualTo("C.UTF-8  \n");
  }

  @Test
  void anotherLocaleOfUtf8WillDo() throws Exception {
    fakeLocales("C", "POSIX", "en_GB.utf8", "fr_FR.utf8");
    assertThat(locale("export LC_ALL=C; exec \"$0\" run NAME")).isEqualTo("en_GB.utf8  \n");
  }

  @Test
  void whereThereIsNoneThatIsSaidInOneLine() throws Exception {
    fakeLocales("C", "POSIX");
    Shell.Result result = start("exec \"$0\" run NAME");
    assertThat(result.errors().lines())
        .singleElement()
        .asString()
        .startsWith("echod: ")
        .contains("C.UTF-8");
    assertThat(result.exitCode()).isEqualTo(1);
  }

  @Test
  void whereTheSystemCannotSayItGoesByTheName() throws Exception {
    checkout.without("locale");
    assertThat(locale("export LC_ALL=C; exec \"$0\" run NAME")).isEqualTo("C.UTF-8  \n");
    assertThat(locale("export LC_ALL=fr_FR; exec \"$0\" run NAME")).isEqualTo("fr_FR  \n");
  }

  private void fakeLocales(String... names) throws Exception {
    StringBuilder script = new StringBuilder("case \"$1 ${LC_ALL-}\" in\n");
    for (String name : List.of(names)) {
      if (name.endsWith("utf8")) {
        script.append("charmap\\ ").append(name).append(") echo UTF-8;;\n");
      }
    }
    script.append("charmap*) echo ANSI_X3.4-1968;;\n-a*) printf '%s\\n' ");
    script.append(String.join(" ", names)).append(";;\nesac\n");
    checkout.replace("locale", script.toString());
    assertThat(root.resolve("tools")).isNotEmptyDirectory();
    assertThat(Files.isExecutable(root.resolve("tools/locale"))).isTrue();
  }
}
