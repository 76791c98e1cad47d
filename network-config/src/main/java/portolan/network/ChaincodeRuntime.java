// SPDX-License-Identifier: Apache-2.0
package portolan.network;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a member's chaincode JVM is started.
 *
 * @param java the program
 * @param options of the JVM
 * @param classPath in this order
 * @param mainClass what it runs
 * @param aotCache a cache of loaded and linked classes made for this class path, if there is one
 */
record ChaincodeRuntime(
    Path java,
    List<String> options,
    List<Path> classPath,
    String mainClass,
    Optional<Path> aotCache) {
  private static final int FIRST_RELEASE_THAT_WARNS_OF_UNSAFE = 23;

  /** The system property that names the folder with the chaincode's jars. */
  static final String LIBRARY_PROPERTY = "portolan.chaincode.lib";

  /** The environment variable that does, when the property is not set. */
  static final String LIBRARY_VARIABLE = "PORTOLAN_CHAINCODE_LIB";

  ChaincodeRuntime {
    options = List.copyOf(options);
    classPath = List.copyOf(classPath);
  }

  /** The honest build, run by the JDK that runs us. */
  static ChaincodeRuntime find(Consortium consortium, Map<String, String> environment) {
    String named =
        System.getProperty(LIBRARY_PROPERTY, environment.getOrDefault(LIBRARY_VARIABLE, ""));
    if (named.isBlank()) {
      throw new NetworkException(
          "the chaincode's jars are not known: set the system property %s or the variable %s to their folder (after a build: chaincode/contracts/target/chaincode)"
              .formatted(LIBRARY_PROPERTY, LIBRARY_VARIABLE));
    }
    Path library = Path.of(named).toAbsolutePath().normalize();
    List<Path> jars;
    try (Stream<Path> files = Files.list(library)) {
      // Sorted: the cache of classes is only good for one order.
      jars = files.filter(f -> f.toString().endsWith(".jar")).sorted().toList();
    } catch (IOException e) {
      throw new NetworkException(
          "the folder of the chaincode's jars, " + library + ", cannot be read: " + e, e);
    }
    if (jars.isEmpty()) {
      throw new NetworkException("the folder of the chaincode's jars, " + library + ", has none");
    }
    List<String> options = new ArrayList<>(consortium.javaOptions());
    // For the libraries' native code and off-heap memory; else each JVM begins its log with
    // warnings about them.
    options.add("--enable-native-access=ALL-UNNAMED");
    if (Runtime.version().feature() >= FIRST_RELEASE_THAT_WARNS_OF_UNSAFE) {
      options.add("--sun-misc-unsafe-memory-access=allow");
    }
    return new ChaincodeRuntime(
        Path.of(System.getProperty("java.home"), "bin", "java"),
        options,
        jars,
        consortium.mainClass(),
        Optional.empty());
  }

  ChaincodeRuntime withoutSignatures(UnsignedJars copies) {
    return new ChaincodeRuntime(
        java, options, classPath.stream().map(copies::of).toList(), mainClass, aotCache);
  }

  ChaincodeRuntime withCache(Path cache) {
    return new ChaincodeRuntime(java, options, classPath, mainClass, Optional.of(cache));
  }

  /**
   * Another build: options added, jars or folders of classes put before the honest ones. The cache
   * does not fit it.
   */
  ChaincodeRuntime changed(List<String> moreOptions, List<Path> before) {
    return new ChaincodeRuntime(
        java,
        Stream.concat(options.stream(), moreOptions.stream()).toList(),
        Stream.concat(before.stream(), classPath.stream()).toList(),
        mainClass,
        before.isEmpty() ? aotCache : Optional.empty());
  }

  List<String> command(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    command.addAll(options);
    aotCache.ifPresent(cache -> command.add("-XX:AOTCache=" + cache));
    command.add("-cp");
    command.add(String.join(File.pathSeparator, classPath.stream().map(Path::toString).toList()));
    command.add(mainClass);
    command.addAll(arguments);
    return command;
  }
}
