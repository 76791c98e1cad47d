// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.transport;

import com.google.protobuf.Message;
import io.vertx.core.buffer.Buffer;
import io.vertx.grpc.common.GrpcMessage;
import io.vertx.grpc.common.GrpcMessageDecoder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import portolan.gateway.api.call.ApiException;

/**
 * Reads request messages. Unpacking stops at the limit: a few kilobytes may hold gigabytes.
 *
 * @param decoder of one kind of message
 * @param maxBytes of a message when it is unpacked
 */
public record MessageReader<Q extends Message>(GrpcMessageDecoder<Q> decoder, int maxBytes) {
  /** Stands in for the name of a packing that the caller did not name. */
  static final String UNNAMED = "unnamed";

  /** Reads a message; on a thread of its own, since it may take a while. */
  public Q read(GrpcMessage message) throws ApiException {
    Buffer plain =
        switch (message.encoding()) {
          case "identity" -> message.payload();
          case "gzip" -> unpacked(message.payload());
          default ->
              throw ApiException.unimplemented(
                  "grpc-encoding: expected identity or gzip, found " + message.encoding());
        };
    try {
      return decoder.decode(GrpcMessage.message("identity", message.format(), plain));
    } catch (RuntimeException e) {
      throw ApiException.invalid("", "the message cannot be read: " + e.getMessage());
    }
  }

  private Buffer unpacked(Buffer packed) throws ApiException {
    byte[] plain;
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed.getBytes()))) {
      plain = in.readNBytes(maxBytes + 1);
    } catch (IOException e) {
      throw ApiException.invalid("", "the message cannot be unpacked: " + e.getMessage());
    }
    if (plain.length > maxBytes) {
      throw tooLarge(maxBytes, "more when it is unpacked");
    }
    return Buffer.buffer(plain);
  }

  /** A message above the limit. */
  public static ApiException tooLarge(int maxBytes, String found) {
    return ApiException.tooLarge(
        "expected a message of at most %,d bytes, found %s".formatted(maxBytes, found), maxBytes);
  }
}
