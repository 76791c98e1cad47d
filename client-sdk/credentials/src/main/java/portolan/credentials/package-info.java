// SPDX-License-Identifier: Apache-2.0
/** Keys and certificates from PEM files, and mutual TLS with them, by the JDK alone. */
package portolan.credentials;
