// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.outbox;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** The members of a group as one column: of each its key, the hash of its request, its items. */
final class GroupMembers {
  private GroupMembers() {}

  static byte[] encode(List<OutboxStore.Member> members) {
    ByteString.Output bytes = ByteString.newOutput(64 * members.size());
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      for (OutboxStore.Member member : members) {
        out.writeStringNoTag(member.key());
        out.writeByteArrayNoTag(HexFormat.of().parseHex(member.requestHash()));
        out.writeUInt32NoTag(member.first());
        out.writeUInt32NoTag(member.items());
      }
      out.flush();
    } catch (IOException e) {
      throw new IllegalStateException("memory does not fail", e);
    }
    return bytes.toByteString().toByteArray();
  }

  static List<OutboxStore.Member> decode(long group, byte[] bytes) {
    CodedInputStream in = CodedInputStream.newInstance(bytes);
    List<OutboxStore.Member> members = new ArrayList<>();
    try {
      while (!in.isAtEnd()) {
        members.add(
            new OutboxStore.Member(
                in.readString(),
                HexFormat.of().formatHex(in.readByteArray()),
                group,
                in.readUInt32(),
                in.readUInt32()));
      }
    } catch (IOException e) {
      throw new IllegalStateException("the members of group " + group + " cannot be read", e);
    }
    return members;
  }
}
