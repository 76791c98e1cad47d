// SPDX-License-Identifier: Apache-2.0
package portolan.command.conformance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import portolan.api.v1.CaptureRequest;
import portolan.api.v1.EventResult;
import portolan.api.v1.RegisterProductRequest;
import portolan.api.v1.TraceEvent;
import portolan.api.v1.TraceRequest;
import portolan.api.v1.TraceResponse;
import portolan.client.PortolanClient;
import portolan.client.PortolanException;
import portolan.command.Gateways;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.Format;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonArray;
import portolan.domain.encoding.JsonText;
import portolan.domain.gs1.Epc;
import portolan.domain.gs1.Sgtin;
import portolan.network.Consortium;
import portolan.network.Role;

/**
 * Cases of custody and trace ({@code C*.json}), played through the members' gateways: each step
 * captures events or asks for a trace, as one member, and says what must come of it. The other
 * files of the folder are of later releases.
 */
final class CaseSet implements VectorSet {
  private static final int MAX_STEPS = 1000;
  private static final Format WORD = Format.of("a word", "[A-Za-z]+", 64);
  private static final Format TEXT = Format.of("a text", "(?s).*", 1000);
  private static final Pattern CLASS =
      Pattern.compile("urn:epc:(?:id:sgtin|class:lgtin):([0-9]+)\\.([0-9]+)\\.");

  private final Gateways gateways;
  private final Consortium consortium;

  /** A number of six digits for each case: its events do not meet those of another. */
  private int run = 100_000;

  /** Of a ledger on which nothing has happened yet. */
  CaseSet(Gateways gateways, Consortium consortium) {
    this.gateways = gateways;
    this.consortium = consortium;
  }

  @Override
  public String folder() {
    return "cases";
  }

  @Override
  public List<Finding> judge(Path folder) throws IOException {
    List<Finding> findings = new ArrayList<>();
    for (Path file : VectorSet.files(folder, "")) {
      String name = file.getFileName().toString();
      if (name.matches("C[0-9]+\\.json")) {
        findings.addAll(VectorSet.each(List.of(file), this::play));
      } else if (name.matches("N[0-9]+-.*")) {
        findings.add(new Finding(name, Verdict.NOT_YET, ""));
      }
    }
    return findings;
  }

  private List<Finding> play(Path file) throws IOException {
    String text = Files.readString(file).replace("{{run}}", Integer.toString(run++));
    registerProducts(text);
    Fields play = Fields.parse("", text.getBytes(StandardCharsets.UTF_8));
    String id = play.text("id", TEXT);
    List<Finding> findings = new ArrayList<>();
    int n = 0;
    for (Fields step : play.objects("steps", 1, MAX_STEPS)) {
      String note = step.has("note") ? step.text("note", TEXT) : "";
      String what = id + "." + ++n + (note.isEmpty() ? "" : " " + note);
      findings.add(step.has("trace") ? trace(what, step) : capture(what, step));
    }
    return findings;
  }

  /** Products of all classes that the case names: what a supplier does beforehand. */
  private void registerProducts(String text) {
    Set<String> gtins = new TreeSet<>();
    Matcher named = CLASS.matcher(text);
    while (named.find()) {
      String unit = "urn:epc:id:sgtin:" + named.group(1) + "." + named.group(2) + ".1";
      if (Epc.parse(unit) instanceof Sgtin sgtin) {
        gtins.add(sgtin.gtin().digits());
      }
    }
    String supplier = consortium.holders(Role.SUPPLIER).getFirst().mspId();
    for (String gtin : gtins) {
      try {
        gateways
            .of(supplier)
            .provenance()
            .registerProduct(
                RegisterProductRequest.newBuilder()
                    .setGtin(gtin)
                    .setName("Product of a case")
                    .setHsCode("950300")
                    .setOriginCountry("CN")
                    .build());
      } catch (PortolanException e) {
        if (!e.reason().equals("ALREADY_EXISTS")) {
          throw e;
        }
      }
    }
  }

  private PortolanClient member(Fields step) {
    return gateways.of(consortium.member(step.text("as", WORD)).mspId());
  }

  private Finding capture(String what, Fields step) {
    String document = CaseEvents.document(step);
    List<String> expected = expected(step);
    List<String> found = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    try {
      for (EventResult result :
          member(step)
              .provenance()
              .capture(CaptureRequest.newBuilder().setEpcisDocument(document).build())
              .getResultsList()) {
        found.add(
            !result.getAccepted() ? "refused" : result.getExisting() ? "duplicate" : "accepted");
        if (!result.getAccepted()) {
          notes.add(result.getCode() + " " + result.getField() + ": " + result.getMessage());
        }
      }
    } catch (PortolanException e) {
      found.add("refused");
      notes.add(e.getMessage());
    }
    boolean right =
        expected.size() == 1
            ? found.stream().allMatch(expected.getFirst()::equals)
            : found.equals(expected);
    if (!right) {
      return Finding.wrong(what, "expected " + expected + ", found " + found + " " + notes);
    }
    return expected.equals(List.of("refused"))
        ? Finding.refused(what, notes.toString())
        : Finding.accepted(what);
  }

  /** One word for all events of the step, or one for each. */
  private static List<String> expected(Fields step) {
    return step.json("expect") instanceof JsonArray each
        ? each.values().stream().map(word -> ((JsonText) word).value()).toList()
        : List.of(step.text("expect", WORD));
  }

  private Finding trace(String what, Fields step) {
    Fields expected = step.object("expect");
    TraceResponse trace;
    try {
      trace =
          member(step)
              .provenance()
              .trace(TraceRequest.newBuilder().setEpc(step.text("trace", TEXT)).build());
    } catch (PortolanException e) {
      return expected.has("found") && !expected.flag("found")
          ? Finding.refused(what, e.getMessage())
          : Finding.wrong(what, e.getMessage());
    }
    if (expected.has("found") && !expected.flag("found")) {
      return Finding.wrong(what, "found " + trace.getEpc());
    }
    List<String> ids = trace.getEventsList().stream().map(TraceEvent::getEventId).toList();
    boolean right =
        ids.containsAll(texts(expected, "has"))
            && texts(expected, "hasNot").stream().noneMatch(ids::contains)
            && (!expected.has("custodian")
                || expected.text("custodian", TEXT).equals(trace.getCustodian()));
    return right
        ? Finding.accepted(what)
        : Finding.wrong(what, "found custodian " + trace.getCustodian() + ", events " + ids);
  }

  private static List<String> texts(Fields expected, String name) {
    return expected.has(name)
        ? expected.values(name, 0, MAX_STEPS).stream()
            .map((Json text) -> ((JsonText) text).value())
            .toList()
        : List.of();
  }
}
