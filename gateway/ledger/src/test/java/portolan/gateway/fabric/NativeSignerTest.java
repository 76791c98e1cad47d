// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.fabric;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NativeSignerTest {

  private static KeyPair keyPair(String curve) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", "SunEC");
    generator.initialize(new ECGenParameterSpec(curve));
    return generator.generateKeyPair();
  }

  private static BigInteger order(KeyPair pair) {
    return ((ECPrivateKey) pair.getPrivate()).getParams().getOrder();
  }

  /** Both numbers of a signature, read by a parser of our own that knows long lengths too. */
  private static BigInteger[] numbers(byte[] der) {
    assertThat(der[0]).as("SEQUENCE").isEqualTo((byte) 0x30);
    int at = 2;
    int length = der[1] & 0xff;
    if (length > 127) {
      assertThat(length).as("one more byte of length").isEqualTo(0x81);
      length = der[2] & 0xff;
      assertThat(length).as("shortest form").isGreaterThan(127);
      at = 3;
    }
    assertThat(der).as("nothing follows").hasSize(at + length);
    BigInteger[] numbers = new BigInteger[2];
    for (int i = 0; i < 2; i++) {
      assertThat(der[at]).as("INTEGER").isEqualTo((byte) 2);
      byte[] bytes = Arrays.copyOfRange(der, at + 2, at + 2 + der[at + 1]);
      numbers[i] = new BigInteger(bytes);
      assertThat(numbers[i].toByteArray()).as("shortest form").isEqualTo(bytes);
      at += 2 + bytes.length;
    }
    assertThat(at).isEqualTo(der.length);
    return numbers;
  }

  private static boolean verifies(KeyPair pair, byte[] digest, byte[] signature)
      throws GeneralSecurityException {
    Signature jdk = Signature.getInstance("NONEwithECDSA", "SunEC");
    jdk.initVerify(pair.getPublic());
    jdk.update(digest);
    return jdk.verify(signature);
  }

  @ParameterizedTest
  @CsvSource({"secp256r1, 5000", "secp384r1, 500", "secp521r1, 300"})
  void everySignatureHasALowSAndIsGoodForTheJdk(String curve, int signatures) throws Exception {
    KeyPair pair = keyPair(curve);
    NativeSigner signer = new NativeSigner(pair.getPrivate());
    BigInteger half = order(pair).shiftRight(1);
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    Random random = new Random(7);
    byte[] message = new byte[100];
    for (int i = 0; i < signatures; i++) {
      random.nextBytes(message);
      byte[] digest = sha256.digest(message);
      byte[] signature = signer.sign(digest);
      BigInteger[] rs = numbers(signature);
      assertThat(rs[0]).isPositive().isLessThan(order(pair));
      assertThat(rs[1]).isPositive().isLessThanOrEqualTo(half);
      if (i % 10 == 0) {
        assertThat(verifies(pair, digest, signature)).isTrue();
        digest[0] ^= 1;
        assertThat(verifies(pair, digest, signature)).isFalse();
      }
    }
  }

  @Test
  void theLowerOfTheTwoIsTakenAtTheVeryMiddleOfTheOrder() throws GeneralSecurityException {
    for (String curve : List.of("secp256r1", "secp384r1", "secp521r1")) {
      BigInteger order = order(keyPair(curve));
      BigInteger half = order.shiftRight(1);
      BigInteger r = order.subtract(BigInteger.TEN);
      for (BigInteger s :
          List.of(
              BigInteger.ONE,
              BigInteger.valueOf(127),
              BigInteger.valueOf(128),
              half.subtract(BigInteger.ONE),
              half,
              half.add(BigInteger.ONE),
              order.subtract(BigInteger.valueOf(128)),
              order.subtract(BigInteger.ONE))) {
        BigInteger[] rs = numbers(NativeSigner.lowS(der(r, s), order));
        assertThat(rs[0]).isEqualTo(r);
        assertThat(rs[1]).isEqualTo(s.min(order.subtract(s)));
      }
    }
  }

  private static byte[] der(BigInteger r, BigInteger s) {
    byte[] first = r.toByteArray();
    byte[] second = s.toByteArray();
    int length = 4 + first.length + second.length;
    byte[] head =
        length > 127
            ? new byte[] {0x30, (byte) 0x81, (byte) length}
            : new byte[] {0x30, (byte) length};
    byte[] der = Arrays.copyOf(head, head.length + length);
    int at = head.length;
    for (byte[] number : List.of(first, second)) {
      der[at] = 2;
      der[at + 1] = (byte) number.length;
      System.arraycopy(number, 0, der, at + 2, number.length);
      at += 2 + number.length;
    }
    return der;
  }

  @Test
  void manyThreadsCanSignWithOneSigner() throws Exception {
    KeyPair pair = keyPair("secp256r1");
    NativeSigner signer = new NativeSigner(pair.getPrivate());
    List<Future<Boolean>> results = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < 400; i++) {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(new byte[] {(byte) i});
        results.add(threads.submit(() -> verifies(pair, digest, signer.sign(digest))));
      }
    }
    for (Future<Boolean> result : results) {
      assertThat(result.get()).isTrue();
    }
  }
}
