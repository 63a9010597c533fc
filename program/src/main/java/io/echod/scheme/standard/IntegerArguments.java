package io.echod.scheme.standard;

import gnu.expr.CompiledProc;
import gnu.expr.GenericProc;
import gnu.lists.FVector;
import gnu.lists.IString;
import gnu.lists.LList;
import gnu.mapping.Procedure;
import gnu.mapping.Values;
import gnu.math.IntNum;
import gnu.text.Char;
import io.echod.scheme.language.Definitions;
import io.echod.scheme.language.DirectProcedure;
import io.echod.scheme.message.SchemeError;
import io.echod.scheme.text.Written;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Kawa's procedures that take the low bits of an integer, and here refuse one that has more; and
 * those that have another name of their own, which would be that of the message about a mistake.
 */
final class IntegerArguments {

  private static final String NAMES =
      """
      make-bytevector i|b             bytevector b*                  bytevector-u8-ref .i
      bytevector-u8-set! .ib          bytevector-copy .|ii           bytevector-copy! .i.|ii
      utf8->string .|ii               utf16->string .|ii             utf16le->string .|ii
      utf16be->string .|ii            string->utf8 .|ii              string->utf16 .|ii
      string->utf16le .|ii            string->utf16be .|ii           write-u8 b|.
      write-bytevector .|.ii          read-bytevector i|.            read-bytevector! .|.ii
      write-string .|.ii              read-string i|.
      make-vector i|.                 vector-ref .i                  vector-set! .i.
      vector->list .|ii               vector-copy .|ii               vector-copy! .i.|ii
      vector-fill! ..|ii              vector->string .|ii            string->vector .|ii
      list-ref .i                     list-tail .i                   list-set! .i.
      make-list i|.
      integer->char c                 number->string .|r             string->number .|r
      make-string i|.                 string-ref .i                  string-set! .i.
      string->list .|ii               string-copy .|ii               string-copy! .i.|ii
      string-fill! ..|ii              substring .ii                  string-replace! .ii.|ii
      string-replace ..ii|ii          string-repeat .i               xsubstring .|nnii
      string-pad .i|.ii               string-pad-right .i|.ii        string-tabulate .i
      string-take .i                  string-take-right .i           string-drop .i
      string-drop-right .i            string-trim .|.ii              string-trim-right .|.ii
      string-trim-both .|.ii          string-prefix? ..|iiii         string-suffix? ..|iiii
      string-prefix-length ..|iiii    string-suffix-length ..|iiii   string-contains ..|iiii
      string-contains-right ..|iiii   string-count ..|ii             string-index ..|ii
      string-index-right ..|ii        string-skip ..|ii              string-skip-right ..|ii
      string-filter ..|ii             string-remove ..|ii            string-every ..|ii
      string-any ..|ii                string-fold ...|ii             string-fold-right ...|ii
      string-for-each-index ..|ii     string-map-index ..|ii         string-split ..|..ii
      truncate-quotient ..            truncate-remainder ..          floor-remainder ..
      logand .*                       logior .*                      logxor .*
      lognot .                        integer-length .
      string-concatenate-reverse .|.i string-length .                list->string .
      arithmetic-shift .n             ash .n                         bitwise-arithmetic-shift .n
      bitwise-arithmetic-shift-left .i  bitwise-arithmetic-shift-right .i  bit-extract .ii
      bitwise-bit-set? .i             bitwise-copy-bit .i.           bitwise-copy-bit-field .ii.
      bitwise-bit-field .ii           bitwise-rotate-bit-field .iin  bitwise-reverse-bit-field .ii
      logbit? i.                      copy-bit i..                   copy-bit-field ..ii
      rotate-bit-field .nii           integer->list .|i              ucs-range->char-set ii|..
      u8vector b*                     make-u8vector i|b              u8vector-ref .i
      u8vector-set! .ib               list->u8vector ^b              s8vector B*
      make-s8vector i|B               s8vector-ref .i                s8vector-set! .iB
      list->s8vector ^B               u16vector h*                   make-u16vector i|h
      u16vector-ref .i                u16vector-set! .ih             list->u16vector ^h
      s16vector H*                    make-s16vector i|H             s16vector-ref .i
      s16vector-set! .iH              list->s16vector ^H             u32vector w*
      make-u32vector i|w              u32vector-ref .i               u32vector-set! .iw
      list->u32vector ^w              s32vector W*                   make-s32vector i|W
      s32vector-ref .i                s32vector-set! .iW             list->s32vector ^W
      u64vector l*                    make-u64vector i|l             u64vector-ref .i
      u64vector-set! .il              list->u64vector ^l             s64vector L*
      make-s64vector i|L              s64vector-ref .i               s64vector-set! .iL
      f32vector .*                    list->f32vector .              f64vector .*
      list->f64vector .               array-set! .n*.
      list->s64vector ^L              make-f32vector i|.             f32vector-ref .i
      f32vector-set! .i.              make-f64vector i|.             f64vector-ref .i
      f64vector-set! .i.              array-ref .n*                  array-start .i
      array-end .i                    regex-match? ..|ii             regex-match ..|ii
      regex-match-positions ..|ii
      """;

  /** Of these names, the value is a type. */
  private static final List<String> TYPES =
      List.of(
          "bytevector",
          "u8vector",
          "s8vector",
          "u16vector",
          "s16vector",
          "u32vector",
          "s32vector",
          "u64vector",
          "s64vector",
          "f32vector",
          "f64vector");

