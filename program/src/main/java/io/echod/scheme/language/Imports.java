package io.echod.scheme.language;

import gnu.bytecode.Type;
import gnu.expr.Declaration;
import gnu.expr.Language;
import gnu.expr.Mangling;
import gnu.expr.ModuleExp;
import gnu.expr.NameLookup;
import gnu.kawa.reflect.FieldLocation;
import gnu.mapping.Environment;
import gnu.mapping.Location;
import gnu.mapping.Procedure;
import gnu.mapping.Symbol;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The names that an {@code import} defines. Kawa binds an imported name to the very field of the
 * library: it would compile a call of it in its own way, whose failures say nothing, and would put
 * its own procedure in place of one that is better here. So the names get plain values, as those
 * have that are there without any import.
 */
final class Imports {

  private final Language language;
  private final Environment environment;

  /** Definitions made here, by name. */
  private final Map<Symbol, Object> defined = new HashMap<>();

  /** Definitions made here in place of Kawa's own; empty until something is imported. */
  private final IdentityHashMap<Object, Object> replacements = new IdentityHashMap<>();

  private BiFunction<String, Procedure, Procedure> replacement = (_, own) -> own;

  Imports(Language language, Environment environment) {
    this.language = language;
    this.environment = environment;
  }

  /** From now on an import of what a name stands for defines this. */
  void replace(Symbol name, Object value) {
    defined.put(name, value);
  }

  /** From now on an import of any other procedure, by its name, defines what this makes of it. */
  void onImport(BiFunction<String, Procedure, Procedure> newReplacement) {
    replacement = newReplacement;
  }

  /** Kawa's own are looked up no sooner than they are needed: that loads their classes. */
  private Object replacementOf(String name, Object own) {
    if (replacements.isEmpty()) {
      defined.forEach((symbol, value) -> {
        Object replaced = originalOf(symbol);
        if (replaced != null) {
          replacements.put(replaced, value);
        }
      });
    }
    Object replaced = replacements.get(own);
    return replaced == null && own instanceof Procedure procedure
        ? replacement.apply(name, procedure)
        : Objects.requireNonNullElse(replaced, own);
  }

  private @Nullable Object originalOf(Symbol name) {
    return language.getLangEnvironment().get(name, null, null);
  }

  /** Whether a name that a text declares is one that it imports. */
  static boolean isImported(Declaration declaration) {
    return declaration.isAlias() && declaration.getFlag(Declaration.IS_IMPORTED);
  }

  /** Whether a procedure is one that is there without any import, be it by another name. */
  @SuppressWarnings("ReferenceEquality") // the very same one is meant
  boolean isFromTheStart(Procedure procedure) {
    String name = procedure.getName();
    Object own = name == null ? null : originalOf(Symbol.valueOf(name));
    return own != null && replacementOf(name, own) == procedure;
  }

  /** Has the names that a form has imported stand for plain values. */
  void settle(ModuleExp form) {
    for (Declaration each = form.firstDecl(); each != null; each = each.nextDecl()) {
      if (each.getSymbol() instanceof Symbol name && settle(name)) {
        // The compiler would still know the field.
        NameLookup.getInstance(environment, language).pop(each);
      }
    }
  }

  private boolean settle(Symbol name) {
    Location<?> location = environment.lookup(name);
    if (location == null || !(location.getBase() instanceof FieldLocation<?> field)) {
      return false;
    }
    Object own = location.get(null);
    String libraryName = Mangling.demangleName(field.getMemberName(), true);
    if (own != null && replacementOf(libraryName, own) instanceof Procedure value) {
      environment.define(name, null, value);
      return true;
    }
    if (own instanceof Type) {
      environment.define(name, null, own);
      return true;
    }
    return false;
  }
}
