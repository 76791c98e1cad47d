// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.transaction;

import portolan.domain.encoding.JsonObject;

/** A key and what is stored under it. */
public record Entry(String key, JsonObject value) {}
