// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.fabric;

import java.nio.file.Path;

/**
 * Where a member's own peer is, and with which keys its gateway speaks to it. Keys are PKCS#8 PEM,
 * certificates X.509 PEM.
 *
 * @param mspId Fabric MSP id of the member
 * @param channel name of the Fabric channel
 * @param host name or address of the peer
 * @param port its port, 1 to 65535
 * @param tlsCaFile the TLS CA that the peer's server certificate chains to
 * @param certificateFile enrolment with which the gateway signs transactions
 * @param keyFile its private key
 * @param tlsCertificateFile client certificate for TLS towards the peer
 * @param tlsKeyFile its private key
 */
public record PeerAccess(
    String mspId,
    String channel,
    String host,
    int port,
    Path tlsCaFile,
    Path certificateFile,
    Path keyFile,
    Path tlsCertificateFile,
    Path tlsKeyFile) {}
