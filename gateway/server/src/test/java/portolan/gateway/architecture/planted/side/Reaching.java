// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.architecture.planted.side;

import io.vertx.core.Vertx;
import portolan.api.v1.Receipt;
import portolan.gateway.MemberGateway;
import portolan.gateway.outbox.Outbox;

/** Planted: what stands for one side reaches for the others. */
record Reaching(Vertx vertx, Receipt receipt, MemberGateway gateway, Outbox outbox) {}
