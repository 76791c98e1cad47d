// SPDX-License-Identifier: Apache-2.0
/**
 * The public API as HTTP/JSON: the calls of the {@code .proto} files under the paths that they name
 * ({@code google.api.http}), in the JSON form of protocol buffers, with the limits, threads and
 * errors of gRPC.
 */
package portolan.gateway.api.json;
