package portolan.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * What a gateway must know to serve its member. Read from one JSON file with the names used here;
 * all paths are absolute, keys are PKCS#8 PEM, certificates X.509 PEM.
 *
 * @param mspId Fabric MSP id of the member
 * @param name the member's name for people
 * @param channel name of the Fabric channel
 * @param peer the member's own peer
 * @param identity the enrolment with which the gateway signs transactions
 * @param peerTls client pair for TLS towards the peer
 * @param listen where the public API is served
 * @param dataDirectory folder of the outbox
 */
public record GatewayConfiguration(
    String mspId,
    String name,
    String channel,
    Peer peer,
    KeyPairFiles identity,
    KeyPairFiles peerTls,
    Listen listen,
    Path dataDirectory) {

  /** Address of a peer and the TLS CA that its server certificate chains to. */
  public record Peer(String host, int port, Path tlsCaFile) {
    public Peer {
      require(host, "peer.host");
      require(tlsCaFile, "peer.tlsCaFile");
    }
  }

  /** A certificate and its private key. */
  public record KeyPairFiles(Path certFile, Path keyFile) {
    public KeyPairFiles {
      require(certFile, "certFile");
      require(keyFile, "keyFile");
    }
  }

  /**
   * Listening address, server certificate, and the only CA whose client certificates are let in.
   */
  public record Listen(String host, int port, Path certFile, Path keyFile, Path clientCaFile) {
    public Listen {
      require(host, "listen.host");
      require(certFile, "listen.certFile");
      require(keyFile, "listen.keyFile");
      require(clientCaFile, "listen.clientCaFile");
    }
  }

  public GatewayConfiguration {
    require(mspId, "mspId");
    require(name, "name");
    require(channel, "channel");
    require(peer, "peer");
    require(identity, "identity");
    require(peerTls, "peerTls");
    require(listen, "listen");
    require(dataDirectory, "dataDirectory");
  }

  private static void require(Object value, String field) {
    Objects.requireNonNull(value, () -> field + " is missing");
  }

  /**
   * Reads a configuration file.
   *
   * @throws IllegalArgumentException naming the file and the field that is missing, unknown or
   *     malformed
   */
  public static GatewayConfiguration read(Path file) {
    ObjectMapper mapper =
        JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
    try {
      return mapper.readValue(Files.readString(file), GatewayConfiguration.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(file + ": " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
