package io.echod.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Certificates and keys, as openssl writes them. */
@Timeout(60)
final class IdentityTest {

  @TempDir private Path directory;

  private Path file(String name) {
    return directory.resolve(name);
  }

  private void openssl(String arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments.split(" ")));
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(file("log").toFile())
            .start();
    assertThat(process.waitFor()).as(() -> arguments).isZero();
  }

  private void certify(String key) throws Exception {
    openssl("req -x509 -key " + key + " -out cert.pem -subj /CN=localhost -days 2");
  }

  private void assertRead(String key) throws IOException {
    Files.setPosixFilePermissions(file(key), PosixFilePermissions.fromString("rw-------"));
    assertThat(Identity.read(file("cert.pem"), file(key)).chain()).hasSize(1);
  }

  @Test
  void keysOfRsaAreReadInBothForms() throws Exception {
    openssl("genrsa -out key.pem 2048");
    certify("key.pem");
    assertRead("key.pem");
    openssl("rsa -in key.pem -out old.pem -traditional");
    assertThat(file("old.pem")).content().contains("BEGIN RSA PRIVATE KEY");
    assertRead("old.pem");
  }

  @Test
  void keysOnCurvesAreReadInBothForms() throws Exception {
    openssl("ecparam -name prime256v1 -genkey -out old.pem");
    assertThat(file("old.pem")).content().contains("BEGIN EC PRIVATE KEY");
    certify("old.pem");
    assertRead("old.pem");
    openssl("pkcs8 -topk8 -nocrypt -in old.pem -out key.pem");
    assertRead("key.pem");
  }

  @Test
  void keysOfEd25519AreRead() throws Exception {
    openssl("genpkey -algorithm ed25519 -out key.pem");
    certify("key.pem");
    assertRead("key.pem");
  }

  @Test
  void aKeyThatOthersCanReadIsRefused() throws Exception {
    openssl("genpkey -algorithm ed25519 -out key.pem");
    certify("key.pem");
    Files.setPosixFilePermissions(file("key.pem"), PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(() -> Identity.read(file("cert.pem"), file("key.pem")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("key.pem")
        .hasMessageContaining("chmod 600");
  }

  @Test
  void aKeyOfAnotherCertificateIsRefused() throws Exception {
    openssl("genpkey -algorithm ed25519 -out key.pem");
    certify("key.pem");
    openssl("genpkey -algorithm ed25519 -out other.pem");
    Files.setPosixFilePermissions(file("other.pem"), PosixFilePermissions.fromString("rw-------"));
    assertThatThrownBy(() -> Identity.read(file("cert.pem"), file("other.pem")))
        .hasMessageContaining("other.pem is not the key of the first certificate in");
  }

  @Test
  void keysOfRsaPssAreRead() throws Exception {
    openssl("genpkey -algorithm rsa-pss -pkeyopt rsa_keygen_bits:2048 -out key.pem");
    certify("key.pem");
    assertRead("key.pem");
  }

  @Test
  void aKeyThatCannotBeUsedIsNotCalledThatOfAnother() throws Exception {
    openssl("ecparam -name secp256k1 -genkey -noout -out key.pem");
    certify("key.pem");
    assertThatThrownBy(() -> assertRead("key.pem"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("key.pem is EC of a kind that can't be used")
        .hasMessageContaining("P-256");
    openssl("genrsa -out key.pem 512");
    certify("key.pem");
    assertThatThrownBy(() -> assertRead("key.pem"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("key.pem is RSA of a kind that can't be used: it has 512 bits");
  }

  @Test
  void aFileWithoutEndIsNamed() {
    assertThatThrownBy(() -> Identity.readCertificates(Path.of("/dev/zero")))
        .isInstanceOf(IOException.class)
        .hasMessage("/dev/zero is a pipe or a device; name a file in PEM");
  }

  @Test
  void aPipeThatNobodyWritesToIsNamed() throws Exception {
    Process process = new ProcessBuilder("mkfifo", file("pipe").toString()).start();
    assertThat(process.waitFor()).isZero();
    assertThatThrownBy(() -> Identity.readCertificates(file("pipe")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("pipe is a pipe or a device");
  }

  @Test
  void anEncryptedKeyIsRefused() throws Exception {
    openssl("genrsa -aes128 -passout pass:secret -out key.pem 2048");
    Files.setPosixFilePermissions(file("key.pem"), PosixFilePermissions.fromString("rw-------"));
    assertThatThrownBy(() -> PemFile.privateKey(file("key.pem")))
        .hasMessageContaining("is encrypted");
    openssl(
        "rsa -in key.pem -passin pass:secret -traditional -aes128 -passout pass:x -out old.pem");
    Files.setPosixFilePermissions(file("old.pem"), PosixFilePermissions.fromString("rw-------"));
    assertThat(file("old.pem")).content().contains("BEGIN RSA PRIVATE KEY", "DEK-Info");
    assertThatThrownBy(() -> PemFile.privateKey(file("old.pem")))
        .hasMessageContaining("is encrypted");
  }

  @Test
  void aFileWithoutACertificateIsNamed() throws Exception {
    Files.writeString(file("cert.pem"), "nothing");
    assertThatThrownBy(() -> Identity.readCertificates(file("cert.pem")))
        .hasMessageContaining("cert.pem holds no certificate");
  }

  @Test
  void whatIsMadeHereOpensslReadsToo() throws Exception {
    Identity made = Identity.selfSigned(List.of("localhost", "127.0.0.1", "::1"));
    Files.write(file("cert.der"), made.chain().getFirst().getEncoded());
    openssl("x509 -inform der -in cert.der -noout -fingerprint -sha256 -ext subjectAltName");
    assertThat(file("log"))
        .content()
        .contains(made.fingerprint())
        .contains("DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1");
  }
}
