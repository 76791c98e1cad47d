// SPDX-License-Identifier: Apache-2.0
package portolan.contracts.transaction;

import portolan.domain.encoding.Refusal;
import portolan.domain.worldstate.RefusalCode;

/**
 * A call to another chaincode failed. It fails the whole transaction and is never taken for the
 * refusal of one item: a caught failure would leave the callee's writes in the transaction.
 */
public final class NestedCallException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NestedCallException(String callee, String reason) {
    super(new Refusal(RefusalCode.NESTED_CALL_FAILED, callee, reason).toErrorMessage());
  }

  NestedCallException(String callee, RuntimeException cause) {
    super(
        new Refusal(RefusalCode.NESTED_CALL_FAILED, callee, String.valueOf(cause.getMessage()))
            .toErrorMessage(),
        cause);
  }
}
