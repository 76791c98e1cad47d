// SPDX-License-Identifier: Apache-2.0
/** Fabric's own services, {@code gateway.Gateway} and {@code protos.Deliver}, on the twin. */
package portolan.twin.gateway;
