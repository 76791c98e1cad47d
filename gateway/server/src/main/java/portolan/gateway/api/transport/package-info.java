// SPDX-License-Identifier: Apache-2.0
/**
 * gRPC over mutual TLS: who calls, how much they may have open, how messages are read and answers
 * end. Knows the kinds of calls and none of the services.
 */
package portolan.gateway.api.transport;
