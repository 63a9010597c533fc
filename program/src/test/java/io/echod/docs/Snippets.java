package io.echod.docs;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles code of the documents, with the imports that a reader would add. */
final class Snippets {

  private static final String IMPORTS =
      """
      import io.echod.dispatcher.*;
      import io.echod.dispatcher.kernel.*;
      import io.echod.dispatcher.kernel.epoll.*;
      import io.echod.dispatcher.kernel.nio.*;
      import io.echod.dispatcher.kernels.*;
      import io.echod.net.*;
      import io.echod.net.address.*;
      import io.echod.net.drain.*;
      import io.echod.net.layer.*;
      import io.echod.net.datagram.*;
      import io.echod.net.line.*;
      import io.echod.net.relay.*;
      import java.io.*;
      import java.net.*;
      import java.nio.*;
      import java.nio.charset.*;
      import java.time.*;
      import java.util.*;
      """;

  private Snippets() {}

  /** Compiles the members of a class into the directory; returns the class. */
  static Class<?> compile(Path directory, String members)
      throws IOException, ClassNotFoundException {
    String code = IMPORTS + "public class Snippet {\n" + members + "\n}\n";
    JavaFileObject source =
        new SimpleJavaFileObject(URI.create("string:///Snippet.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return code;
          }
        };
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    List<String> options =
        List.of("-d", directory.toString(), "-cp", System.getProperty("java.class.path"));
    boolean compiled =
        compiler.getTask(messages, null, null, options, null, List.of(source)).call();
    if (!compiled) {
      throw new AssertionError("does not compile:\n" + messages + "\n" + code);
    }
    URLClassLoader loader =
        new URLClassLoader(
            new java.net.URL[] {directory.toUri().toURL()}, Snippets.class.getClassLoader());
    return loader.loadClass("Snippet");
  }
}
