// SPDX-License-Identifier: Apache-2.0
/** Certificates, keys and who vouches for them: Fabric's membership service providers. */
package portolan.twin.identity;
