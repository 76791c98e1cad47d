// SPDX-License-Identifier: Apache-2.0
package portolan.domain.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import portolan.domain.encoding.Fields;
import portolan.domain.encoding.JsonObject;
import portolan.domain.gs1.CompanyPrefix;
import portolan.domain.gs1.Gln;
import portolan.domain.gs1.Gtin;
import portolan.domain.gs1.Identity;

class PartiesTest {
  private static final Member SUPPLIER =
      new Member(
          "SupplierMSP",
          "Supplier",
          Set.of(Role.SUPPLIER),
          prefixes("4012345", "95012346"),
          glns("4012345000016"));
  private static final Member CARRIER =
      new Member(
          "CarrierMSP",
          "Carrier",
          Set.of(Role.LOGISTICS),
          prefixes("0614141"),
          glns("4000001000005"));
  private static final Member BANK = new Member("BankMSP", "Bank", Set.of(Role.BANK));

  private final Parties parties = new Parties(List.of(SUPPLIER, CARRIER, BANK));

  private static SortedSet<CompanyPrefix> prefixes(String... digits) {
    return Stream.of(digits).map(CompanyPrefix::new).collect(Collectors.toCollection(TreeSet::new));
  }

  private static SortedSet<Gln> glns(String... digits) {
    return Stream.of(digits).map(Gln::new).collect(Collectors.toCollection(TreeSet::new));
  }

  private static Consortium read(Member... members) {
    JsonObject json = new Consortium(List.of(members)).toJson();
    return Consortium.fromJson(Fields.of("", json));
  }

  @ParameterizedTest
  @CsvSource({
    "urn:epc:id:sgtin:4012345.012345.7, SupplierMSP",
    "https://id.gs1.org/01/14012345123453/21/7, SupplierMSP",
    "urn:epc:class:lgtin:4012345.012345.L1, SupplierMSP",
    "urn:epc:id:sscc:4012345.1234567890, SupplierMSP",
    "urn:epc:id:grai:4012345.00001.1, SupplierMSP",
    "urn:epc:id:giai:4012345.1, SupplierMSP",
    "urn:epc:id:sscc:0614141.1234567890, CarrierMSP",
    "urn:epc:id:sgln:0614141.00777.gate-4, CarrierMSP"
  })
  void aKeyIsIssuedByTheHolderOfItsCompanyPrefix(String key, String member) {
    assertThat(parties.issuer(Identity.parse(key))).contains(member);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "urn:epc:id:sgtin:0401234.012345.7",
        "urn:epc:id:sscc:4012346.1234567890",
        "urn:epc:id:gid:95100000.12345.400"
      })
  void aKeyUnderNobodysPrefixHasNoIssuerHere(String key) {
    assertThat(parties.issuer(Identity.parse(key))).isEmpty();
  }

  @Test
  void theIndicatorOfAGtinIsNoPartOfThePrefix() {
    assertThat(parties.issuer(new Gtin("04012345123456"))).contains("SupplierMSP");
    assertThat(parties.issuer(new Gtin("40123450000012"))).isEmpty();
  }

  @Test
  void aLocationNumberMeansWhoHasRegisteredItBeforeWhoHasIssuedIt() {
    assertThat(parties.member(new Gln("4000001000005"))).contains("CarrierMSP");
    assertThat(parties.member(new Gln("0614141007776"))).contains("CarrierMSP");
    assertThat(parties.member(new Gln("4000002000004"))).isEmpty();
  }

  @Test
  void theNumbersOfAMemberAreKeptOnTheLedger() {
    assertThat(read(SUPPLIER, CARRIER, BANK).members()).containsExactly(SUPPLIER, CARRIER, BANK);
    assertThat(BANK.toJson().members()).doesNotContainKeys("companyPrefixes", "glns");
  }

  @Test
  void aPrefixThatBeginsWithAnothersIsRefused() {
    Member greedy =
        new Member("GreedyMSP", "G", Set.of(Role.SUPPLIER), prefixes("401234599"), new TreeSet<>());

    assertThatThrownBy(() -> read(SUPPLIER, greedy)).hasMessageContaining("members|expected each");
  }

  @Test
  void aLocationNumberOfTwoMembersIsRefused() {
    Member other =
        new Member("OtherMSP", "O", Set.of(Role.SUPPLIER), new TreeSet<>(), glns("4012345000016"));

    assertThatThrownBy(() -> read(SUPPLIER, other)).hasMessageContaining("4012345000016");
  }

  @Test
  void aLocationNumberWithAWrongCheckDigitIsRefusedNamingTheField() {
    Fields wrong =
        Fields.parse(
            "",
            ("{\"members\":[{\"glns\":[\"4012345000017\"],\"mspId\":\"AMSP\",\"name\":\"A\","
                    + "\"roles\":[\"bank\"]}]}")
                .getBytes(java.nio.charset.StandardCharsets.UTF_8));

    assertThatThrownBy(() -> Consortium.fromJson(wrong))
        .hasMessageContaining("members[0].glns[0]|")
        .hasMessageContaining("check digit");
  }
}
