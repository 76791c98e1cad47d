// SPDX-License-Identifier: Apache-2.0
package portolan.domain.order;

import java.util.Optional;
import portolan.domain.encoding.Format;

/**
 * How a business transaction of an event names an order of this channel: {@code
 * urn:portolan:order:PlatformMSP/O-1}.
 */
public final class OrderUrn {
  private static final String PREFIX = "urn:portolan:order:";

  /** What a URI is to look like, for refusals. */
  public static final String FORM = PREFIX + "MSPID/ID";

  private OrderUrn() {}

  /** Whether a URI means to be an order of this channel, well formed or not. */
  public static boolean isMeant(String uri) {
    return uri.startsWith(PREFIX);
  }

  /** The id of the order, with its platform; nothing if it is another URI. */
  public static Optional<String> orderId(String uri) {
    return Optional.of(uri)
        .filter(OrderUrn::isMeant)
        .map(text -> text.substring(PREFIX.length()))
        .filter(Format.QUALIFIED::accepts);
  }
}
