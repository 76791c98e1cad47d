// SPDX-License-Identifier: Apache-2.0
package portolan.domain.trace;

import java.util.Optional;

/**
 * A stay of an object in another one.
 *
 * @param from of the event that put it in
 * @param to of the event that took it out; empty while it is in it
 */
public record Stay(String child, String parent, Moment from, Optional<Moment> to) {
  Moment end() {
    return to.orElse(Moment.END);
  }
}
