// SPDX-License-Identifier: Apache-2.0
package portolan.command.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import portolan.network.Network;
import portolan.network.NetworkStatus.NodeStatus;

/** Reads what a ledger and its users have used. */
interface Gauge {
  /** This process. */
  String SELF = "client + gateways";

  Usage read() throws IOException;

  /** Resident memory now, by kind of process. */
  Map<String, Long> memoryBytes() throws IOException;

  /** Of a twin, which is all in this process. */
  static Gauge ofThisProcess(Path blocks) {
    return new Gauge() {
      @Override
      public Usage read() throws IOException {
        return new Usage(Map.of("this process", cpu(ProcessHandle.current())), sizeOf(blocks));
      }

      @Override
      public Map<String, Long> memoryBytes() throws IOException {
        return Map.of("this process", ownMemory());
      }
    };
  }

  /** Of a network whose processes stay the same from now on. */
  static Gauge of(Network network, Path blocks) {
    Map<String, List<ProcessHandle>> processes = new LinkedHashMap<>();
    processes.put(SELF, List.of(ProcessHandle.current()));
    for (NodeStatus node : network.nodes()) {
      ProcessHandle process = ProcessHandle.of(node.pid().orElseThrow()).orElseThrow();
      processes.merge(
          kind(node.name()),
          List.of(process),
          (some, more) -> Stream.concat(some.stream(), more.stream()).toList());
    }
    return new Gauge() {
      @Override
      public Usage read() throws IOException {
        Map<String, Duration> cpu = new LinkedHashMap<>();
        processes.forEach(
            (kind, its) ->
                cpu.put(kind, its.stream().map(Gauge::cpu).reduce(Duration.ZERO, Duration::plus)));
        return new Usage(cpu, sizeOf(blocks));
      }

      @Override
      public Map<String, Long> memoryBytes() throws IOException {
        Map<String, Long> memory = new LinkedHashMap<>();
        memory.put(SELF, ownMemory());
        for (NodeStatus node : network.nodes()) {
          memory.merge(kind(node.name()), node.residentBytes(), Long::sum);
        }
        return memory;
      }
    };
  }

  private static String kind(String node) {
    if (node.startsWith("peer.")) {
      return "peers";
    }
    return node.startsWith("chaincode.") ? "chaincode" : "orderers";
  }

  private static Duration cpu(ProcessHandle process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  private static long sizeOf(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      long size = 0;
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        size += Files.size(file);
      }
      return size;
    }
  }

  /** 0 where there is no /proc. */
  private static long ownMemory() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return 0;
    }
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(l -> l.startsWith("VmRSS:"))
          .map(l -> Long.parseLong(l.replaceAll("\\D", "")) << 10)
          .findFirst()
          .orElse(0L);
    }
  }
}
