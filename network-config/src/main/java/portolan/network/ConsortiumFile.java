// SPDX-License-Identifier: Apache-2.0
package portolan.network;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import portolan.domain.gs1.CompanyPrefix;
import portolan.domain.gs1.Gln;
import portolan.network.Consortium.Collection;
import portolan.network.Consortium.Definition;
import portolan.network.Consortium.Member;
import portolan.network.Consortium.Ordering;
import portolan.network.Consortium.OrderingOrganisation;
import portolan.network.Consortium.OrderingType;

/**
 * Reads the YAML file of a consortium. Unknown, missing and wrong fields are refused with the file,
 * the field's path and what was expected.
 */
public final class ConsortiumFile {
  private static final String DEFAULT_RESOURCE = "consortium.yaml";
  private static final Pattern NETWORK_NAME = Pattern.compile("[a-z][a-z0-9-]{0,39}");
  // Fabric's own rule for channel names: configtx ChannelID, [a-z][a-z0-9.-]*, shorter than 250.
  private static final Pattern CHANNEL_NAME = Pattern.compile("[a-z][a-z0-9.-]{0,79}");
  private static final Pattern MEMBER_NAME = Pattern.compile("[A-Za-z][A-Za-z0-9]{0,39}");
  private static final Pattern MSP_ID = Pattern.compile("[A-Za-z][A-Za-z0-9]{0,39}");
  private static final Pattern DEFINITION_NAME = Pattern.compile("[a-z][a-z0-9]{0,39}");
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.:-]{1,253}");
  private static final Pattern DURATION = Pattern.compile("([1-9][0-9]{0,5})(ms|s)");
  private static final Pattern SIZE = Pattern.compile("([1-9][0-9]{0,4})(KB|MB)");
  private static final Pattern DIGITS = Pattern.compile("[0-9]+");
  private static final Pattern ANY_TEXT = Pattern.compile(".+");
  // Fabric's own rule: letters, digits, - and _, no _ in front (those are its implicit ones).
  private static final Pattern COLLECTION_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,39}");
  private static final Pattern CLASS_NAME =
      Pattern.compile("[A-Za-z_$][A-Za-z0-9_$]*(\\.[A-Za-z_$][A-Za-z0-9_$]*)*");
  private static final Pattern JAVA_OPTION = Pattern.compile("-\\S+");
  private static final ObjectMapper YAML =
      new ObjectMapper(
              YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private ConsortiumFile() {}

  /**
   * Reads a file.
   *
   * @throws ConsortiumFileException when it cannot be read or something in it is wrong
   */
  public static Consortium read(Path file) {
    try {
      return parse(file.toString(), Files.readString(file));
    } catch (IOException e) {
      throw new ConsortiumFileException(file.toString(), "", "cannot be read: " + e);
    }
  }

  /** The consortium of five members that is used when no file is named. */
  public static Consortium byDefault() {
    try (InputStream in = ConsortiumFile.class.getResourceAsStream(DEFAULT_RESOURCE)) {
      return parse(DEFAULT_RESOURCE, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new ConsortiumFileException(DEFAULT_RESOURCE, "", "cannot be read: " + e);
    }
  }

  /**
   * Parses the text of a file.
   *
   * @param file the name to show in refusals
   */
  public static Consortium parse(String file, String yaml) {
    JsonNode tree;
    try {
      tree = YAML.readTree(yaml);
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      String where = at == null ? "" : "line " + at.getLineNr() + ", column " + at.getColumnNr();
      throw new ConsortiumFileException(file, where, "not valid YAML: " + e.getOriginalMessage());
    }
    YamlFields top = new YamlFields(file, "", tree);
    String name = top.text("name", NETWORK_NAME, "a lower-case name of letters, digits and -");
    String channel =
        top.text("channel", CHANNEL_NAME, "a lower-case channel name of letters, digits, . and -");
    String host = top.text("host", HOST, "a host name or IP address");
    int basePort = top.number("basePort", 1024, 65000);
    Ordering ordering = ordering(top.mapping("ordering"));
    List<Member> members = members(top, basePort, ordering);
    List<Definition> definitions = definitions(top, members);
    String mainClass =
        top.has("mainClass")
            ? top.text("mainClass", CLASS_NAME, "the name of a Java class")
            : Consortium.CONTRACTS;
    List<String> javaOptions =
        top.has("javaOptions")
            ? top.texts(
                "javaOptions", 0, JAVA_OPTION, "an option that begins with - and has no blank")
            : List.of();
    top.refuseOthers();
    return new Consortium(
        name, channel, host, basePort, ordering, members, definitions, mainClass, javaOptions);
  }

  private static Ordering ordering(YamlFields at) {
    String type = at.text("type", ANY_TEXT, "raft");
    if (type.equalsIgnoreCase("bft")) {
      throw at.refuse("type", "ordering by bft is not available in this release; expected raft");
    }
    if (!type.equals("raft")) {
      throw at.refuse("type", "expected raft, found \"" + type + "\"");
    }
    int orderers = at.number("orderers", 1, Consortium.MOST_ORDERERS);
    YamlFields organisation = at.mapping("organisation");
    OrderingOrganisation who =
        new OrderingOrganisation(
            organisation.text("name", MEMBER_NAME, "a name of letters and digits"),
            organisation.text("mspId", MSP_ID, "an MSP id of letters and digits"));
    organisation.refuseOthers();
    Ordering ordering =
        new Ordering(
            OrderingType.RAFT,
            orderers,
            who,
            duration(at, "tick"),
            duration(at, "batchTimeout"),
            at.number("maxMessages", 1, 100_000),
            size(at, "preferredBytes"));
    at.refuseOthers();
    return ordering;
  }

  private static Duration duration(YamlFields at, String field) {
    var matcher = DURATION.matcher(at.text(field, DURATION, "a duration such as 50ms or 2s"));
    matcher.matches();
    long amount = Long.parseLong(matcher.group(1));
    return matcher.group(2).equals("s") ? Duration.ofSeconds(amount) : Duration.ofMillis(amount);
  }

  private static long size(YamlFields at, String field) {
    var matcher = SIZE.matcher(at.text(field, SIZE, "a size such as 512KB or 2MB"));
    matcher.matches();
    long bytes =
        Long.parseLong(matcher.group(1)) * (matcher.group(2).equals("MB") ? 1L << 20 : 1L << 10);
    if (bytes > 16L << 20) {
      throw at.refuse(field, "expected at most 16MB");
    }
    return bytes;
  }

  private static List<Member> members(YamlFields top, int basePort, Ordering ordering) {
    List<Member> members = new ArrayList<>();
    Map<String, String> names = new HashMap<>();
    Set<String> mspIds = new HashSet<>(Set.of(ordering.organisation().mspId()));
    TreeMap<Integer, String> ranges = new TreeMap<>();
    ranges.put(basePort, "the ordering service");
    int next = basePort + 100;
    for (YamlFields at : top.mappings("members", 2)) {
      String name = at.text("name", MEMBER_NAME, "a name of letters and digits");
      if (names.put(name.toLowerCase(Locale.ROOT), name) != null) {
        throw at.refuse(
            "name",
            "\"" + name + "\" is there twice; names differ in more than upper and lower case");
      }
      String mspId = at.text("mspId", MSP_ID, "an MSP id of letters and digits");
      if (!mspIds.add(mspId)) {
        throw at.refuse("mspId", "\"" + mspId + "\" is there twice");
      }
      List<Role> roles = roles(at);
      int portBase =
          at.optionalNumber("portBase", 1024, 65_535 - Consortium.PORTS_PER_MEMBER).orElse(next);
      refuseOverlap(at, ranges, portBase, name);
      next = Math.max(next, portBase + Consortium.PORTS_PER_MEMBER);
      boolean keeper = at.flag("keeper", true);
      List<String> prefixes =
          numbers(
              at,
              "companyPrefixes",
              text -> new CompanyPrefix(text).digits(),
              "a GS1 company prefix, 4 to 12 digits");
      List<String> glns = numbers(at, "glns", text -> new Gln(text).digits(), "a GLN, 13 digits");
      at.refuseOthers();
      members.add(new Member(name, mspId, roles, portBase, keeper, prefixes, glns));
    }
    RegistryFounding.consortium(members)
        .sharedNumber()
        .ifPresent(
            shared -> {
              throw top.refuse("members", shared + ": each is one member's only");
            });
    return members;
  }

  private static List<String> numbers(
      YamlFields at, String field, UnaryOperator<String> form, String expected) {
    List<String> numbers = new ArrayList<>();
    if (at.has(field)) {
      for (String text : at.texts(field, 1, DIGITS, expected + ", in quotes")) {
        String entry = field + "[" + numbers.size() + "]";
        if (numbers.contains(text)) {
          throw at.refuse(entry, "\"" + text + "\" is there twice");
        }
        try {
          numbers.add(form.apply(text));
        } catch (IllegalArgumentException e) {
          throw at.refuse(entry, e.getMessage());
        }
      }
    }
    return numbers;
  }

  private static void refuseOverlap(
      YamlFields at, Map<Integer, String> ranges, int portBase, String name) {
    if (portBase > 65_535 - Consortium.PORTS_PER_MEMBER) {
      throw at.refuse(
          "portBase",
          "ports of " + name + " end beyond 65535; choose a lower basePort or name portBase");
    }
    for (Map.Entry<Integer, String> taken : ranges.entrySet()) {
      boolean ordering = taken.getValue().equals("the ordering service");
      int width =
          ordering
              ? Consortium.PORTS_PER_ORDERER * Consortium.MOST_ORDERERS
              : Consortium.PORTS_PER_MEMBER;
      if (portBase < taken.getKey() + width
          && taken.getKey() < portBase + Consortium.PORTS_PER_MEMBER) {
        throw at.refuse(
            "portBase",
            "ports %d to %d of %s overlap those of %s, %d to %d"
                .formatted(
                    portBase,
                    portBase + Consortium.PORTS_PER_MEMBER - 1,
                    name,
                    taken.getValue(),
                    taken.getKey(),
                    taken.getKey() + width - 1));
      }
    }
    ranges.put(portBase, name);
  }

  private static List<Role> roles(YamlFields at) {
    String words = Arrays.stream(Role.values()).map(Role::word).collect(Collectors.joining("|"));
    String expected = "one of " + words.replace("|", ", ");
    List<String> found = at.texts("roles", 1, Pattern.compile(words), expected);
    if (new HashSet<>(found).size() < found.size()) {
      throw at.refuse("roles", "a role is there twice");
    }
    return found.stream().map(w -> Role.valueOf(w.toUpperCase(Locale.ROOT))).toList();
  }

  private static List<Definition> definitions(YamlFields top, List<Member> members) {
    List<Definition> definitions = new ArrayList<>();
    Set<String> names = new HashSet<>();
    List<YamlFields> all = top.mappings("chaincode", 1);
    if (all.size() > Consortium.MOST_DEFINITIONS) {
      throw top.refuse(
          "chaincode", "expected at most " + Consortium.MOST_DEFINITIONS + " definitions");
    }
    for (YamlFields at : all) {
      String name = at.text("name", DEFINITION_NAME, "a lower-case name of letters and digits");
      if (!names.add(name)) {
        throw at.refuse("name", "\"" + name + "\" is there twice");
      }
      EndorsementRule rule = policy(at, members);
      List<Collection> collections = collections(at, members);
      at.refuseOthers();
      definitions.add(new Definition(name, rule, collections));
    }
    return definitions;
  }

  private static List<Collection> collections(YamlFields definition, List<Member> members) {
    List<Collection> collections = new ArrayList<>();
    if (!definition.has("collections")) {
      return collections;
    }
    Set<String> names = new HashSet<>();
    for (YamlFields at : definition.mappings("collections", 1)) {
      String name = at.text("name", COLLECTION_NAME, "a name of letters, digits, - and _");
      if (!names.add(name)) {
        throw at.refuse("name", "\"" + name + "\" is there twice");
      }
      List<String> holders = members(at, "members", members);
      int required = at.optionalNumber("requiredPeers", 0, 100).orElse(0);
      int most =
          at.optionalNumber("mostPeers", required, 100)
              .orElse(Math.max(required, holders.size() - 1));
      collections.add(
          new Collection(
              name,
              holders,
              required,
              most,
              at.optionalNumber("blockToLive", 0, Integer.MAX_VALUE).orElse(0),
              at.flag("memberOnlyRead", true),
              at.flag("memberOnlyWrite", true),
              at.has("policy") ? Optional.of(policy(at, members)) : Optional.empty()));
      at.refuseOthers();
    }
    return collections;
  }

  /** MSP ids of members that the file calls by their names. */
  private static List<String> members(YamlFields at, String field, List<Member> members) {
    String names = members.stream().map(Member::name).collect(Collectors.joining("|"));
    List<String> found =
        at.texts(field, 1, Pattern.compile(names), "one of " + names.replace("|", ", "));
    if (new HashSet<>(found).size() < found.size()) {
      throw at.refuse(field, "a member is there twice");
    }
    return members.stream().filter(m -> found.contains(m.name())).map(Member::mspId).toList();
  }

  private static EndorsementRule policy(YamlFields at, List<Member> members) {
    EndorsementRule rule = rule(at.mapping("policy"), members);
    try {
      rule.signaturePolicy(members);
    } catch (IllegalArgumentException e) {
      throw at.refuse("policy", e.getMessage());
    }
    return rule;
  }

  private static EndorsementRule rule(YamlFields at, List<Member> members) {
    EndorsementRule rule;
    if (at.has("any")) {
      rule = new EndorsementRule.Any(at.number("any", 1, 100));
      at.refuseOthers();
    } else if (at.has("all")) {
      rule = new EndorsementRule.All(members(at, "all", members));
      at.refuseOthers();
    } else if (at.has("guardian")) {
      String words = Arrays.stream(Role.values()).map(Role::word).collect(Collectors.joining("|"));
      String guardian =
          at.text("guardian", Pattern.compile(words), "one of " + words.replace("|", ", "));
      rule =
          new EndorsementRule.Guarded(
              Role.valueOf(guardian.toUpperCase(Locale.ROOT)), at.number("others", 1, 100));
      if (at.has("any")) {
        throw at.refuse("any", "not together with guardian");
      }
      at.refuseOthers();
    } else {
      throw at.refuse("expected { any: 2 }, { all: [A, B] } or { guardian: bank, others: 1 }");
    }
    return rule;
  }
}
