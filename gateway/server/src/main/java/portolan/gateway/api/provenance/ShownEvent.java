// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.provenance;

import portolan.api.v1.ErrorDeclaration;
import portolan.api.v1.TraceEvent;
import portolan.domain.encoding.Timestamp;
import portolan.gateway.projection.provenance.IndexedEvent;

/** An event of the index as callers see it. */
final class ShownEvent {
  private ShownEvent() {}

  static TraceEvent of(IndexedEvent event) {
    TraceEvent.Builder shown =
        TraceEvent.newBuilder()
            .setEventId(event.eventId())
            .setType(event.type())
            .setBizStep(event.bizStep())
            .setEventTime(event.eventTime())
            .setCapturedBy(event.capturedBy())
            .setReadPoint(event.readPoint())
            .setEventJson(event.json().orElse(""))
            .setEventJsonOmitted(event.json().isEmpty())
            .setObject(event.object())
            .setRecordTime(Timestamp.format(event.recordTime()))
            .setBlockNumber(event.block())
            .setTransactionId(event.transactionId())
            .setEventHash(event.hash())
            .setDeclaredWrong(event.wrong());
    event
        .declaration()
        .ifPresent(
            its ->
                shown.setErrorDeclaration(
                    ErrorDeclaration.newBuilder()
                        .setDeclarationTime(its.time())
                        .setReason(its.reason())));
    return shown.build();
  }
}
