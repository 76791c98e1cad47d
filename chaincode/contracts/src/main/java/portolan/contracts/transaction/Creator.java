// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.transaction;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import org.hyperledger.fabric.protos.msp.SerializedIdentity;
import org.hyperledger.fabric.shim.ChaincodeStub;
import portolan.domain.encoding.Refusal;
import portolan.domain.worldstate.RefusalCode;

/**
 * The identity that signed a proposal; Fabric has verified its chain and signature. The shim's own
 * {@code getMspId} is no way to it: it names the organisation of the peer.
 */
final class Creator {
  private final SerializedIdentity identity;

  Creator(ChaincodeStub stub) {
    try {
      identity = SerializedIdentity.parseFrom(stub.getCreator());
    } catch (InvalidProtocolBufferException e) {
      throw notAnIdentity();
    }
  }

  String mspId() {
    return identity.getMspid();
  }

  X509Certificate certificate() {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(identity.getIdBytes().toByteArray()));
    } catch (CertificateException e) {
      throw notAnIdentity();
    }
  }

  private static RuntimeException notAnIdentity() {
    return new Refusal(
            RefusalCode.INVALID_ARGUMENT, "caller", "expected an X.509 certificate as identity")
        .toException();
  }
}
