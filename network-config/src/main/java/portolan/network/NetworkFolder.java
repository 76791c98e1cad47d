// SPDX-License-Identifier: Apache-2.0
package portolan.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import portolan.network.Consortium.Member;

/** Where the files of one network lie. */
record NetworkFolder(Path root) {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  NetworkFolder {
    root = root.toAbsolutePath().normalize();
  }

  Path credentials() {
    return root.resolve("credentials");
  }

  /** Everything secret and public of one organisation. */
  OrganisationFolder organisation(String key) {
    return new OrganisationFolder(credentials().resolve(key));
  }

  OrganisationFolder ordering() {
    return organisation("ordering");
  }

  OrganisationFolder member(Member member) {
    return organisation("members").resolve(member.key());
  }

  /** The TLS authorities of all members in one file. */
  Path memberAuthorities() {
    return credentials().resolve("members-tlsca.crt");
  }

  Path configuration() {
    return root.resolve("config");
  }

  Path channelBlock(String channel) {
    return root.resolve("channel").resolve(channel + ".block");
  }

  Path builder() {
    return root.resolve("builder");
  }

  Path chaincodePackage(String definition) {
    return root.resolve("chaincode").resolve(definition + ".tar.gz");
  }

  /** The definition's private data collections, as Fabric's peer program reads them. */
  Path collections(String definition) {
    return root.resolve("chaincode").resolve(definition + ".collections.json");
  }

  /**
   * Tells the member's peer how to reach the member's chaincode process; the builder adds the
   * definition's name.
   */
  Path connection(Member member) {
    return root.resolve("chaincode").resolve("connection." + member.key());
  }

  Path gatewayConfiguration(Member member) {
    return root.resolve("gateways").resolve(member.key() + ".json");
  }

  Path gatewayStore(Member member) {
    return root.resolve("gateways").resolve(member.key());
  }

  Path clientCredentials(Member member) {
    return root.resolve("clients").resolve(member.key());
  }

  Path ledger(String node) {
    return root.resolve("ledger").resolve(node);
  }

  Path log(String node) {
    return root.resolve("log").resolve(node + ".log");
  }

  Path pid(String node) {
    return root.resolve("run").resolve(node + ".pid");
  }

  Path state() {
    return root.resolve("state.json");
  }

  /** Beside the folder, so that it outlives a reset. */
  Path lock() {
    return root.resolveSibling(root.getFileName() + ".lock");
  }

  /** The certificates and keys of one organisation. */
  record OrganisationFolder(Path root) {
    OrganisationFolder resolve(String name) {
      return new OrganisationFolder(root.resolve(name));
    }

    /** What the channel knows of the organisation. */
    Path channelMsp() {
      return root.resolve("msp");
    }

    /** The certificate that issues the organisation's identities. */
    Path authority() {
      return root.resolve("ca.crt");
    }

    Path tlsAuthority() {
      return root.resolve("tlsca.crt");
    }

    /** The identity folder (MSP) of a node or person. */
    Path msp(String who) {
      return root.resolve(who).resolve("msp");
    }

    Path identityCertificate(String who) {
      return msp(who).resolve("signcerts").resolve("identity.crt");
    }

    Path identityKey(String who) {
      return msp(who).resolve("keystore").resolve("identity.key");
    }

    Path tlsCertificate(String who) {
      return root.resolve(who).resolve("tls.crt");
    }

    Path tlsKey(String who) {
      return root.resolve(who).resolve("tls.key");
    }
  }

  /** Writes a file that is either the old or the new one, never half. */
  static void write(Path file, String text) {
    write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  static void write(Path file, byte[] content) {
    try {
      Files.createDirectories(file.getParent());
      Path fresh = file.resolveSibling(file.getFileName() + ".new");
      Files.write(fresh, content);
      move(fresh, file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a file that only its owner can read, from the first byte on. */
  static void writeSecret(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.deleteIfExists(file);
      Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  static void delete(Path tree) {
    if (!Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try {
      Files.walkFileTree(
          tree,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.delete(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, IOException e)
                throws IOException {
              if (e != null) {
                throw e;
              }
              Files.delete(folder);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
