package portolan.domain.customs;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import portolan.domain.encoding.Json;
import portolan.domain.encoding.JsonObject;

/** Somebody with a key and a self-signed certificate, made by the JDK's own keytool. */
record Officer(PrivateKey key, X509Certificate certificate) {
  private static final char[] PASSWORD = "only-for-this-test".toCharArray();

  static Officer withCurve(Path folder, String curve) throws IOException, InterruptedException {
    Path store = folder.resolve(curve + "-" + System.nanoTime() + ".p12");
    Process keytool =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-alias",
                    "officer",
                    "-dname",
                    "CN=officer",
                    "-keyalg",
                    "EC",
                    "-groupname",
                    curve,
                    "-storetype",
                    "PKCS12",
                    "-keystore",
                    store.toString(),
                    "-storepass",
                    new String(PASSWORD)))
            .redirectErrorStream(true)
            .start();
    String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (keytool.waitFor() != 0) {
      throw new IOException("keytool failed: " + output);
    }
    try (InputStream in = new ByteArrayInputStream(Files.readAllBytes(store))) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, PASSWORD);
      return new Officer(
          (PrivateKey) keys.getKey("officer", PASSWORD),
          (X509Certificate) keys.getCertificate("officer"));
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  String pem() throws GeneralSecurityException {
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded())
        + "\n-----END CERTIFICATE-----\n";
  }

  String sign(JsonObject rule) throws GeneralSecurityException {
    Signature signer = Signature.getInstance("SHA256withECDSA");
    signer.initSign(key);
    signer.update(SignedRule.signedBytes(rule));
    return Base64.getEncoder().encodeToString(signer.sign());
  }

  JsonObject signed(JsonObject rule) throws GeneralSecurityException {
    return Json.object()
        .put("rule", rule)
        .put("signature", sign(rule))
        .put("certificate", pem())
        .build();
  }
}
