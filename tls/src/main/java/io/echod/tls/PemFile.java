package io.echod.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Files of certificates and keys as text (RFC 7468). */
final class PemFile {

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);

  private static final Set<PosixFilePermission> OF_OTHERS =
      Set.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  /** Far more than a chain of certificates takes. */
  private static final int BYTES_MAX = 16 << 20;

  /** Where a process finds its own descriptors (proc(5)). */
  private static final List<Path> NAMELESS =
      List.of(Path.of("/dev/fd"), Path.of("/dev/stdin"), Path.of("/proc"));

  private static final List<String> KEY_ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");

  private record Block(String label, String text) {

    byte[] bytes(Path file) throws IOException {
      try {
        return Base64.getMimeDecoder().decode(text.strip());
      } catch (IllegalArgumentException damaged) {
        throw new IOException(file + " is damaged: " + damaged.getMessage(), damaged);
      }
    }
  }

  private PemFile() {}

  private static List<Block> blocks(Path file) throws IOException {
    String text = text(file);
    List<Block> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(text);
    while (matcher.find()) {
      blocks.add(new Block(matcher.group(1), matcher.group(2)));
    }
    return blocks;
  }

  private static String text(Path file) throws IOException {
    if (isNamedPipeOrDevice(file)) {
      throw new IOException(file + " is a pipe or a device; name a file in PEM");
    }
    byte[] bytes = bytes(file);
    if (bytes.length > BYTES_MAX) {
      throw new IOException(file + " has more than 16 MiB; name a file in PEM");
    }
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static byte[] bytes(Path file) throws IOException {
    try (InputStream input = Files.newInputStream(file)) {
      return input.readNBytes(BYTES_MAX + 1);
    } catch (NoSuchFileException missing) {
      throw new IOException(file + " does not exist; name a file in PEM", missing);
    } catch (AccessDeniedException denied) {
      throw new IOException("this user can't read " + file, denied);
    } catch (IOException failure) {
      throw new IOException("can't read " + file + ": " + failure.getMessage(), failure);
    }
  }

  /**
   * A named pipe would keep the caller waiting until somebody writes to it. One without a name, as
   * a shell makes it for {@code <(command)}, does not.
   */
  private static boolean isNamedPipeOrDevice(Path file) {
    return Files.exists(file)
        && !Files.isRegularFile(file)
        && !Files.isDirectory(file)
        && NAMELESS.stream().noneMatch(file.toAbsolutePath()::startsWith);
  }

  /** All certificates of the file, in their order; one at least. */
  static List<X509Certificate> certificates(Path file) throws IOException {
    List<X509Certificate> found = new ArrayList<>();
    for (Block block : blocks(file)) {
      if (block.label().equals("CERTIFICATE")) {
        found.add(certificate(file, block.bytes(file)));
      }
    }
    if (found.isEmpty()) {
      throw new IOException(
          file + " holds no certificate; a PEM file with BEGIN CERTIFICATE is expected");
    }
    return found;
  }

  private static X509Certificate certificate(Path file, byte[] der) throws IOException {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException damaged) {
      throw new IOException(
          file + " holds a damaged certificate: " + damaged.getMessage(), damaged);
    }
  }

  /** The private key of the file, which its owner alone may read. */
  static PrivateKey privateKey(Path file) throws IOException {
    for (Block block : blocks(file)) {
      if (block.label().endsWith("PRIVATE KEY")) {
        checkPermissions(file);
      }
      switch (block.label()) {
        case "PRIVATE KEY" -> {
          return privateKey(file, block.bytes(file));
        }
        case "RSA PRIVATE KEY" -> {
          checkPlain(file, block);
          return privateKey(file, Der.privateKeyInfo(Der.RSA, block.bytes(file)));
        }
        case "EC PRIVATE KEY" -> {
          checkPlain(file, block);
          byte[] key = block.bytes(file);
          return privateKey(file, Der.privateKeyInfo(curve(file, key), key));
        }
        case "ENCRYPTED PRIVATE KEY" -> throw encrypted(file);
        default -> {
          // A certificate, or the parameters that openssl puts before a key.
        }
      }
    }
    throw new IOException(
        file + " holds no private key; a PEM file with BEGIN PRIVATE KEY is expected");
  }

  private static void checkPermissions(Path file) throws IOException {
    if (!Files.getFileStore(file).supportsFileAttributeView("posix")) {
      return;
    }
    Set<PosixFilePermission> granted = Files.getPosixFilePermissions(file);
    if (granted.stream().anyMatch(OF_OTHERS::contains)) {
      throw new IOException(
          "others than its owner can read the key in " + file + "; chmod 600 makes it private");
    }
  }

  /** RFC 1421 headers say that a key of the old forms is encrypted. */
  private static void checkPlain(Path file, Block block) throws IOException {
    if (block.text().contains("ENCRYPTED")) {
      throw encrypted(file);
    }
  }

  private static IOException encrypted(Path file) {
    return new IOException(
        "the key in " + file + " is encrypted; openssl pkey -in FILE -out FILE decrypts it");
  }

  private static byte[] curve(Path file, byte[] key) throws IOException {
    try {
      return Der.ecAlgorithm(key);
    } catch (IndexOutOfBoundsException | IllegalArgumentException damaged) {
      throw new IOException(file + " holds a damaged key, or one without its curve", damaged);
    }
  }

  private static PrivateKey privateKey(Path file, byte[] pkcs8) throws IOException {
    PKCS8EncodedKeySpec encoded = new PKCS8EncodedKeySpec(pkcs8);
    for (String algorithm : KEY_ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
      } catch (InvalidKeySpecException ofAnother) {
        // The next one may know it.
      } catch (GeneralSecurityException unknown) {
        throw new IOException("can't read the key in " + file, unknown);
      }
    }
    throw new IOException(
        file + " holds no key that can be read; RSA, EC and Ed25519 keys can, as PEM");
  }
}
