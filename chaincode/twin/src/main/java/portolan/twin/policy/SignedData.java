// SPDX-License-Identifier: Apache-2.0
package portolan.twin.policy;

import com.google.protobuf.ByteString;

/**
 * A signature to be counted by a policy.
 *
 * @param message what was signed
 * @param identity {@code msp.SerializedIdentity} of the signer
 */
public record SignedData(ByteString message, ByteString identity, ByteString signature) {}
