// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.iso20022;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Statements and notifications as a bank would send them. */
public final class StatementXml {
  /** The account that they are about. */
  public static final String ACCOUNT = "DE89370400440532013000";

  private StatementXml() {}

  /** A statement of one page. */
  public static byte[] statement(String version, String id, String... entries) {
    return statement(version, id, 1, entries);
  }

  /** A page of a statement. */
  public static byte[] statement(String version, String id, int page, String... entries) {
    return bytes(
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.%s"><BkToCstmrStmt>
          <GrpHdr><MsgId>M-%s</MsgId><CreDtTm>2026-11-21T18:00:00Z</CreDtTm></GrpHdr>
          <Stmt><Id>%s</Id><StmtPgntn><PgNb>%d</PgNb><LastPgInd>true</LastPgInd></StmtPgntn>
            <CreDtTm>2026-11-21T18:00:00Z</CreDtTm>
            <Acct><Id><IBAN>%s</IBAN></Id></Acct>
            <Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">1.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>
              <Dt><Dt>2026-11-21</Dt></Dt></Bal>
            %s
          </Stmt>
        </BkToCstmrStmt></Document>
        """
            .formatted(version, id, id, page, ACCOUNT, String.join("\n", entries)));
  }

  /** A notification. */
  public static byte[] notification(String version, String id, String... entries) {
    return bytes(
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <Envelope><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.%s"><BkToCstmrDbtCdtNtfctn>
          <GrpHdr><MsgId>M-%s</MsgId><CreDtTm>2026-11-21T12:00:00Z</CreDtTm></GrpHdr>
          <Ntfctn><Id>%s</Id><CreDtTm>2026-11-21T12:00:00Z</CreDtTm><Acct><Id><IBAN>%s</IBAN></Id></Acct>%s</Ntfctn>
        </BkToCstmrDbtCdtNtfctn></Document></Envelope>
        """
            .formatted(version, id, id, ACCOUNT, String.join("\n", entries)));
  }

  private static byte[] bytes(String xml) {
    return xml.getBytes(StandardCharsets.UTF_8);
  }

  /** A booked entry. */
  public static String entry(
      String reference, String amount, String currency, String direction, String... details) {
    return entry(reference, amount, currency, direction, "BOOK", List.of(details));
  }

  /**
   * An entry.
   *
   * @param reference empty for none
   */
  public static String entry(
      String reference,
      String amount,
      String currency,
      String direction,
      String status,
      List<String> details) {
    return """
    <Ntry>%s<Amt Ccy="%s">%s</Amt><CdtDbtInd>%s</CdtDbtInd><Sts><Cd>%s</Cd></Sts><BkTxCd/>%s</Ntry>
    """
        .formatted(
            reference.isEmpty() ? "" : "<NtryRef>" + reference + "</NtryRef>",
            currency,
            amount,
            direction,
            status,
            details.isEmpty() ? "" : "<NtryDtls>" + String.join("", details) + "</NtryDtls>");
  }

  /** A transaction with an end-to-end id. */
  public static String payment(String endToEndId) {
    return "<TxDtls><Refs><EndToEndId>" + endToEndId + "</EndToEndId></Refs></TxDtls>";
  }

  /** A transaction with a UETR that came back. */
  public static String returned(String uetr, String reason) {
    return "<TxDtls><Refs><UETR>%s</UETR></Refs><RtrInf><Rsn><Cd>%s</Cd></Rsn></RtrInf></TxDtls>"
        .formatted(uetr, reason);
  }
}
