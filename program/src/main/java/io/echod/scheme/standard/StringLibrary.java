package io.echod.scheme.standard;

import gnu.expr.CompiledProc;
import gnu.lists.FString;
import gnu.lists.FVector;
import gnu.lists.IString;
import gnu.lists.LList;
import gnu.mapping.Procedure;
import gnu.mapping.Values;
import gnu.math.IntNum;
import gnu.text.Char;
import io.echod.scheme.language.Definitions;
import io.echod.scheme.message.SchemeError;
import io.echod.scheme.text.Written;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The procedures of SRFI 13, and some that are there without an import, in a time that grows with
 * the string and not with its square. Kawa's go through a mutable string from its beginning for
 * each character that they read or set. Procedures that only read get a copy that can't change, in
 * which Kawa finds a character at once; those that make or change strings are done here. Mistakes
 * in a call, and calls that can't be done here, are left to Kawa's procedure.
 */
final class StringLibrary {

  /** Characters that are looked up once for a whole string. */
  private static final int BYTES = 256;

  private static final String SRFI_13 = "gnu.kawa.slib.srfi13";

  /** The libraries of R7RS have strings that can be changed from here. */
  private static final String MUTABLE = "kawa.lib.kawa.mstrings";

  /** Those that are there without an import, which give immutable strings. */
  private static final Map<String, QuickProcedure.Way> BUILT_IN =
      Map.of(
          "string-map",
          StringLibrary::mapAll,
          "vector->string",
          StringLibrary::ofVector,
          "string-concatenate",
          values -> concatenated(values, IString::new),
          "string-concatenate-reverse",
          values -> concatenatedInReverse(values, IString::new),
          "string-append!",
          StringLibrary::appendInPlace,
          "string-join",
          values -> joined(values, IString::new));

  private static final Map<String, QuickProcedure.Way> OF_R7RS =
      Map.of(
          "string", StringLibrary::ofCharacters,
          "list->string",
              values -> values[0] instanceof LList list ? ofCharacters(list.toArray()) : null,
          "string-append", StringLibrary::appended);

  private static final Map<String, QuickProcedure.Way> IMPORTED =
      Map.ofEntries(
          Map.entry("string-tabulate", StringLibrary::tabulate),
          Map.entry("reverse-list->string", StringLibrary::ofReversedList),
          Map.entry("string-concatenate", values -> concatenated(values, FString::new)),
          Map.entry("string-concatenate/shared", values -> concatenated(values, FString::new)),
          Map.entry(
              "string-concatenate-reverse", values -> concatenatedInReverse(values, FString::new)),
          Map.entry(
              "string-concatenate-reverse/shared",
              values -> concatenatedInReverse(values, FString::new)),
          Map.entry("string-join", values -> joined(values, FString::new)),
          Map.entry("string-contains", StringSearch::contains),
          Map.entry("string-contains-ci", StringSearch::containsInAnyCase),
          Map.entry("string-index", values -> StringSearch.index(values, true, false)),
          Map.entry("string-index-right", values -> StringSearch.index(values, true, true)),
          Map.entry("string-skip", values -> StringSearch.index(values, false, false)),
          Map.entry("string-skip-right", values -> StringSearch.index(values, false, true)),
          Map.entry("string-tokenize", StringLibrary::tokenize),
          Map.entry("string-reverse", StringLibrary::reverse),
          Map.entry("string-map", StringLibrary::map),
          Map.entry("string-filter", values -> filter(values, true)),
          Map.entry("string-delete", values -> filter(values, false)),
          Map.entry("string-unfold", values -> unfold("string-unfold", values, false)),
          Map.entry("string-unfold-right", values -> unfold("string-unfold-right", values, true)),
          Map.entry("string-reverse!", StringLibrary::reverseInPlace),
          Map.entry("string-map!", StringLibrary::mapInPlace),
          Map.entry("string-upcase!", values -> change(values, Character::toUpperCase)),
          Map.entry("string-downcase!", values -> change(values, Character::toLowerCase)),
          Map.entry("string-titlecase!", StringLibrary::titlecase));

  private StringLibrary() {}

