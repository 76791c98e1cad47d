// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.projection.provenance;

import com.google.protobuf.ByteString;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import portolan.domain.encoding.JsonObject;
import portolan.domain.gs1.Identity;

/**
 * An event that an earlier release of the contract has captured and that is none of EPCIS 2.0: it
 * read nothing but what custody follows.
 */
final class EarlierEvent {
  private static final String VOCABULARY = "https://ref.gs1.org/cbv/BizStep-";

  private EarlierEvent() {}

  static CapturedEvent read(int item, String caller, JsonObject json) {
    String time = CaptureReading.text(json, "eventTime");
    String parent = CaptureReading.text(json, "parentID");
    List<Naming> namings = new ArrayList<>();
    if (!parent.isEmpty()) {
      namings.add(Naming.of(Role.PARENT, canonical(parent)));
    }
    CaptureReading.texts(json, "epcList")
        .forEach(epc -> namings.add(Naming.of(Role.SUBJECT, canonical(epc))));
    CaptureReading.texts(json, "childEPCs")
        .forEach(epc -> namings.add(Naming.of(Role.CHILD, canonical(epc))));
    String step = CaptureReading.text(json, "bizStep");
    return new CapturedEvent(
        item,
        caller,
        CaptureReading.text(json, "eventID"),
        "",
        instant(time),
        time,
        CaptureReading.text(json, "type"),
        CaptureReading.text(json, "action"),
        step.startsWith(VOCABULARY) ? step.substring(VOCABULARY.length()) : step,
        "",
        Optional.empty(),
        true,
        namings,
        ByteString.copyFrom(json.canonicalBytes()));
  }

  private static String canonical(String text) {
    try {
      return Identity.parse(text).canonical();
    } catch (IllegalArgumentException e) {
      // It is what it is called.
      return text;
    }
  }

  private static Instant instant(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      return Instant.EPOCH;
    }
  }
}
