// SPDX-License-Identifier: Apache-2.0
package portolan.twin.block;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;

/** Reads the messages that stand as bytes in other messages, and complains in Fabric's words. */
public final class Messages {
  private Messages() {}

  /**
   * Reads one message.
   *
   * @throws InvalidProtocolBufferException whose message is what Fabric says of a message with this
   *     name
   */
  public static <T extends Message> T read(String name, Parser<T> parser, ByteString bytes)
      throws InvalidProtocolBufferException {
    try {
      return parser.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new InvalidProtocolBufferException(
          "error unmarshalling " + name + ": proto: cannot parse invalid wire-format data", e);
    }
  }
}