  /** Defines those that are there without an import. */
  static void define(Definitions definitions, IntegerArguments integers) {
    BUILT_IN.forEach((name, way) -> {
      Procedure original = (Procedure) Objects.requireNonNull(definitions.valueOf(name));
      definitions.define(name, new QuickProcedure(original, way));
    });
    definitions.onImport((name, own) -> quick(own, integers.imported(name, own)));
  }

  /**
   * The procedure that a script gets for an import of Kawa's.
   *
   * @param checked the same, which looks at its arguments
   */
  private static Procedure quick(Procedure own, Procedure checked) {
    String module = own instanceof CompiledProc compiled ? compiled.getModuleClass().getName() : "";
    if (module.equals(MUTABLE)) {
      QuickProcedure.Way way = OF_R7RS.get(checked.getName());
      return way == null ? checked : new QuickProcedure(checked, way);
    }
    if (!module.equals(SRFI_13)) {
      return checked;
    }
    CharacterSets.prepare();
    String name = own.getName();
    QuickProcedure.Way way = IMPORTED.get(name);
    if (way != null) {
      return new QuickProcedure(checked, way);
    }
    return name.endsWith("!") ? checked : new QuickProcedure(checked, null);
  }

  private static int character(String name, Object value) {
    if (value instanceof Char character) {
      return character.intValue();
    }
    throw new SchemeError(
        name + ": the procedure returned " + Written.of(value) + "; expected a character");
  }

  /** All characters of a list or of arguments; null where something else is among them. */
  private static int @Nullable [] characters(Iterable<?> values) {
    IntStream.Builder points = IntStream.builder();
    for (Object value : values) {
      if (!(value instanceof Char character)) {
        return null;
      }
      points.add(character.intValue());
    }
    return points.build().toArray();
  }

  private static @Nullable Object ofVector(Object[] values) {
    if (values.length == 0 || values.length > 3 || !(values[0] instanceof FVector<?> vector)) {
      return null;
    }
    int start = values.length > 1 ? StringPart.number(values[1]) : 0;
    int end = values.length > 2 ? StringPart.number(values[2]) : vector.size();
    if (start < 0 || start > end || end > vector.size()) {
      return null;
    }
    int[] points = characters(vector.subList(start, end));
    return points == null ? null : new IString(StringPart.text(points));
  }

  private static @Nullable Object ofCharacters(Object[] values) {
    int[] points = characters(Arrays.asList(values));
    return points == null ? null : new FString(StringPart.text(points));
  }

  private static @Nullable Object appended(Object[] values) {
    return concatenated(new Object[] {LList.makeList(values, 0)}, FString::new);
  }

  /** {@code (string-append! string string-or-character ...)}. */
  private static @Nullable Object appendInPlace(Object[] values) {
    if (values.length == 0 || !(values[0] instanceof FString target)) {
      return null;
    }
    StringBuilder text = new StringBuilder();
    for (Object value : Arrays.asList(values).subList(1, values.length)) {
      switch (value) {
        case Char character -> text.appendCodePoint(character.intValue());
        case CharSequence string -> text.append(string);
        default -> {
          return null;
        }
      }
    }
    int end = target.length();
    target.replace(text, 0, text.length(), end, end);
    return Values.empty;
  }

  /** Maps several strings, as many characters as the shortest has. */
  private static @Nullable Object mapAll(Object[] values) throws Throwable {
    if (values.length < 2 || !(values[0] instanceof Procedure procedure)) {
      return null;
    }
    List<int[]> strings = new ArrayList<>();
    for (Object value : List.of(values).subList(1, values.length)) {
      if (!(value instanceof CharSequence text)) {
        return null;
      }
      strings.add(text.toString().codePoints().toArray());
    }
    int length = strings.stream().mapToInt(points -> points.length).min().orElse(0);
    StringBuilder made = new StringBuilder();
    for (int index = 0; index < length; index++) {
      Object[] characters = new Object[strings.size()];
      for (int each = 0; each < characters.length; each++) {
        characters[each] = Char.make(strings.get(each)[index]);
      }
      // Kawa takes strings and others, too (SRFI 140).
      Object value = procedure.applyN(characters);
      made.append(value instanceof Char each ? StringPart.text(each.intValue()) : value);
    }
    return new IString(made.toString());
  }

