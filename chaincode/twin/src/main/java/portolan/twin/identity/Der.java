// SPDX-License-Identifier: Apache-2.0
package portolan.twin.identity;

import com.google.protobuf.ByteString;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * The little of ASN.1's distinguished encoding that certificates, signatures and block headers
 * need. A library for all of it costs half of the time in which a ledger opens.
 */
public final class Der {
  private static final int BOOLEAN = 0x01;
  private static final int INTEGER = 0x02;
  private static final int BIT_STRING = 0x03;
  private static final int OCTET_STRING = 0x04;
  private static final int OBJECT_IDENTIFIER = 0x06;
  private static final int UTF8_STRING = 0x0c;
  private static final int UTC_TIME = 0x17;
  private static final int GENERALIZED_TIME = 0x18;
  private static final int SEQUENCE = 0x30;
  private static final int SET = 0x31;
  private static final int CONTEXT = 0xa0;
  private static final int LONG_LENGTH = 0x80;
  private static final int FIRST_GENERALIZED_YEAR = 2050;
  private static final DateTimeFormatter UTC = DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'");
  private static final DateTimeFormatter GENERALIZED =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'");

  private Der() {}

  /** Parts in their order. */
  public static ByteString sequence(ByteString... parts) {
    return tagged(SEQUENCE, concatenated(parts));
  }

  /** An integer of any size. */
  public static ByteString integer(BigInteger number) {
    return tagged(INTEGER, ByteString.copyFrom(number.toByteArray()));
  }

  /** Bytes. */
  public static ByteString octets(ByteString bytes) {
    return tagged(OCTET_STRING, bytes);
  }

  static ByteString set(ByteString part) {
    return tagged(SET, part);
  }

  static ByteString yes() {
    return tagged(BOOLEAN, ByteString.copyFrom(new byte[] {(byte) 0xff}));
  }

  static ByteString utf8(String text) {
    return tagged(UTF8_STRING, ByteString.copyFromUtf8(text));
  }

  static ByteString bits(ByteString bytes, int unused) {
    return tagged(BIT_STRING, ByteString.copyFrom(new byte[] {(byte) unused}).concat(bytes));
  }

  static ByteString explicit(int tag, ByteString value) {
    return tagged(CONTEXT | tag, value);
  }

  static ByteString time(Instant instant) {
    ZonedDateTime time = instant.atZone(ZoneOffset.UTC);
    return time.getYear() < FIRST_GENERALIZED_YEAR
        ? tagged(UTC_TIME, ascii(UTC.format(time)))
        : tagged(GENERALIZED_TIME, ascii(GENERALIZED.format(time)));
  }

  private static ByteString ascii(String text) {
    return ByteString.copyFrom(text, StandardCharsets.US_ASCII);
  }

  /** From its bytes, since they are always the same few. */
  static ByteString objectIdentifier(int... bytes) {
    byte[] content = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      content[i] = (byte) bytes[i];
    }
    return tagged(OBJECT_IDENTIFIER, ByteString.copyFrom(content));
  }

  private static ByteString concatenated(ByteString... parts) {
    ByteString all = ByteString.EMPTY;
    for (ByteString part : parts) {
      all = all.concat(part);
    }
    return all;
  }

  private static ByteString tagged(int tag, ByteString content) {
    byte[] length;
    if (content.size() < LONG_LENGTH) {
      length = new byte[] {(byte) tag, (byte) content.size()};
    } else {
      byte[] size = BigInteger.valueOf(content.size()).toByteArray();
      int zero = size[0] == 0 ? 1 : 0;
      length = new byte[2 + size.length - zero];
      length[0] = (byte) tag;
      length[1] = (byte) (LONG_LENGTH | (size.length - zero));
      System.arraycopy(size, zero, length, 2, size.length - zero);
    }
    // One array, not a rope: these bytes are compared and hashed often.
    return ByteString.copyFrom(ByteString.copyFrom(length).concat(content).toByteArray());
  }

  /** A pair of integers, as an ECDSA signature is encoded. */
  record Pair(BigInteger first, BigInteger second) {}

  /** Reads a pair of positive integers; nothing when it is anything else, or has anything after. */
  static Optional<Pair> pair(ByteString encoded) {
    if (encoded.size() < 2
        || encoded.byteAt(0) != SEQUENCE
        || encoded.byteAt(1) != encoded.size() - 2) {
      return Optional.empty();
    }
    Optional<BigInteger> first = positive(encoded, 2);
    if (first.isEmpty()) {
      return Optional.empty();
    }
    int next = 4 + encoded.byteAt(3);
    return positive(encoded, next)
        .filter(second -> next + 2 + encoded.byteAt(next + 1) == encoded.size())
        .map(second -> new Pair(first.get(), second));
  }

  private static Optional<BigInteger> positive(ByteString encoded, int at) {
    if (at + 2 > encoded.size() || encoded.byteAt(at) != INTEGER) {
      return Optional.empty();
    }
    int length = encoded.byteAt(at + 1);
    if (length < 1 || at + 2 + length > encoded.size()) {
      return Optional.empty();
    }
    return Optional.of(new BigInteger(encoded.substring(at + 2, at + 2 + length).toByteArray()))
        .filter(number -> number.signum() > 0);
  }
}
