// SPDX-License-Identifier: Apache-2.0
package portolan.acceptance;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * The tests of this class run on the real network, which is brought up for the first of them and
 * taken down after the last. One that cannot have it fails; only with {@code
 * -Dportolan.test.network=skip} are they reported as skipped.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(OnRealNetwork.Extension.class)
@interface OnRealNetwork {

  /** Gives tests the network. */
  final class Extension implements ParameterResolver, ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      return "skip".equals(System.getProperty("portolan.test.network"))
          ? ConditionEvaluationResult.disabled("left out by --without-network")
          : ConditionEvaluationResult.enabled("on a real network");
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == RealNetwork.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(ExtensionContext.Namespace.create(RealNetwork.class))
          .getOrComputeIfAbsent("network", k -> Running.start(), Running.class)
          .network();
    }

    /** Closed by JUnit after the last test. */
    private record Running(RealNetwork network) implements AutoCloseable {
      static Running start() {
        try {
          return new Running(new RealNetwork());
        } catch (Exception e) {
          throw new IllegalStateException("the network did not come up", e);
        }
      }

      @Override
      public void close() {
        network.close();
      }
    }
  }
}
