// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.util.List;
import java.util.stream.Stream;
import portolan.api.v1.AccountProto;
import portolan.api.v1.AuditProto;
import portolan.api.v1.BankProto;
import portolan.api.v1.CustomsProto;
import portolan.api.v1.DisputeProto;
import portolan.api.v1.EscrowProto;
import portolan.api.v1.ExchangeProto;
import portolan.api.v1.HoldProto;
import portolan.api.v1.MoneyProto;
import portolan.api.v1.ProvenanceProto;
import portolan.api.v1.RecallProto;
import portolan.api.v1.ReceivableProto;
import portolan.api.v1.RegistryProto;

/** The services of the public API, all of which a gateway serves. */
public final class PublicServices {
  private PublicServices() {}

  /** All of them. */
  public static List<ServiceDescriptor> all() {
    return Stream.of(
            RegistryProto.getDescriptor(),
            ProvenanceProto.getDescriptor(),
            RecallProto.getDescriptor(),
            CustomsProto.getDescriptor(),
            EscrowProto.getDescriptor(),
            DisputeProto.getDescriptor(),
            HoldProto.getDescriptor(),
            ReceivableProto.getDescriptor(),
            MoneyProto.getDescriptor(),
            BankProto.getDescriptor(),
            ExchangeProto.getDescriptor(),
            AccountProto.getDescriptor(),
            AuditProto.getDescriptor())
        .map(FileDescriptor::getServices)
        .flatMap(List::stream)
        .toList();
  }
}
