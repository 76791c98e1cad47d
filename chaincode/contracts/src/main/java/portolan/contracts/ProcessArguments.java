// SPDX-License-Identifier: Apache-2.0
package portolan.contracts;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The command line of the chaincode process.
 *
 * @param mspId the member whose peer is served
 * @param host address to listen on
 * @param tlsKey PKCS#8 PEM
 * @param tlsCertificate PEM
 * @param clientCa PEM; only clients (the peer) with a certificate of it may connect
 * @param definitions what to serve, in the order given
 */
record ProcessArguments(
    String mspId,
    String host,
    Path tlsKey,
    Path tlsCertificate,
    Path clientCa,
    List<Definition> definitions) {

  static final String USAGE =
      """
      usage: --msp MSPID --tls-key FILE --tls-cert FILE --client-ca FILE [--host ADDRESS]
             NAME=PORT=PACKAGEID...
        NAME is a chaincode definition, PORT is where its peer reaches it,
        PACKAGEID is what the peer says about the installed package (label:hash).""";

  private static final Set<String> OPTIONS =
      Set.of("--msp", "--host", "--tls-key", "--tls-cert", "--client-ca");

  /** A chaincode definition to serve. */
  record Definition(String name, int port, String packageId) {

    private static Definition parse(String text) {
      String[] parts = text.split("=", 3);
      if (parts.length != 3 || parts[0].isEmpty() || parts[2].isEmpty()) {
        throw new IllegalArgumentException("expected NAME=PORT=PACKAGEID, found " + text);
      }
      try {
        int port = Integer.parseInt(parts[1]);
        if (port >= 1 && port <= 65535) {
          return new Definition(parts[0], port, parts[2]);
        }
      } catch (NumberFormatException e) {
        // Reported below.
      }
      throw new IllegalArgumentException(
          "expected a port from 1 to 65535 for " + parts[0] + ", found " + parts[1]);
    }
  }

  /**
   * Reads the command line.
   *
   * @throws IllegalArgumentException naming the option and what was expected
   */
  static ProcessArguments parse(String... args) {
    Map<String, String> options = new HashMap<>();
    List<Definition> definitions = new ArrayList<>();
    for (int i = 0; i < args.length; i++) {
      if (!args[i].startsWith("--")) {
        definitions.add(Definition.parse(args[i]));
      } else if (!OPTIONS.contains(args[i])) {
        throw new IllegalArgumentException("unknown option " + args[i]);
      } else if (i + 1 == args.length) {
        throw new IllegalArgumentException("expected a value after " + args[i]);
      } else if (options.put(args[i], args[++i]) != null) {
        throw new IllegalArgumentException(args[i - 1] + " is given twice");
      }
    }
    if (definitions.isEmpty()) {
      throw new IllegalArgumentException("expected at least one NAME=PORT=PACKAGEID");
    }
    requireDistinct(definitions);
    return new ProcessArguments(
        required(options, "--msp"),
        options.getOrDefault("--host", "127.0.0.1"),
        file(options, "--tls-key"),
        file(options, "--tls-cert"),
        file(options, "--client-ca"),
        List.copyOf(definitions));
  }

  private static void requireDistinct(List<Definition> definitions) {
    Set<String> names = new HashSet<>();
    Set<Integer> ports = new HashSet<>();
    for (Definition definition : definitions) {
      if (!names.add(definition.name())) {
        throw new IllegalArgumentException(
            "the definition " + definition.name() + " is given twice");
      }
      if (!ports.add(definition.port())) {
        throw new IllegalArgumentException("the port " + definition.port() + " is given twice");
      }
    }
  }

  private static String required(Map<String, String> options, String name) {
    String value = options.get(name);
    if (value == null || value.isEmpty()) {
      throw new IllegalArgumentException("expected the option " + name);
    }
    return value;
  }

  private static Path file(Map<String, String> options, String name) {
    Path path = Path.of(required(options, name));
    if (!Files.isReadable(path)) {
      throw new IllegalArgumentException(name + ": expected a readable file, found " + path);
    }
    return path;
  }
}