  /** {@code (string-join strings [delimiter [grammar]])}. */
  private static @Nullable Object joined(Object[] values, Function<String, Object> maker) {
    if (values.length == 0
        || values.length > 3
        || !(values[0] instanceof LList strings)
        || (values.length > 1 && !(values[1] instanceof CharSequence))) {
      return null;
    }
    String delimiter = values.length > 1 ? values[1].toString() : " ";
    String grammar = values.length > 2 ? values[2].toString() : "infix";
    boolean isPrefix = grammar.equals("prefix");
    boolean isSuffix = grammar.equals("suffix");
    if (!isPrefix && !isSuffix && !grammar.equals("infix")) {
      return null;
    }
    StringBuilder made = new StringBuilder();
    boolean isFirst = true;
    for (Object each : strings) {
      if (!(each instanceof CharSequence text)) {
        return null;
      }
      made.append(isPrefix || !(isSuffix || isFirst) ? delimiter : "").append(text);
      made.append(isSuffix ? delimiter : "");
      isFirst = false;
    }
    return maker.apply(made.toString());
  }

  private static @Nullable Object concatenated(Object[] values, Function<String, Object> maker) {
    return values.length == 1 ? joined(new Object[] {values[0], ""}, maker) : null;
  }

  /** {@code (string-concatenate-reverse strings [final [end]])}. */
  private static @Nullable Object concatenatedInReverse(
      Object[] values, Function<String, Object> maker) {
    if (values.length == 0 || !(values[0] instanceof LList strings)) {
      return null;
    }
    StringPart last = values.length == 1 ? StringPart.NONE : lastPart(values);
    Object all =
        joined(
            new Object[] {LList.makeList(new ArrayList<Object>(strings).reversed()), ""},
            String::new);
    return last == null || all == null
        ? null
        : maker.apply(all + StringPart.text(Arrays.copyOfRange(last.points, last.start, last.end)));
  }

  private static @Nullable StringPart lastPart(Object[] values) {
    Object[] part =
        values.length == 2
            ? new Object[] {values[1]}
            : new Object[] {values[1], IntNum.zero(), values[2]};
    return values.length > 3 ? null : StringPart.of(part, 0, 1);
  }

  private static @Nullable Object tabulate(Object[] values) throws Throwable {
    if (values.length != 2
        || !(values[0] instanceof Procedure procedure)
        || StringPart.number(values[1]) < 0) {
      return null;
    }
    int[] points = new int[StringPart.number(values[1])];
    for (int index = 0; index < points.length; index++) {
      points[index] = character("string-tabulate", procedure.apply1(IntNum.make(index)));
    }
    return new FString(StringPart.text(points));
  }

  private static @Nullable Object ofReversedList(Object[] values) {
    int[] points = values.length == 1 && values[0] instanceof LList list ? characters(list) : null;
    return points == null
        ? null
        : new FString(StringPart.text(new StringPart("", points, 0, points.length).reversed()));
  }

  private static @Nullable Object reverse(Object[] values) {
    StringPart part = StringPart.of(values, 0, 1);
    return part == null ? null : new FString(StringPart.text(part.reversed()));
  }

  private static @Nullable Object reverseInPlace(Object[] values) {
    StringPart part = StringPart.of(values, 0, 1);
    return part == null ? null : part.replace(part.reversed());
  }

  private static @Nullable Object change(Object[] values, IntUnaryOperator change) {
    StringPart part = StringPart.of(values, 0, 1);
    return part == null ? null : part.replace(part.mapped(change));
  }

  /** The first letter of each word in title case, the others in lower case. */
  private static @Nullable Object titlecase(Object[] values) {
    StringPart part = StringPart.of(values, 0, 1);
    if (part == null) {
      return null;
    }
    int[] points = part.mapped(Character::toLowerCase);
    boolean isInWord = false;
    for (int index = 0; index < points.length; index++) {
      boolean isLetter = Character.isLetter(points[index]);
      if (isLetter && !isInWord) {
        points[index] = Character.toTitleCase(points[index]);
      }
      isInWord = isLetter;
    }
    return part.replace(points);
  }

