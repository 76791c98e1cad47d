// SPDX-License-Identifier: Apache-2.0
package portolan.twin.peer;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.hyperledger.fabric.protos.common.ChannelHeader;
import org.hyperledger.fabric.protos.common.Envelope;
import org.hyperledger.fabric.protos.common.HeaderType;
import org.hyperledger.fabric.protos.common.Payload;
import org.hyperledger.fabric.protos.common.SignatureHeader;
import org.hyperledger.fabric.protos.common.Status;
import org.hyperledger.fabric.protos.orderer.BroadcastResponse;
import portolan.twin.block.EnvelopeTransaction;
import portolan.twin.block.Messages;
import portolan.twin.channel.Channel;
import portolan.twin.channel.Ordering;
import portolan.twin.identity.Identity;
import portolan.twin.time.Chance;
import portolan.twin.time.Timeline;

/** The ordering service: takes envelopes and cuts blocks by number, bytes and time. */
public final class Orderer {
  private final Channel channel;
  private final Ordering ordering;
  private final Timeline timeline;
  private final Chance chance;
  private final Consumer<List<EnvelopeTransaction>> blocks;
  private final AtomicInteger accepted = new AtomicInteger();
  private List<EnvelopeTransaction> batch = new ArrayList<>();
  private long batchBytes;
  private long batchNumber;

  /** Gives every batch that is cut to the consumer, on the timeline's thread. */
  Orderer(
      Channel channel,
      Ordering ordering,
      Timeline timeline,
      Chance chance,
      Consumer<List<EnvelopeTransaction>> blocks) {
    this.channel = channel;
    this.ordering = ordering;
    this.timeline = timeline;
    this.chance = chance;
    this.blocks = blocks;
  }

  /** Takes an envelope as {@code AtomicBroadcast.Broadcast} does. */
  public BroadcastResponse broadcast(Envelope envelope) {
    Optional<BroadcastResponse> refusal = check(envelope);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    if (chance.happens("submit refused", chance.faults().submitRefused())) {
      return response(Status.SERVICE_UNAVAILABLE, "no Raft leader");
    }
    if (accepted.incrementAndGet() > ordering.maxPending()) {
      accepted.decrementAndGet();
      return response(
          Status.SERVICE_UNAVAILABLE,
          "more than " + ordering.maxPending() + " transactions wait for a block");
    }
    if (chance.happens("submit lost", chance.faults().submitLost())) {
      accepted.decrementAndGet();
      return response(Status.SUCCESS, "");
    }
    EnvelopeTransaction transaction =
        EnvelopeTransaction.of(envelope.toByteString(), channel.membership());
    long bytes = size(envelope);
    Duration delay = chance.upTo(chance.faults().orderingDelay());
    timeline.schedule(delay, () -> order(transaction, bytes));
    return response(Status.SUCCESS, "");
  }

  private Optional<BroadcastResponse> check(Envelope envelope) {
    ChannelHeader header;
    SignatureHeader signatureHeader;
    try {
      Payload payload = Messages.read("Payload", Payload.parser(), envelope.getPayload());
      if (!payload.hasHeader()) {
        return refused(
            Status.BAD_REQUEST, "could not determine channel ID: envelope must have a Header");
      }
      header =
          Messages.read(
              "ChannelHeader", ChannelHeader.parser(), payload.getHeader().getChannelHeader());
      signatureHeader =
          Messages.read(
              "SignatureHeader",
              SignatureHeader.parser(),
              payload.getHeader().getSignatureHeader());
    } catch (InvalidProtocolBufferException e) {
      return refused(Status.BAD_REQUEST, "could not determine channel ID: " + e.getMessage());
    }
    if (!header.getChannelId().equals(channel.name())) {
      return refused(Status.BAD_REQUEST, "channel does not exist");
    }
    HeaderType type = HeaderType.forNumber(header.getType());
    if (type == HeaderType.CONFIG) {
      return refused(Status.BAD_REQUEST, "message is of type that cannot be processed directly");
    }
    if (type == HeaderType.CONFIG_UPDATE) {
      return refused(Status.BAD_REQUEST, "the twin's channel cannot be reconfigured");
    }
    if (envelope.getPayload().isEmpty()) {
      return refused(Status.BAD_REQUEST, "Message was empty");
    }
    long size = size(envelope);
    if (size > ordering.absoluteBytes()) {
      return refused(
          Status.BAD_REQUEST,
          "message payload is %d bytes and exceeds maximum allowed %d bytes"
              .formatted(size, ordering.absoluteBytes()));
    }
    return checkWriter(envelope, signatureHeader.getCreator());
  }

  private Optional<BroadcastResponse> checkWriter(Envelope envelope, ByteString creator) {
    Optional<Identity> identity = channel.membership().identity(creator);
    if (identity.isPresent() && identity.get().hasExpired(timeline.instant())) {
      return refused(Status.BAD_REQUEST, "broadcast client identity expired");
    }
    if (identity.isEmpty()
        || !identity.get().verifies(envelope.getPayload(), envelope.getSignature())) {
      return refused(
          Status.FORBIDDEN,
          "implicit policy evaluation failed - 0 sub-policies were satisfied, but this policy requires 1 of the 'Writers' sub-policies to be satisfied: permission denied");
    }
    return Optional.empty();
  }

  private static long size(Envelope envelope) {
    return (long) envelope.getPayload().size() + envelope.getSignature().size();
  }

  private static Optional<BroadcastResponse> refused(Status status, String info) {
    return Optional.of(response(status, info));
  }

  private static BroadcastResponse response(Status status, String info) {
    return BroadcastResponse.newBuilder().setStatus(status).setInfo(info).build();
  }

  private void order(EnvelopeTransaction transaction, long bytes) {
    if (bytes > ordering.preferredBytes()) {
      cut();
      batch.add(transaction);
      cut();
      return;
    }
    if (batchBytes + bytes > ordering.preferredBytes()) {
      cut();
    }
    if (batch.isEmpty()) {
      long number = batchNumber;
      timeline.schedule(
          ordering.batchTimeout(),
          () -> {
            if (batchNumber == number) {
              cut();
            }
          });
    }
    batch.add(transaction);
    batchBytes += bytes;
    if (batch.size() >= ordering.maxMessages()) {
      cut();
    }
  }

  private void cut() {
    if (!batch.isEmpty()) {
      List<EnvelopeTransaction> cut = batch;
      batch = new ArrayList<>();
      batchBytes = 0;
      batchNumber++;
      accepted.addAndGet(-cut.size());
      blocks.accept(cut);
    }
  }
}
