// SPDX-License-Identifier: Apache-2.0
/** What a gateway must know to serve its member, read from one JSON file. */
package portolan.gateway.configuration;
