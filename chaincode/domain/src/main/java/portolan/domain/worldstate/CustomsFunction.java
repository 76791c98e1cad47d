// SPDX-License-Identifier: Apache-2.0
package portolan.domain.worldstate;

/**
 * The functions of the chaincode {@code customs}: declarations, the rules of the authority and what
 * it decided.
 */
public enum CustomsFunction implements ContractFunction {
  /** Publishes versions of rules. */
  PUBLISH_RULES("publishRules"),

  /** Lodges declarations. */
  LODGE("lodge"),

  /** Attests a document of a declaration. */
  ATTEST("attest"),

  /** Matches declarations with their documents and assesses them. */
  ASSESS("assess"),

  /** Releases declarations. */
  RELEASE("release"),

  /** Holds declarations. */
  HOLD("hold"),

  /** Reads which declarations are released; for other chaincodes. */
  RELEASED("released"),

  /** Reads which declarations are assessed, released or not; for other chaincodes. */
  ASSESSED("assessed"),

  /** Reads the public record of a declaration. */
  DECLARATION("declaration"),

  /** Reads all versions of a rule. */
  RULE("rule"),

  /** Reads the caller's copy of a sealed document. */
  SEALED("sealed");

  /** Name of the chaincode definition. */
  public static final String CHAINCODE = "customs";

  private final String functionName;

  CustomsFunction(String functionName) {
    this.functionName = functionName;
  }

  @Override
  public String chaincode() {
    return CHAINCODE;
  }

  @Override
  public String functionName() {
    return functionName;
  }
}
