// SPDX-License-Identifier: Apache-2.0
package portolan.network;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * The package of a chaincode definition that runs as a service. It holds no address and no key, so
 * all members have the same bytes and the same id, which is known before anything runs. Where the
 * process listens is told to each member's own peer by {@link ExternalBuilder}.
 */
final class ChaincodePackage {
  static final String VERSION = "1";
  static final int SEQUENCE = 1;
  private static final int BLOCK = 512;

  private final String definition;
  private final String id;
  private final byte[] content;

  private ChaincodePackage(String definition, String id, byte[] content) {
    this.definition = definition;
    this.id = id;
    this.content = content;
  }

  String definition() {
    return definition;
  }

  /** What Fabric will call the package: label, colon, SHA-256 of the bytes. */
  String id() {
    return id;
  }

  byte[] content() {
    return content.clone();
  }

  static ChaincodePackage of(String definition) {
    String label = definition + "_" + VERSION;
    Map<String, byte[]> code = new LinkedHashMap<>();
    code.put("connection.json", utf8("{\"definition\":\"" + definition + "\"}\n"));
    Map<String, byte[]> whole = new LinkedHashMap<>();
    whole.put("metadata.json", utf8("{\"type\":\"ccaas\",\"label\":\"" + label + "\"}\n"));
    whole.put("code.tar.gz", gzip(tar(code)));
    byte[] content = gzip(tar(whole));
    return new ChaincodePackage(definition, label + ":" + CacheFolder.hash(content), content);
  }

  /**
   * A POSIX ustar archive (IEEE 1003.1) with no time, owner or anything else that differs from run
   * to run.
   */
  private static byte[] tar(Map<String, byte[]> files) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    files.forEach(
        (name, content) -> {
          byte[] header = new byte[BLOCK];
          put(header, 0, name);
          put(header, 100, "0000644\0");
          put(header, 108, "0000000\0");
          put(header, 116, "0000000\0");
          put(header, 124, "%011o\0".formatted(content.length));
          put(header, 136, "00000000000\0");
          put(header, 148, "        ");
          put(header, 156, "0");
          put(header, 257, "ustar\00000");
          int sum = 0;
          for (byte b : header) {
            sum += b & 0xff;
          }
          put(header, 148, "%06o\0 ".formatted(sum));
          out.writeBytes(header);
          out.writeBytes(content);
          out.writeBytes(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
        });
    out.writeBytes(new byte[2 * BLOCK]);
    return out.toByteArray();
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  /**
   * Gzip (RFC 1952) with stored blocks: what a compressor makes of the same bytes differs between
   * JDKs and zlib versions, and members would get different package ids.
   */
  private static byte[] gzip(byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff});
    writeStored(out, content);
    CRC32 crc = new CRC32();
    crc.update(content);
    writeLittleEndian(out, (int) crc.getValue(), 4);
    writeLittleEndian(out, content.length, 4);
    return out.toByteArray();
  }

  private static void writeStored(ByteArrayOutputStream out, byte[] content) {
    int most = 0xffff;
    for (int at = 0; at < content.length; at += most) {
      int length = Math.min(most, content.length - at);
      out.write(at + length == content.length ? 1 : 0);
      writeLittleEndian(out, length, 2);
      writeLittleEndian(out, ~length, 2);
      out.write(content, at, length);
    }
  }

  private static void writeLittleEndian(ByteArrayOutputStream out, int value, int bytes) {
    for (int i = 0; i < bytes; i++) {
      out.write(value >>> (8 * i));
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
