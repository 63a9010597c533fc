package io.echod.simulate.canary;

import static java.lang.classfile.Opcode.GETFIELD;
import static java.lang.classfile.Opcode.INVOKESTATIC;
import static java.lang.classfile.Opcode.PUTFIELD;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Loads the program once more, with a bug in it. */
final class PlantedClasses extends ClassLoader {

  private final PlantedBug bug;
  private final Set<PlantedBug.Change> done = new HashSet<>();

  PlantedClasses(PlantedBug bug) {
    super(PlantedClasses.class.getClassLoader());
    this.bug = bug;
  }

  /** Changes that were made so far: a class is changed when it is loaded. */
  Set<PlantedBug.Change> done() {
    return done;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith("io.echod.")) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded != null ? loaded : define(name);
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    try (InputStream file = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (file == null) {
        throw new ClassNotFoundException(name);
      }
      byte[] bytes = changed(name, file.readAllBytes());
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private byte[] changed(String name, byte[] bytes) {
    byte[] result = bytes;
    for (PlantedBug.Change change : bug.changes()) {
      if (change.owner().equals(name)) {
        ClassFile format = ClassFile.of();
        result = format.transformClass(format.parse(result), transform(change));
      }
    }
    return result;
  }

  private ClassTransform transform(PlantedBug.Change change) {
    return ClassTransform.transformingMethodBodies(
        method -> method.methodName().equalsString(change.method()),
        (code, element) -> plant(change, code, element));
  }

  private void plant(PlantedBug.Change change, CodeBuilder code, CodeElement element) {
    MethodTypeDesc type = replacedType(change, element);
    // What can't be linked would fail everywhere, and be found for that.
    if (type == null || !isThere(change, type)) {
      code.with(element);
      return;
    }
    code.invokestatic(ClassDesc.of(change.planted()), change.member(), type);
    done.add(change);
  }

  /** The type of the method that is to take an element's place; null for any other element. */
  private static @Nullable MethodTypeDesc replacedType(
      PlantedBug.Change change, CodeElement element) {
    return switch (element) {
      case InvokeInstruction call when call.name().equalsString(change.member()) ->
          call.opcode() == INVOKESTATIC
              ? call.typeSymbol()
              : call.typeSymbol().insertParameterTypes(0, call.owner().asSymbol());
      case FieldInstruction field
          when field.opcode() == GETFIELD && field.name().equalsString(change.member()) ->
          MethodTypeDesc.of(field.typeSymbol(), field.owner().asSymbol());
      case FieldInstruction field
          when field.opcode() == PUTFIELD && field.name().equalsString(change.member()) ->
          MethodTypeDesc.of(ConstantDescs.CD_void, field.owner().asSymbol(), field.typeSymbol());
      default -> null;
    };
  }

  private boolean isThere(PlantedBug.Change change, MethodTypeDesc type) {
    try (InputStream file =
        getParent().getResourceAsStream(change.planted().replace('.', '/') + ".class")) {
      return file != null
          && ClassFile.of().parse(file.readAllBytes()).methods().stream()
              .anyMatch(method ->
                  method.methodName().equalsString(change.member())
                      && method.methodTypeSymbol().equals(type));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
