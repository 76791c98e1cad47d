// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.call;

import java.time.Duration;

/**
 * A call of the public API.
 *
 * @param remaining what is left of the caller's deadline; a method that waits gives up before
 * @param caller of which calls take turns: the connection that they come by
 */
public record Call(Duration remaining, Object caller) {}
