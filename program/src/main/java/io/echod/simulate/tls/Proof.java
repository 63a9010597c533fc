package io.echod.simulate.tls;

import io.echod.dispatcher.kernel.sim.chance.SimRandom;
import io.echod.tls.Identity;
import java.util.Optional;

/** The certificate that a client shows where it is asked for one. */
enum Proof {
  NONE,
  /** Signed by the first authority. */
  OF_FIRST,
  /** Signed by the second. */
  OF_SECOND,
  /** Signed by the first authority, and over since 2001. */
  EXPIRED;

  private static final Identity BY_FIRST =
      KnownKeys.identity(
          """
          MIIBKDCB26ADAgECAgEHMAUGAytlcDAaMRgwFgYDVQQDDA9maXJzdCBhdXRob3Jp
          dHkwIBcNMDAwMTAxMDAwMDAwWhgPOTk5OTEyMzEyMzU5NTlaMBExDzANBgNVBAMM
          BmNsaWVudDAqMAUGAytlcAMhAOpKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkU
          RtIso00wSzAJBgNVHRMEAjAAMB0GA1UdDgQWBBRMXs5AI6A0HuKs/8xNFxVKhU8C
          5TAfBgNVHSMEGDAWgBSjhiXy4V4RB6qXoN4heyHqx8M9DzAFBgMrZXADQQD70Ejy
          g6VLF/r+/3/Ez7scMI0U6Kr62G3pv9qsuqMowVNLhVLalYgZUZdv0aIpguygnQY0
          d8om+5NvQr5mvRkK
          """,
          7);

  private static final Identity BY_SECOND =
      KnownKeys.identity(
          """
          MIIBKTCB3KADAgECAgEIMAUGAytlcDAbMRkwFwYDVQQDDBBzZWNvbmQgYXV0aG9y
          aXR5MCAXDTAwMDEwMTAwMDAwMFoYDzk5OTkxMjMxMjM1OTU5WjARMQ8wDQYDVQQD
          DAZjbGllbnQwKjAFBgMrZXADIQATmPYsbRpFfFG6aktfPb0vafypMhYhjciZfkFr
          0X2TyqNNMEswCQYDVR0TBAIwADAdBgNVHQ4EFgQULjKYuARhvdI5ej2yaFVe1RyS
          8ecwHwYDVR0jBBgwFoAUc3ily70eGzhIDljPyB2y1Eb9DFswBQYDK2VwA0EAMaZm
          M7PdR6f5RhizxCTj7TN9+vcF9gDhsgs3GtX1UC7eOy2oTAxrSxoqohSa0l/2Ngr0
          3mGfF25lYsOmN3bxCA==
          """,
          8);

  private static final Identity OVER =
      KnownKeys.identity(
          """
          MIIBJjCB2aADAgECAgEJMAUGAytlcDAaMRgwFgYDVQQDDA9maXJzdCBhdXRob3Jp
          dHkwHhcNMDAwMTAxMDAwMDAwWhcNMDEwMTAxMDAwMDAwWjARMQ8wDQYDVQQDDAZj
          bGllbnQwKjAFBgMrZXADIQD9FyQ4WqDHW2T7eM1gL6HZkf3r92sTxY7XAurINen2
          GKNNMEswCQYDVR0TBAIwADAdBgNVHQ4EFgQUXgdFRyGAsaw7/3IR+EZTbObJCpQw
          HwYDVR0jBBgwFoAUo4Yl8uFeEQeql6DeIXsh6sfDPQ8wBQYDK2VwA0EAsO9QRfKg
          UzgKV23+qytFiKhjqsKmd9yHVy2cbbJIX+qLeZpTGKeeU0BxTSyXds2XkRkvOsiy
          nAxBvEgw55bABA==
          """,
          9);

  static Proof draw(SimRandom random) {
    return values()[random.below(values().length)];
  }

  /** One that an authority has signed; any where none is asked for. */
  static Proof of(Authority authority) {
    return authority == Authority.SECOND ? OF_SECOND : OF_FIRST;
  }

  /** The certificate and its key. */
  Optional<Identity> identity() {
    return switch (this) {
      case NONE -> Optional.empty();
      case OF_FIRST -> Optional.of(BY_FIRST);
      case OF_SECOND -> Optional.of(BY_SECOND);
      case EXPIRED -> Optional.of(OVER);
    };
  }
}
