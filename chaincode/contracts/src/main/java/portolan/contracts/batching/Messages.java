// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.batching;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Optional;
import org.hyperledger.fabric.protos.peer.ChaincodeMessage;
import org.hyperledger.fabric.protos.peer.DelState;
import org.hyperledger.fabric.protos.peer.PutState;
import org.hyperledger.fabric.protos.peer.PutStateMetadata;
import org.hyperledger.fabric.protos.peer.Response;
import org.hyperledger.fabric.protos.peer.WriteRecord;

/** Reads and makes the messages between shim and peer. */
final class Messages {
  /** The first status of a response that the peer does not endorse. */
  private static final int FAILURE = 400;

  /** The status of a contract that failed. */
  private static final int ERROR = 500;

  private Messages() {}

  /** A message about the same transaction as another. */
  static ChaincodeMessage about(
      ChaincodeMessage other, ChaincodeMessage.Type type, ByteString payload) {
    return ChaincodeMessage.newBuilder()
        .setType(type)
        .setChannelId(other.getChannelId())
        .setTxid(other.getTxid())
        .setPayload(payload)
        .build();
  }

  static ChaincodeMessage error(ChaincodeMessage other, String text) {
    return about(other, ChaincodeMessage.Type.ERROR, ByteString.copyFromUtf8(text));
  }

  /** As when the contract itself had answered with a failure. */
  static ChaincodeMessage failed(ChaincodeMessage other, String text) {
    return about(
        other,
        ChaincodeMessage.Type.COMPLETED,
        Response.newBuilder().setStatus(ERROR).setMessage(text).build().toByteString());
  }

  /** Whether the message wants no answer. */
  static boolean isLast(ChaincodeMessage message) {
    return switch (message.getType()) {
      case REGISTER, KEEPALIVE, COMPLETED, ERROR -> true;
      default -> false;
    };
  }

  /** Whether a COMPLETED says that the contract failed. */
  static boolean isFailure(ChaincodeMessage completed) {
    try {
      return Response.parseFrom(completed.getPayload()).getStatus() >= FAILURE;
    } catch (InvalidProtocolBufferException e) {
      // The peer cannot endorse it either.
      return true;
    }
  }

  /** The write that a message asks for; empty when it asks for something else. */
  static Optional<WriteRecord> write(ChaincodeMessage message) {
    try {
      return switch (message.getType()) {
        case PUT_STATE -> {
          PutState put = PutState.parseFrom(message.getPayload());
          yield Optional.of(
              WriteRecord.newBuilder()
                  .setType(WriteRecord.Type.PUT_STATE)
                  .setCollection(put.getCollection())
                  .setKey(put.getKey())
                  .setValue(put.getValue())
                  .build());
        }
        case PUT_STATE_METADATA -> {
          PutStateMetadata put = PutStateMetadata.parseFrom(message.getPayload());
          yield Optional.of(
              WriteRecord.newBuilder()
                  .setType(WriteRecord.Type.PUT_STATE_METADATA)
                  .setCollection(put.getCollection())
                  .setKey(put.getKey())
                  .setMetadata(put.getMetadata())
                  .build());
        }
        case DEL_STATE ->
            Optional.of(
                removal(WriteRecord.Type.DEL_STATE, DelState.parseFrom(message.getPayload())));
        case PURGE_PRIVATE_DATA ->
            Optional.of(
                removal(
                    WriteRecord.Type.PURGE_PRIVATE_DATA, DelState.parseFrom(message.getPayload())));
        default -> Optional.empty();
      };
    } catch (InvalidProtocolBufferException e) {
      // For the peer to refuse.
      return Optional.empty();
    }
  }

  private static WriteRecord removal(WriteRecord.Type type, DelState removed) {
    return WriteRecord.newBuilder()
        .setType(type)
        .setCollection(removed.getCollection())
        .setKey(removed.getKey())
        .build();
  }
}
