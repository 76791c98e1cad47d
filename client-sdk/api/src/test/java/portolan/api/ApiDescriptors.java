// SPDX-License-Identifier: Apache-2.0
package portolan.api;

import com.google.api.AnnotationsProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.ExtensionRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import portolan.api.v1.LedgerProto;

/** The descriptors of all {@code .proto} files of the public API, as protoc has made them. */
public final class ApiDescriptors {
  private static final Path FILE = Path.of("target", "api.binpb");

  private ApiDescriptors() {}

  /** With the comments of the files. */
  public static FileDescriptorSet withComments() throws IOException {
    try (InputStream in = Files.newInputStream(FILE)) {
      return FileDescriptorSet.parseFrom(in, options());
    }
  }

  /** Without what only readers need. */
  public static FileDescriptorSet plain() throws IOException {
    return plain(withComments());
  }

  /** The same without what only readers need. */
  public static FileDescriptorSet plain(FileDescriptorSet set) {
    FileDescriptorSet.Builder plain = FileDescriptorSet.newBuilder();
    for (FileDescriptorProto file : byName(set)) {
      plain.addFile(file.toBuilder().clearSourceCodeInfo());
    }
    return plain.build();
  }

  /** The files in the order of their names; protoc's own depends on what imports what. */
  public static List<FileDescriptorProto> byName(FileDescriptorSet set) {
    return set.getFileList().stream()
        .sorted(Comparator.comparing(FileDescriptorProto::getName))
        .toList();
  }

  /** The API's own options, and those that say where a call is by HTTP. */
  public static ExtensionRegistry options() {
    ExtensionRegistry registry = ExtensionRegistry.newInstance();
    LedgerProto.registerAllExtensions(registry);
    AnnotationsProto.registerAllExtensions(registry);
    return registry;
  }
}
