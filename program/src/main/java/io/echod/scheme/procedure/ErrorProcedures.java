package io.echod.scheme.procedure;

import gnu.mapping.Procedure;
import gnu.mapping.Procedure1;
import io.echod.scheme.language.Definitions;
import io.echod.scheme.message.Caught;
import io.echod.scheme.message.Mistakes;
import io.echod.scheme.text.ByteStrings;
import java.util.Objects;

/** The procedures for errors: {@code error-object-place} and its kin. */
final class ErrorProcedures {

  private static final String HANDLE = "with-exception-handler";

  private ErrorProcedures() {}

  static void define(Library library, Definitions definitions) {
    Procedure handle = (Procedure) Objects.requireNonNull(definitions.valueOf(HANDLE));
    library.define("(error-object-place error)", ErrorProcedures::place);
    library.define("(file-error? value)", arguments -> Caught.isOfFile(arguments.any(0)));
    library.define(
        "(" + HANDLE + " handler thunk)",
        arguments ->
            handle.apply2(
                new Handler(arguments.procedure(0, "a procedure of (error)")),
                arguments.procedure(1, "a procedure without arguments")));
  }

  private static Object place(Arguments arguments) {
    if (arguments.any(0) instanceof Throwable failure) {
      String place = Mistakes.place(failure);
      return place.isEmpty() ? (Object) false : ByteStrings.ofText(place);
    }
    throw arguments.wrong(0, "an error object");
  }

  /** Hands on to the script's handler what that is to get. */
  private static final class Handler extends Procedure1 {

    private final Procedure target;

    Handler(Procedure target) {
      super(target.getName());
      this.target = target;
    }

    @Override
    public Object apply1(Object raised) throws Throwable {
      return target.apply1(raised instanceof Throwable failure ? Caught.of(failure) : raised);
    }
  }
}
