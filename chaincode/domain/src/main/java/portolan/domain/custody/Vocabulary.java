// SPDX-License-Identifier: Apache-2.0
package portolan.domain.custody;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Words of the Core Business Vocabulary 2.0. Each can be written bare ({@code packing}), as a Web
 * URI ({@code https://ref.gs1.org/cbv/BizStep-packing}) or as a URN ({@code
 * urn:epcglobal:cbv:bizstep:packing}).
 */
enum Vocabulary {
  BIZ_STEP("BizStep-", "bizstep:"),
  DISPOSITION("Disp-", "disp:"),
  SOURCE_DESTINATION("SDT-", "sdt:"),
  TRANSACTION_TYPE("BTT-", "btt:");

  private static final String WEB = "https://ref.gs1.org/cbv/";
  private static final String URN = "urn:epcglobal:cbv:";
  private static final Pattern URI = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:[!-~]+");

  /** CBV 2.0, section 7.2. */
  private static final Set<String> DISPOSITIONS =
      Set.copyOf(
          List.of(
              ("active available completeness_inferred completeness_verified conformant"
                      + " container_closed container_open damaged destroyed dispensed disposed"
                      + " encoded expired in_progress in_transit inactive mismatch_class"
                      + " mismatch_instance mismatch_quantity needs_replacement no_pedigree_match"
                      + " non_conformant non_sellable_other partially_dispensed recalled reserved"
                      + " retail_sold returned sellable_accessible sellable_not_accessible stolen"
                      + " unavailable unknown")
                  .split(" ")));

  private final String webPrefix;
  private final String urnPrefix;

  Vocabulary(String webPrefix, String urnPrefix) {
    this.webPrefix = WEB + webPrefix;
    this.urnPrefix = URN + urnPrefix;
  }

  /** The bare word, whichever way it is written; text of another form as it is. */
  String bare(String text) {
    if (text.startsWith(webPrefix)) {
      return text.substring(webPrefix.length());
    }
    if (text.startsWith(urnPrefix)) {
      return text.substring(urnPrefix.length());
    }
    return text;
  }

  /** A disposition in its stored form: a word of the CBV, or a URI of another vocabulary. */
  static Optional<String> disposition(String text) {
    String bare = DISPOSITION.bare(text);
    boolean foreign = URI.matcher(bare).matches() && !bare.startsWith(WEB) && !bare.startsWith(URN);
    return DISPOSITIONS.contains(bare) || foreign ? Optional.of(bare) : Optional.empty();
  }
}
