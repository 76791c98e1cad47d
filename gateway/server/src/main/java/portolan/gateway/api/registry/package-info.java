// SPDX-License-Identifier: Apache-2.0
/**
 * The RegistryService: who the members are and how the gateway itself is, to people and, as {@code
 * grpc.health.v1}, to programs.
 */
package portolan.gateway.api.registry;
