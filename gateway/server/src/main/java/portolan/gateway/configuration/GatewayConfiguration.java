// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.configuration;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Collectors;
import portolan.gateway.fabric.PeerAccess;

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
 * @param keeper whether it says that times are over where nobody else does; true if absent
 */
public record GatewayConfiguration(
    String mspId,
    String name,
    String channel,
    Peer peer,
    KeyPairFiles identity,
    KeyPairFiles peerTls,
    Listen listen,
    Path dataDirectory,
    Boolean keeper) {

  /** Address of a peer and the TLS CA that its server certificate chains to. */
  public record Peer(String host, int port, Path tlsCaFile) {
    public Peer {
      requireText("host", host);
      requirePort(port);
      requireFile("tlsCaFile", tlsCaFile);
    }
  }

  /** A certificate and its private key. */
  public record KeyPairFiles(Path certFile, Path keyFile) {
    public KeyPairFiles {
      requireFile("certFile", certFile);
      requireFile("keyFile", keyFile);
    }
  }

  /**
   * Listening address, server certificate, and the only CA whose client certificates are let in.
   */
  public record Listen(String host, int port, Path certFile, Path keyFile, Path clientCaFile) {
    public Listen {
      requireText("host", host);
      requirePort(port);
      requireFile("certFile", certFile);
      requireFile("keyFile", keyFile);
      requireFile("clientCaFile", clientCaFile);
    }
  }

  private static final String A_PORT = "expected a port number from 1 to 65535";
  private static final String A_PATH = "expected a path";
  private static final String A_TEXT = "expected a text";
  private static final String AN_OBJECT = "expected an object";

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(
              DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
              DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .build();

  public GatewayConfiguration {
    requireText("mspId", mspId);
    requireText("name", name);
    requireText("channel", channel);
    require("peer", peer != null, AN_OBJECT);
    require("identity", identity != null, AN_OBJECT);
    require("peerTls", peerTls != null, AN_OBJECT);
    require("listen", listen != null, AN_OBJECT);
    requireFile("dataDirectory", dataDirectory);
    keeper = keeper == null || keeper;
  }

  /** What the ledger's side of the gateway needs of this. */
  public PeerAccess peerAccess() {
    return new PeerAccess(
        mspId,
        channel,
        peer.host(),
        peer.port(),
        peer.tlsCaFile(),
        identity.certFile(),
        identity.keyFile(),
        peerTls.certFile(),
        peerTls.keyFile());
  }

  private static void requireText(String field, String value) {
    require(field, value != null && !value.isEmpty(), A_TEXT);
  }

  private static void requirePort(int value) {
    require("port", value >= 1 && value <= 65_535, A_PORT);
  }

  private static void requireFile(String field, Path value) {
    require(field, value != null && !value.toString().isEmpty(), A_PATH);
  }

  private static void require(String field, boolean holds, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(field + ": " + expected);
    }
  }

  /**
   * Reads a configuration file.
   *
   * @throws IllegalArgumentException naming the file and the field that is missing, unknown or
   *     malformed
   */
  public static GatewayConfiguration read(Path file) {
    JsonNode json;
    try {
      json = JSON.readTree(Files.readString(file));
    } catch (NoSuchFileException e) {
      throw refusal(file, "the file is missing", e);
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      String where = at == null ? "" : "line " + at.getLineNr() + ", column " + at.getColumnNr();
      throw refusal(file, where + ": not valid JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw refusal(file, "cannot be read: " + e, e);
    }
    if (!json.isObject()) {
      throw refusal(file, AN_OBJECT, null);
    }
    try {
      return JSON.treeToValue(json, GatewayConfiguration.class);
    } catch (ValueInstantiationException e) {
      // Thrown by one of the constructors above, which knows its own field.
      String parent = path(e);
      String own = e.getCause().getMessage();
      throw refusal(file, parent.isEmpty() ? own : parent + "." + own, e);
    } catch (UnrecognizedPropertyException e) {
      String known =
          e.getKnownPropertyIds().stream()
              .map(Object::toString)
              .sorted()
              .collect(Collectors.joining(", "));
      throw refusal(file, path(e) + ": unknown field; expected only " + known, e);
    } catch (JsonMappingException e) {
      throw refusal(file, path(e) + ": " + expected(e), e);
    } catch (JsonProcessingException e) {
      throw refusal(file, e.getOriginalMessage(), e);
    }
  }

  private static String expected(JsonMappingException e) {
    return switch (e) {
      case MismatchedInputException mismatch -> expected(mismatch.getTargetType());
      case JsonMappingException other
          when other.getCause() instanceof InputCoercionException tooLarge ->
          expected(tooLarge.getTargetType());
      default -> e.getOriginalMessage();
    };
  }

  private static String expected(Class<?> type) {
    if (type == int.class) {
      return A_PORT;
    } else if (type == Path.class) {
      return A_PATH;
    } else if (type == Boolean.class) {
      return "expected true or false";
    }
    return type == String.class ? A_TEXT : AN_OBJECT;
  }

  private static String path(JsonMappingException e) {
    return e.getPath().stream()
        .map(JsonMappingException.Reference::getFieldName)
        .collect(Collectors.joining("."));
  }

  private static IllegalArgumentException refusal(Path file, String message, Exception cause) {
    return new IllegalArgumentException(file + ": " + message, cause);
  }
}
