// SPDX-License-Identifier: Apache-2.0
package portolan.twin.gateway;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.function.Function;
import org.hyperledger.fabric.protos.common.Block;
import org.hyperledger.fabric.protos.common.ChannelHeader;
import org.hyperledger.fabric.protos.common.Envelope;
import org.hyperledger.fabric.protos.common.Payload;
import org.hyperledger.fabric.protos.common.SignatureHeader;
import org.hyperledger.fabric.protos.common.Status;
import org.hyperledger.fabric.protos.orderer.SeekInfo;
import org.hyperledger.fabric.protos.orderer.SeekPosition;
import org.hyperledger.fabric.protos.peer.DeliverGrpc;
import org.hyperledger.fabric.protos.peer.DeliverResponse;
import portolan.twin.channel.Channel;
import portolan.twin.identity.Identity;
import portolan.twin.peer.Peer;
import portolan.twin.policy.SignedData;

/** {@code protos.Deliver}: blocks, filtered blocks, and blocks with private data. */
public final class DeliverService extends DeliverGrpc.DeliverImplBase {
  private final Channel channel;
  private final Peer peer;
  private final BlockViews views;

  /** Serves a peer's blocks. */
  public DeliverService(Channel channel, Peer peer) {
    this.channel = channel;
    this.peer = peer;
    this.views = new BlockViews(channel, peer);
  }

  @Override
  public StreamObserver<Envelope> deliver(StreamObserver<DeliverResponse> observer) {
    return new Requests(observer, reader -> views::whole);
  }

  @Override
  public StreamObserver<Envelope> deliverFiltered(StreamObserver<DeliverResponse> observer) {
    return new Requests(observer, reader -> views::filtered);
  }

  @Override
  public StreamObserver<Envelope> deliverWithPrivateData(StreamObserver<DeliverResponse> observer) {
    return new Requests(observer, reader -> block -> views.withPrivateData(block, reader));
  }

  /** The seek requests of one client, one after the other. */
  private final class Requests implements StreamObserver<Envelope> {
    private final ServerCallStreamObserver<DeliverResponse> observer;
    private final Function<Identity, Function<Block, DeliverResponse>> view;
    private BlockStream stream;

    private Requests(
        StreamObserver<DeliverResponse> observer,
        Function<Identity, Function<Block, DeliverResponse>> view) {
      this.observer = (ServerCallStreamObserver<DeliverResponse>) observer;
      this.view = view;
      this.observer.setOnReadyHandler(
          () -> {
            if (stream != null) {
              stream.advance();
            }
          });
      this.observer.setOnCancelHandler(() -> {});
    }

    @Override
    public void onNext(Envelope envelope) {
      try {
        Payload payload = Payload.parseFrom(envelope.getPayload());
        ChannelHeader header = ChannelHeader.parseFrom(payload.getHeader().getChannelHeader());
        SignatureHeader signatureHeader =
            SignatureHeader.parseFrom(payload.getHeader().getSignatureHeader());
        if (!header.getChannelId().equals(channel.name())) {
          end(Status.NOT_FOUND);
          return;
        }
        SeekInfo seek = SeekInfo.parseFrom(payload.getData());
        List<Identity> readers =
            channel
                .policies()
                .signers(
                    List.of(
                        new SignedData(
                            envelope.getPayload(),
                            signatureHeader.getCreator(),
                            envelope.getSignature())));
        if (readers.isEmpty()) {
          end(Status.FORBIDDEN);
        } else if (!seek.hasStart() || !seek.hasStop()) {
          end(Status.BAD_REQUEST);
        } else {
          begin(seek, view.apply(readers.getFirst()));
        }
      } catch (InvalidProtocolBufferException e) {
        end(Status.BAD_REQUEST);
      }
    }

    private void begin(SeekInfo seek, Function<Block, DeliverResponse> encode) {
      long start = number(seek.getStart());
      long stop =
          seek.getStart().equals(seek.getStop()) || seek.getStop().hasOldest()
              ? start
              : number(seek.getStop());
      if (seek.getStop().hasSpecified() && stop < start) {
        end(Status.BAD_REQUEST);
        return;
      }
      if (seek.getBehavior() == SeekInfo.SeekBehavior.FAIL_IF_NOT_READY && start >= peer.height()) {
        end(Status.NOT_FOUND);
        return;
      }
      stream =
          new BlockStream(peer, observer) {
            @Override
            boolean send(Block block) {
              observer.onNext(encode.apply(block));
              long sent = block.getHeader().getNumber();
              if (sent == stop) {
                observer.onNext(DeliverResponse.newBuilder().setStatus(Status.SUCCESS).build());
                return false;
              }
              if (seek.getBehavior() == SeekInfo.SeekBehavior.FAIL_IF_NOT_READY
                  && sent + 1 >= peer.height()) {
                end(Status.NOT_FOUND);
                return false;
              }
              return true;
            }
          };
      stream.begin(start);
    }

    private long number(SeekPosition position) {
      return switch (position.getTypeCase()) {
        case OLDEST -> 0;
        case NEWEST -> peer.height() - 1;
        case SPECIFIED -> position.getSpecified().getNumber();
        case NEXT_COMMIT, TYPE_NOT_SET -> peer.height();
      };
    }

    private void end(Status status) {
      observer.onNext(DeliverResponse.newBuilder().setStatus(status).build());
      observer.onCompleted();
    }

    @Override
    public void onError(Throwable problem) {
      // The client went away.
    }

    @Override
    public void onCompleted() {
      observer.onCompleted();
    }
  }
}