  /** Before the names of what a library of Kawa's keeps for others of its own. */
  private static final String PRIVATE = "$Prvt$";

  /** Look at their arguments by themselves, but for one. */
  private static final String SRFI_13 = "gnu.kawa.slib.srfi13";

  private final Map<String, Parameters> parameters = new HashMap<>();

  /** Procedures that are there from the start, and here. */
  private final Map<String, CheckedProcedure> made = new HashMap<>();

  private final Definitions definitions;

  private IntegerArguments(Definitions definitions) {
    this.definitions = definitions;
    String[] words = NAMES.strip().split("\\s+", -1);
    for (int index = 0; index < words.length; index += 2) {
      parameters.put(words[index], Parameters.of(words[index + 1]));
    }
  }

  /** Defines all that are there from the start. */
  static IntegerArguments define(Definitions definitions) {
    IntegerArguments all = new IntegerArguments(definitions);
    all.parameters.keySet().stream()
        .filter(name -> !TYPES.contains(name) && definitions.hasOriginal(name))
        .forEach(all::define);
    TYPES.forEach(all::construct);
    definitions.construct("string", new StringOf());
    all.define("vector-ref", IntegerArguments::element);
    all.define("vector-set!", IntegerArguments::setElement);
    return all;
  }

  private void define(String name) {
    define(name, CheckedProcedure.NO_WAY);
  }

  /** Defines one with a short way. */
  void define(String name, CheckedProcedure.Way way) {
    Parameters of = Objects.requireNonNull(parameters.get(name));
    CheckedProcedure procedure =
        new CheckedProcedure(
            name, () -> (Procedure) definitions.original(name), of, way, this::replacement);
    made.put(name, procedure);
    definitions.define(name, procedure);
  }

  /** Kawa makes a vector by a call of its type. */
  private void construct(String type) {
    Parameters of = Objects.requireNonNull(parameters.get(type));
    definitions.construct(
        type,
        new CheckedProcedure(
            type,
            () -> new Construction(definitions, type),
            of,
            CheckedProcedure.NO_WAY,
            this::replacement));
  }

  /** Makes a vector, or a string, of all arguments. */
  private static final class Construction extends DirectProcedure {

    private final Procedure ofList;

    Construction(Definitions definitions, String type) {
      super(type);
      String elements = type.equals("bytevector") ? "u8vector" : type;
      ofList = (Procedure) definitions.original("list->" + elements);
    }

    @Override
    public Object applyN(Object[] values) throws Throwable {
      return ofList.apply1(LList.makeList(values, 0));
    }
  }

  /** Kawa's takes a time that grows with the square of the string. */
  private static final class StringOf extends DirectProcedure {

    StringOf() {
      super("string");
    }

    @Override
    public Object applyN(Object[] values) {
      StringBuilder text = new StringBuilder();
      for (int index = 0; index < values.length; index++) {
        if (!(values[index] instanceof Char character)) {
          throw new SchemeError(
              "string: argument %d is %s; expected a character"
                  .formatted(index + 1, Written.of(values[index])));
        }
        text.appendCodePoint(character.intValue());
      }
      return new IString(text.toString());
    }
  }

  private Procedure replacement(Procedure setter) {
    Procedure ours = made.get(String.valueOf(setter.getName()));
    return ours == null ? setter : ours;
  }

  /**
   * The procedure that a script gets for an import of Kawa's.
   *
   * @param libraryName the library's name for it, which need not be its own
   */
  Procedure imported(String libraryName, Procedure own) {
    String name = libraryName.replace(PRIVATE, "");
    String ownName = String.valueOf(own.getName()).replace(PRIVATE, "");
    String module = module(own);
    if (!(module.startsWith("gnu.kawa.") || module.startsWith("kawa."))) {
      return own;
    }
    Parameters of = parameters.get(ownName);
    if (of != null && (!module.equals(SRFI_13) || ownName.equals("string-tabulate"))) {
      return new CheckedProcedure(name, () -> own, of, CheckedProcedure.NO_WAY, this::replacement);
    }
    return name.equals(own.getName()) || own.getName() == null
        ? own
        : new CheckedProcedure(
            name, () -> own, Parameters.any(own), CheckedProcedure.NO_WAY, this::replacement);
  }

  private static String module(Procedure own) {
    return switch (own) {
      case GenericProc generic when generic.getMethodCount() > 0 -> module(generic.getMethod(0));
      case CompiledProc compiled -> compiled.getModuleClass().getName();
      default -> own.getClass().getName();
    };
  }

  private static int index(@Nullable Object position, int length) {
    return position instanceof IntNum number && number.inIntRange() && number.intValue() < length
        ? number.intValue()
        : -1;
  }

  private static @Nullable Object element(
      Object vector, @Nullable Object position, @Nullable Object third) {
    if (vector instanceof FVector<?> all) {
      int index = index(position, all.size());
      return index >= 0 ? all.get(index) : null;
    }
    return null;
  }

  @SuppressWarnings("unchecked") // it takes any value
  private static @Nullable Object setElement(
      Object vector, @Nullable Object position, @Nullable Object value) {
    if (vector instanceof FVector<?> all && value != null) {
      int index = index(position, all.size());
      if (index >= 0 && !all.isReadOnly()) {
        ((FVector<Object>) all).setAt(index, value);
        return Values.empty;
      }
    }
    return null;
  }
}