  private static int @Nullable [] mapped(String name, Object[] values, @Nullable StringPart part)
      throws Throwable {
    if (part == null || !(values[0] instanceof Procedure procedure)) {
      return null;
    }
    int[] points = new int[part.length()];
    for (int index = 0; index < points.length; index++) {
      Char each = Char.make(part.points[part.start + index]);
      points[index] = character(name, procedure.apply1(each));
    }
    return points;
  }

  private static @Nullable Object map(Object[] values) throws Throwable {
    int[] points = mapped("string-map", values, StringPart.of(values, 1, 2));
    return points == null ? null : new FString(StringPart.text(points));
  }

  private static @Nullable Object mapInPlace(Object[] values) throws Throwable {
    StringPart part = StringPart.of(values, 1, 2);
    if (part == null || !(part.string instanceof FString)) {
      return null;
    }
    int[] points = mapped("string-map!", values, part);
    return points == null ? null : part.replace(points);
  }

  /** The characters that satisfy a criterion, or those that don't. */
  private static @Nullable Object filter(Object[] values, boolean keeps) throws Throwable {
    StringPart part = StringPart.of(values, 1, 2);
    if (part == null) {
      return null;
    }
    Object criterion = values[0];
    if (!(criterion instanceof Char || criterion instanceof Procedure)
        && !CharacterSets.isOne(criterion)) {
      return null;
    }
    StringBuilder kept = new StringBuilder();
    for (int index = part.start; index < part.end; index++) {
      int point = part.points[index];
      if (satisfies(point, criterion) == keeps) {
        kept.appendCodePoint(point);
      }
    }
    return new FString(kept);
  }

  /** {@code (string-tokenize string [set [start [end]]])}. */
  private static @Nullable Object tokenize(Object[] values) throws Throwable {
    StringPart part = StringPart.of(values, 0, 2);
    if (part == null || (values.length > 1 && !CharacterSets.isOne(values[1]))) {
      return null;
    }
    Object set = values.length > 1 ? values[1] : CharacterSets.GRAPHIC;
    boolean[] bytes = new boolean[BYTES];
    for (int each = 0; each < BYTES; each++) {
      bytes[each] = CharacterSets.contains(set, each);
    }
    List<Object> words = new ArrayList<>();
    int length = 0;
    for (int index = part.start; index <= part.end; index++) {
      int point = index < part.end ? part.points[index] : -1;
      if (point >= 0 && (point < BYTES ? bytes[point] : CharacterSets.contains(set, point))) {
        length++;
      } else if (length > 0) {
        words.add(new IString(new String(part.points, index - length, length)));
        length = 0;
      }
    }
    return LList.makeList(words);
  }

  private static boolean satisfies(int point, Object criterion) throws Throwable {
    return switch (criterion) {
      case Char character -> character.intValue() == point;
      case Procedure predicate -> !Boolean.FALSE.equals(predicate.apply1(Char.make(point)));
      default -> CharacterSets.contains(criterion, point);
    };
  }

  /** {@code (string-unfold stop? char next seed [base [make-final]])}, or from the right. */
  private static @Nullable Object unfold(String name, Object[] values, boolean fromRight)
      throws Throwable {
    if (values.length < 4
        || values.length > 6
        || !(values[0] instanceof Procedure stops)
        || !(values[1] instanceof Procedure makes)
        || !(values[2] instanceof Procedure next)
        || (values.length > 4 && !(values[4] instanceof CharSequence))
        || (values.length > 5 && !(values[5] instanceof Procedure))) {
      return null;
    }
    IntStream.Builder made = IntStream.builder();
    Object seed = values[3];
    while (Boolean.FALSE.equals(stops.apply1(seed))) {
      made.add(character(name, makes.apply1(seed)));
      seed = next.apply1(seed);
    }
    int[] points = made.build().toArray();
    String base = values.length > 4 ? values[4].toString() : "";
    String last = values.length > 5 ? ((Procedure) values[5]).apply1(seed).toString() : "";
    return new FString(
        fromRight
            ? last + StringPart.text(new StringPart("", points, 0, points.length).reversed()) + base
            : base + StringPart.text(points) + last);
  }
}
