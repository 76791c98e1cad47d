// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.transport;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import io.vertx.grpc.common.CodecException;
import io.vertx.grpc.common.GrpcMessage;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.WireFormat;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import portolan.api.v1.LedgerProto;
import portolan.domain.encoding.QualifiedId;

/**
 * Completes the ids of requests: in fields that the API marks {@code own_id} the gateway's own
 * member may leave out its MSP id. From here on ids are as on the ledger, whoever sent them.
 */
final class OwnIds {
  private final String own;
  private final Descriptor type;

  /**
   * For each message that may be part of the request: its fields that hold ids, or lead to some.
   */
  private final Map<Descriptor, List<FieldDescriptor>> fields = new HashMap<>();

  /**
   * For requests of one type.
   *
   * @param own MSP id of the gateway's member
   */
  OwnIds(String own, Descriptor type) {
    this.own = own;
    this.type = type;
    visit(type);
  }

  private boolean visit(Descriptor message) {
    if (!fields.containsKey(message)) {
      // For a message that contains itself: it is being looked at.
      fields.put(message, List.of());
      fields.put(message, message.getFields().stream().filter(this::matters).toList());
    }
    return !fields.get(message).isEmpty();
  }

  private boolean matters(FieldDescriptor field) {
    return field.getJavaType() == JavaType.MESSAGE
        ? visit(field.getMessageType())
        : field.getOptions().getExtension(LedgerProto.ownId);
  }

  /** The same request with all ids in full. */
  @SuppressWarnings("unchecked") // a message is completed to one of its own type
  <M extends Message> M completed(M message) {
    if (!message.getDescriptorForType().equals(type)) {
      throw new IllegalArgumentException(message.getDescriptorForType().getFullName());
    }
    return (M) complete(message);
  }

  private Message complete(Message message) {
    Message.Builder changed = null;
    for (FieldDescriptor field : fields.get(message.getDescriptorForType())) {
      if (!field.isRepeated()) {
        if (!field.hasPresence() || message.hasField(field)) {
          Object before = message.getField(field);
          Object after = complete(field, before);
          if (after != before) {
            changed = changed == null ? message.toBuilder() : changed;
            changed.setField(field, after);
          }
        }
        continue;
      }
      for (int i = 0; i < message.getRepeatedFieldCount(field); i++) {
        Object before = message.getRepeatedField(field, i);
        Object after = complete(field, before);
        if (after != before) {
          changed = changed == null ? message.toBuilder() : changed;
          changed.setRepeatedField(field, i, after);
        }
      }
    }
    return changed == null ? message : changed.build();
  }

  private Object complete(FieldDescriptor field, Object value) {
    return field.getJavaType() == JavaType.MESSAGE
        ? complete((Message) value)
        : complete((String) value);
  }

  private String complete(String id) {
    return id.isEmpty() || id.indexOf('/') >= 0 ? id : new QualifiedId(own, id).toString();
  }

  /** Reads requests of the prototype's type, with all ids in full. */
  <Q extends Message> GrpcMessageDecoder<Q> decoder(Q prototype) {
    GrpcMessageDecoder<Q> decoder = GrpcMessageDecoder.decoder(prototype);
    return new GrpcMessageDecoder<>() {
      @Override
      public Q decode(GrpcMessage message) throws CodecException {
        return completed(decoder.decode(message));
      }

      @Override
      public boolean accepts(WireFormat format) {
        return decoder.accepts(format);
      }
    };
  }
}
