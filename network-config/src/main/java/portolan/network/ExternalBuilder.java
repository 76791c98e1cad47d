// SPDX-License-Identifier: Apache-2.0
package portolan.network;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import portolan.network.Consortium.Definition;
import portolan.network.Consortium.Member;
import portolan.network.NetworkFolder.OrganisationFolder;

/**
 * What a peer needs to find its chaincode process: three scripts that Fabric calls when a package
 * is installed, and one connection file per member and definition with address, keys and authority,
 * which the last script puts in place.
 */
final class ExternalBuilder {
  /** The variable through which a peer's own connection files reach the scripts. */
  static final String CONNECTION_VARIABLE = "PORTOLAN_CHAINCODE_CONNECTION";

  private static final Map<String, String> SCRIPTS =
      Map.of(
          "detect",
          """
          #!/bin/sh
          grep -q '"type":[ ]*"ccaas"' "$2/metadata.json"
          """,
          "build",
          """
          #!/bin/sh
          set -e
          cp "$1/connection.json" "$3/"
          """,
          "release",
          """
          #!/bin/sh
          set -e
          mkdir -p "$2/chaincode/server"
          definition=$(sed -n 's/.*"definition": *"\\([a-z0-9]*\\)".*/\\1/p' "$1/connection.json")
          cp "$%s.$definition.json" "$2/chaincode/server/connection.json"
          """
              .formatted(CONNECTION_VARIABLE));

  private final Consortium consortium;
  private final NetworkFolder folder;

  ExternalBuilder(Consortium consortium, NetworkFolder folder) {
    this.consortium = consortium;
    this.folder = folder;
  }

  /** Writes scripts, connection files and packages. */
  void write(List<ChaincodePackage> packages) {
    try {
      for (Map.Entry<String, String> script : SCRIPTS.entrySet()) {
        Path file = folder.builder().resolve("bin").resolve(script.getKey());
        NetworkFolder.write(file, script.getValue());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
      for (Member member : consortium.members()) {
        List<Definition> definitions = consortium.definitions();
        for (int i = 0; i < definitions.size(); i++) {
          Path file =
              folder
                  .connection(member)
                  .resolveSibling(
                      folder.connection(member).getFileName()
                          + "."
                          + definitions.get(i).name()
                          + ".json");
          NetworkFolder.writeSecret(file, connection(member, i));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    packages.forEach(
        p -> NetworkFolder.write(folder.chaincodePackage(p.definition()), p.content()));
  }

  private String connection(Member member, int definition) throws IOException {
    OrganisationFolder own = folder.member(member);
    ObjectNode json = new ObjectMapper().createObjectNode();
    return json.put("address", consortium.host() + ":" + member.chaincodePort(definition))
        .put("dial_timeout", "10s")
        .put("tls_required", true)
        .put("client_auth_required", true)
        .put("client_key", Files.readString(own.tlsKey("peer")))
        .put("client_cert", Files.readString(own.tlsCertificate("peer")))
        .put("root_cert", Files.readString(own.tlsAuthority()))
        .toString();
  }
}
