package io.echod.server.setting;

import io.echod.dispatcher.BusyPoll;
import io.echod.fault.FaultProfile;
import io.echod.net.address.Address;
import io.echod.net.address.Cidr;
import io.echod.net.fault.rule.FaultRule;
import io.echod.server.tls.TlsSettings;
import io.echod.settings.ChoiceKind;
import io.echod.settings.FileKind;
import io.echod.settings.LevelKind;
import io.echod.settings.LongSizeKind;
import io.echod.settings.NoneKind;
import io.echod.settings.NumberKind;
import io.echod.settings.RateKind;
import io.echod.settings.Setting;
import io.echod.settings.SizeKind;
import io.echod.settings.TextKind;
import io.echod.settings.TimeKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Every setting of the server. To add one, describe it here, list it in {@link #ALL}, read it where
 * it takes effect, and have the simulator draw it.
 */
public final class ServerSettings {

  /** A port, for every address that has none of its own. */
  public static final Setting<Integer> PORT =
      Setting.of(
              "port",
              new NumberKind("PORT", 0, 65535),
              10234,
              "Port to listen on; 0 picks a free one.")
          .letter('p');

  /** Where to listen over TCP; all addresses by the one that, for the JDK, is not IPv4 alone. */
  public static final Setting<List<Address>> BIND =
      Setting.of(
              "bind",
              new BindKind(),
              () -> List.of(Address.parse("tcp://[::]")),
              "every address, IPv6 and IPv4",
              "Address to listen on, or several, or names, each of which stands for all its"
                  + " addresses; or URLs, such as tcp://HOST:PORT.")
          .letter('b');

  /** Where to listen, in place of {@link #PORT} and {@link #BIND}. */
  public static final Setting<List<Address>> LISTEN =
      Setting.of(
          "listen",
          new ListenKind(),
          List::of,
          "what --bind and --port say",
          "URL to listen on, tcp://HOST:PORT, tls://HOST:PORT, udp://HOST:PORT or unix:///PATH,"
              + " once for each; settings of that listener stand behind it, as in"
              + " unix:///PATH?mode=0660. --port and --bind are short for one of TCP, and not given"
              + " beside it.");

  /** One processor is left to the system, which does half of the work, and to other processes. */
  public static final Setting<Integer> DISPATCHERS =
      Setting.of(
          "dispatchers",
          new NumberKind("N", 1, 1024),
          () -> Math.max(1, Runtime.getRuntime().availableProcessors() - 1),
          "one per processor, but one",
          "Dispatchers, each on a thread of its own.");

  /** The system spreads connections by a hash, which leaves some dispatchers with more of them. */
  public static final Setting<BalanceMode> BALANCE =
      Setting.of(
          "balance",
          new ChoiceKind<>("off|connections", "a mode", List.of(BalanceMode.values())),
          BalanceMode.OFF,
          "connections: a new connection over TCP or TLS goes to the dispatcher with the fewest.");

  /** The limit of one read: more saves nothing, less costs calls. */
  public static final Setting<Integer> BUFFER =
      Setting.of(
          "buffer",
          new SizeKind(1, 16 << 20),
          256 * 1024,
          "Most bytes read from a client at once, such as 512 or 64k.");

  /** How long clients have to take what is theirs when the server stops; zero: none. */
  public static final Setting<Duration> DRAIN_TIMEOUT =
      Setting.of(
              "drain-timeout",
              TimeKind.TIME,
              Duration.ofSeconds(10),
              "How long clients may take to end when the server stops, such as 500ms or 1m.")
          .reloadable();

  /** How long it goes on after it was asked to stop; zero: not at all. */
  public static final Setting<Duration> DRAIN_DELAY =
      Setting.of(
              "drain-delay",
              TimeKind.TIME,
              Duration.ZERO,
              "Go on serving for so long after SIGTERM, such as 5s, before anything ends: balancers"
                  + " need time to send new clients elsewhere.")
          .reloadable();

  /** The limit of one client's queue. */
  public static final Setting<Integer> QUEUE =
      Setting.of(
          "queue",
          new SizeKind(1, 1 << 30),
          1 << 20,
          "Most bytes queued for one client that does not read; at least --buffer. Above it,"
              + " nothing more is read of that client.");

  /** The limit of all queues together. */
  public static final Setting<Long> QUEUE_TOTAL =
      Setting.of(
          "queue-total",
          new LongSizeKind(1, 1L << 50),
          () -> Math.max(1, Runtime.getRuntime().maxMemory() / 4),
          "a quarter of the heap's limit",
          "Most bytes queued for all clients; above it, those with the most are reset.");

  /**
   * The most connections at once; 0: no limit. The program {@code serve} puts the limit that its
   * descriptors allow in place of a value that is not given.
   */
  public static final Setting<Integer> MAX_CONNECTIONS =
      Setting.of(
              "max-connections",
              new NoneKind<>(new NumberKind("N", 1, 999_999_999), 0),
              () -> 0,
              "as many as descriptors allow",
              "Most connections at once; one more is closed as soon as it is accepted. With none,"
                  + " clients for which no descriptor is left wait.")
          .reloadable();

  /** The most connections of one address at once; 0: no limit. */
  public static final Setting<Integer> MAX_CONNECTIONS_PER_ADDRESS =
      Setting.of(
              "max-connections-per-address",
              new NoneKind<>(new NumberKind("N", 1, 999_999_999), 0),
              0,
              "Most connections at once of one IPv4 address, or of one IPv6 network of 64 bits.")
          .reloadable();

  /** The most new connections of one address in a second; 0: no limit. */
  public static final Setting<Integer> CONNECT_RATE =
      Setting.of(
              "connect-rate",
              new NoneKind<>(RateKind.RATE, 0),
              0,
              "New connections that one address may make in a second, such as 100/s; those over it"
                  + " are closed.")
          .reloadable();

  /** The most datagrams of one address that are echoed in a second; 0: no limit. */
  public static final Setting<Integer> UDP_RATE =
      Setting.of(
              "udp-rate",
              new NoneKind<>(RateKind.RATE, 0),
              1000,
              "Datagrams that are echoed to one address in a second; those over it are dropped."
                  + " Anybody can send datagrams in another's name: more is a risk to others.")
          .reloadable();

  /** Addresses that are let in; empty: all. */
  public static final Setting<List<Cidr>> ALLOW =
      Setting.of(
              "allow",
              new CidrsKind(),
              List::of,
              "all",
              "Addresses to let in, such as 10.0.0.0/8,::1; all others are closed.")
          .reloadable();

  /** Addresses that are not let in. */
  public static final Setting<List<Cidr>> DENY =
      Setting.of(
              "deny",
              new CidrsKind(),
              List::of,
              "none",
              "Addresses not to let in, such as 192.0.2.0/24, even where --allow has them.")
          .reloadable();

  /** How long a connection may be silent; zero: for ever. */
  public static final Setting<Duration> IDLE_TIMEOUT =
      Setting.of(
              "idle-timeout",
              new NoneKind<>(TimeKind.TIME, Duration.ZERO),
              Duration.ZERO,
              "Close a connection on which no byte has gone either way for so long, such as 5m.")
          .reloadable()
          .ofListener();

  /** How long a client may take nothing of what is queued for it; zero: for ever. */
  public static final Setting<Duration> WRITE_TIMEOUT =
      Setting.of(
              "write-timeout",
              new NoneKind<>(TimeKind.TIME, Duration.ZERO),
              Duration.ofSeconds(60),
              "Reset a connection whose client takes none of the bytes queued for it for so long.")
          .reloadable()
          .ofListener();

  /** The most bytes received of one client; 0: no limit. */
  public static final Setting<Long> MAX_BYTES =
      Setting.of(
              "max-bytes",
              new NoneKind<>(new LongSizeKind(1, 1L << 50), 0L),
              0L,
              "End a connection once so many bytes of it were received, such as 10m, and are"
                  + " echoed.")
          .reloadable()
          .ofListener();

  /** The text that a client is sent first. */
  public static final Setting<Greeting> GREETING =
      Setting.of(
              "greeting",
              new GreetingKind(),
              () -> Greeting.NONE,
              "none",
              "Text that every client is sent when it has connected. {server}, {peer}, {local},"
                  + " {connection}, {tls}, {sni}, {proxy} and {time} are filled in; \\n"
                  + " ends a line.")
          .reloadable()
          .ofListener();

  /** How the server calls itself. */
  public static final Setting<String> SERVER_NAME =
      Setting.of(
              "server-name",
              TextKind.TEXT,
              HostName::find,
              "the host's name",
              "How the server calls itself: {server} of a greeting.")
          .reloadable();

  /** The faults, in this order from the client on. */
  public static final Setting<List<FaultRule>> FAULT =
      Setting.of(
              "fault",
              new FaultsKind(),
              List::of,
              "none",
              "Misbehave on purpose, such as reset,after=10k,connections=1..3 or delay=100ms; once"
                  + " for each fault, the first nearest to the client. docs/faults.md has them"
                  + " all.")
          .reloadable()
          .ofListener();

  /** Faults that resemble a kind of network, behind those given one by one. */
  public static final Setting<FaultProfile> FAULT_PROFILE =
      Setting.of(
              "fault-profile",
              new ChoiceKind<>("NETWORK", "a network", List.of(FaultProfile.values())),
              FaultProfile.NONE,
              "Be as slow as a kind of network; the faults that this stands for are reported.")
          .reloadable();

  /** From which all random choices of faults follow. */
  public static final Setting<Long> FAULT_SEED =
      Setting.of(
          "fault-seed",
          new SeedKind(),
          () -> SeedKind.RANDOM,
          "random, reported",
          "Number from which the random choices of faults follow: the same again, the same"
              + " faults.");

  /** Whether clients may choose faults for themselves. */
  public static final Setting<Integer> FAULT_COMMANDS =
      Setting.of(
          "fault-commands",
          new LevelKind(1),
          () -> 0,
          "",
          "Let a client's first line !fault KIND=... choose a fault for its own connection, and"
              + " !who ask what the server knows of it.");

  /** The event interface of the dispatchers. */
  public static final Setting<KernelChoice> KERNEL =
      Setting.of(
          "kernel",
          new ChoiceKind<>("KERNEL", "a kernel", List.of(KernelChoice.values())),
          KernelChoice.AUTO,
          "Event interface: epoll (Linux), nio (everywhere), or auto, the first that" + " works.");

  /** Whether the dispatchers poll before they sleep. */
  public static final Setting<BusyPoll> BUSY_POLL =
      Setting.of(
          "busy-poll",
          new BusyPollKind(),
          BusyPoll.AUTO,
          "Look for events without sleeping for so long, such as 50us, before every sleep: sooner"
              + " answers, for a processor per dispatcher at worst; auto: only while it takes no"
              + " more than the work does.");

  /** A file of settings. */
  public static final Setting<Path> CONFIG =
      Setting.of(
          "config",
          FileKind.FILE,
          () -> FileKind.NONE,
          "none",
          "File of settings, in TOML: the same names as keys, and listeners as [[listener]] with a"
              + " url and settings of their own. Flags and variables go before it. SIGHUP has it"
              + " read again.");

  /** 1: nothing is served. */
  public static final Setting<Integer> CHECK =
      Setting.of(
          "check",
          new LevelKind(1),
          () -> 0,
          "",
          "Read and check all settings and the files that they name, say ok, and end.");

  /** 0: no more than the rest of the log; 1: each connection; 2: each message. */
  public static final Setting<Integer> VERBOSE =
      Setting.of(
              "verbose",
              new LevelKind(2),
              () -> 0,
              "",
              "Report each connection's beginning and end on standard error; twice (-vv): every"
                  + " message, and what the dispatchers (iox) do.")
          .letter('v');

  /** All of them, in the order of help and documents. */
  public static final List<Setting<?>> ALL =
      List.of(
          PORT,
          BIND,
          LISTEN,
          DISPATCHERS,
          BALANCE,
          BUFFER,
          DRAIN_TIMEOUT,
          DRAIN_DELAY,
          QUEUE,
          QUEUE_TOTAL,
          MAX_CONNECTIONS,
          MAX_CONNECTIONS_PER_ADDRESS,
          CONNECT_RATE,
          UDP_RATE,
          ALLOW,
          DENY,
          IDLE_TIMEOUT,
          WRITE_TIMEOUT,
          MAX_BYTES,
          ProxySettings.PROXY,
          ProxySettings.FROM,
          ProxySettings.TIMEOUT,
          TlsSettings.CERT,
          TlsSettings.KEY,
          TlsSettings.CLIENT_CA,
          TlsSettings.SELF_SIGNED,
          TlsSettings.MIN,
          TlsSettings.HANDSHAKE_TIMEOUT,
          GREETING,
          SERVER_NAME,
          FAULT,
          FAULT_PROFILE,
          FAULT_SEED,
          FAULT_COMMANDS,
          KERNEL,
          BUSY_POLL,
          CONFIG,
          CHECK,
          VERBOSE);

  /** The dispatchers' way to wait, for servers and scripts. */
  public static final List<Setting<?>> WAITING = List.of(KERNEL, BUSY_POLL);

  private ServerSettings() {}
}
