package io.echod.simulate.tls;

import io.echod.dispatcher.kernel.sim.chance.SimRandom;
import java.security.cert.X509Certificate;
import java.util.List;

/** The authority that a server asks clients' certificates of. */
enum Authority {
  /** Clients need no certificate. */
  NONE,
  FIRST,
  SECOND;

  private static final X509Certificate FIRST_CERTIFICATE =
      KnownKeys.certificate(
          """
          MIIBFjCByaADAgECAgEFMAUGAytlcDAaMRgwFgYDVQQDDA9maXJzdCBhdXRob3Jp
          dHkwIBcNMDAwMTAxMDAwMDAwWhgPOTk5OTEyMzEyMzU5NTlaMBoxGDAWBgNVBAMM
          D2ZpcnN0IGF1dGhvcml0eTAqMAUGAytlcAMhAG56HN0psLeP0Tr0xVmP7/TvKpcW
          bjym8uT7/M2AUFvxozIwMDAPBgNVHRMBAf8EBTADAQH/MB0GA1UdDgQWBBSjhiXy
          4V4RB6qXoN4heyHqx8M9DzAFBgMrZXADQQDxK5ouuJZzm06LX/7sldQj3D7/wmye
          Qi2PqIkjNao8LplAvUijvBqZ7R71NXJ/8mVzntr7nM/11UpShNFjKWcB
          """);

  private static final X509Certificate SECOND_CERTIFICATE =
      KnownKeys.certificate(
          """
          MIIBGDCBy6ADAgECAgEGMAUGAytlcDAbMRkwFwYDVQQDDBBzZWNvbmQgYXV0aG9y
          aXR5MCAXDTAwMDEwMTAwMDAwMFoYDzk5OTkxMjMxMjM1OTU5WjAbMRkwFwYDVQQD
          DBBzZWNvbmQgYXV0aG9yaXR5MCowBQYDK2VwAyEAiodf/x6zhFFXes1a/uQFRWVo
          3XyJ4JCGOgVXvHr0nxejMjAwMA8GA1UdEwEB/wQFMAMBAf8wHQYDVR0OBBYEFHN4
          pcu9Hhs4SA5Yz8gdstRG/QxbMAUGAytlcANBAAuTdnZ+46vVMHfeilJyD09oQdP0
          fryKc4s9Y8qYS4wdeeyexXG6E020K4IAw3u3u2HoMXPn/OZXIx7mk7JRhQM=
          """);

  static Authority draw(SimRandom random) {
    return values()[random.below(values().length)];
  }

  /** Its certificate; none where clients need none. */
  List<X509Certificate> certificates() {
    return switch (this) {
      case NONE -> List.of();
      case FIRST -> List.of(FIRST_CERTIFICATE);
      case SECOND -> List.of(SECOND_CERTIFICATE);
    };
  }

  /** Whether a client is let in that has that certificate to show. */
  boolean letsIn(Proof proof) {
    return switch (this) {
      case NONE -> true;
      case FIRST -> proof == Proof.OF_FIRST;
      case SECOND -> proof == Proof.OF_SECOND;
    };
  }
}
