// SPDX-License-Identifier: Apache-2.0
package portolan.command.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;
import portolan.domain.encoding.JsonText;
import portolan.domain.epcis.Context;
import portolan.domain.epcis.DocumentReader;
import portolan.domain.epcis.EventReader;
import portolan.domain.epcis.Fault;

/**
 * EPCIS documents of OpenEPCIS: folders of valid ones are accepted, those of invalid ones refused
 * with every fault that {@code manifest.csv} lists. Where one fault can be told in several ways
 * ({@code without_identifier_list}), one is enough.
 */
final class EventDocumentSet implements VectorSet {
  private static final List<String> VALID =
      List.of("json-valid/documents", "json-valid/events", "json-query-valid");
  private static final List<String> INVALID =
      List.of("json-invalid", "json-ruled", "json-query-invalid");
  private static final List<String> XML = List.of("xml-2.0-valid", "xml-1.2-valid", "xml-invalid");

  /** A fault of the manifest: where, and which member is missing or not allowed there. */
  private static final Pattern FAULT =
      Pattern.compile("(\\(root\\)|/\\S*) (?:missing (\\S+)|not a value.*|not allowed: (\\S+))");

  @Override
  public String folder() {
    return "openepcis";
  }

  @Override
  public List<Finding> judge(Path folder) throws IOException {
    Map<String, String> manifest = manifest(folder);
    List<Finding> findings = new ArrayList<>();
    for (String name : VALID) {
      findings.addAll(
          VectorSet.each(
              VectorSet.files(folder.resolve(name), ".json"),
              file -> List.of(valid(name(folder, file), Json.parse(Files.readAllBytes(file))))));
    }
    for (String name : INVALID) {
      findings.addAll(
          VectorSet.each(
              VectorSet.files(folder.resolve(name), ".json"),
              file ->
                  List.of(
                      invalid(
                          name(folder, file),
                          Json.parse(Files.readAllBytes(file)),
                          manifest.getOrDefault(name(folder, file), "")))));
    }
    for (String name : XML) {
      for (Path file : VectorSet.files(folder.resolve(name), ".xml")) {
        findings.add(new Finding(name(folder, file), Verdict.NOT_YET, "XML"));
      }
    }
    return findings;
  }

  private static String name(Path folder, Path file) {
    return folder.relativize(file).toString();
  }

  /** The faults of each file, separated by bars: its last column. */
  private static Map<String, String> manifest(Path folder) throws IOException {
    Map<String, String> faults = new HashMap<>();
    Path manifest = folder.resolve("manifest.csv");
    if (Files.exists(manifest)) {
      for (String line : Files.readAllLines(manifest)) {
        faults.put(line.substring(0, line.indexOf(',')), line.substring(line.lastIndexOf(',') + 1));
      }
    }
    return faults;
  }

  /** A query body is judged with the query schema, which belongs to the query interface. */
  private static boolean isQueryBody(Json json) {
    return json instanceof JsonObject object && !object.members().containsKey("type");
  }

  private static Finding valid(String what, Json json) {
    if (isQueryBody(json)) {
      return new Finding(what, Verdict.NOT_YET, "the body of a query");
    }
    List<Fault> faults = faults(json);
    return faults.isEmpty() ? Finding.accepted(what) : Finding.wrong(what, faults.toString());
  }

  private static Finding invalid(String what, Json json, String listed) {
    if (isQueryBody(json)) {
      return new Finding(what, Verdict.NOT_YET, "the body of a query");
    }
    List<Fault> faults = faults(json);
    if (faults.isEmpty()) {
      return Finding.wrong(what, "accepted");
    }
    List<String> pointers = faults.stream().map(Fault::pointer).toList();
    List<String> unreported = new ArrayList<>();
    int reported = 0;
    for (String one : listed.isEmpty() ? List.<String>of() : List.of(listed.split(" \\| ", -1))) {
      if (isReported(one.strip(), pointers)) {
        reported++;
      } else {
        unreported.add(one.strip());
      }
    }
    boolean alternatives = what.contains("without_identifier_list") && reported > 0;
    return unreported.isEmpty() || alternatives
        ? Finding.refused(what, pointers.toString())
        : new Finding(
            what,
            Verdict.REFUSED_FOR_ANOTHER_REASON,
            "not reported: " + unreported + " but " + faults);
  }

  private static List<Fault> faults(Json json) {
    String type =
        json instanceof JsonObject object && object.members().get("type") instanceof JsonText text
            ? text.value()
            : "";
    return type.endsWith("Event")
        ? EventReader.read(json, "", Context.EPCIS, Set.of()).faults()
        : DocumentReader.read(json).allFaults();
  }

  private static boolean isReported(String listed, List<String> pointers) {
    Matcher fault = FAULT.matcher(listed);
    if (!fault.matches()) {
      return false;
    }
    String at = fault.group(1).equals("(root)") ? "" : fault.group(1);
    String member = fault.group(2) == null ? fault.group(3) : fault.group(2);
    String exact = member == null ? at : at + "/" + member.replace("~", "~0").replace("/", "~1");
    return pointers.contains(exact)
        || (member != null && pointers.contains(at))
        || pointers.stream().anyMatch(p -> p.startsWith(exact + "/"));
  }
}
