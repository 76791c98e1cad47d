// SPDX-License-Identifier: Apache-2.0
package portolan.network;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import portolan.credentials.MutualTls;
import portolan.network.NetworkFolder.OrganisationFolder;

/**
 * The HTTPS endpoints for operators of one organisation's nodes: metrics, and an orderer's
 * channels.
 */
final class Operations implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private final HttpClient client;
  private final String host;

  Operations(OrganisationFolder organisation, String host) {
    this.host = host;
    try {
      client =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .sslContext(
                  MutualTls.of(
                          organisation.tlsCertificate("admin"),
                          organisation.tlsKey("admin"),
                          organisation.tlsAuthority())
                      .context())
              .connectTimeout(LIMIT)
              .build();
    } catch (GeneralSecurityException | IOException e) {
      throw new NetworkException("the administrator's TLS credentials cannot be used: " + e, e);
    }
  }

  /** Makes the orderer serve the channel; nothing changes when it does already. */
  void joinChannel(int adminPort, String channel, Path block) {
    URI channels = URI.create("https://" + host + ":" + adminPort + "/participation/v1/channels");
    try {
      HttpResponse<String> there =
          client.send(
              HttpRequest.newBuilder(URI.create(channels + "/" + channel)).timeout(LIMIT).build(),
              BodyHandlers.ofString());
      if (there.statusCode() == 200) {
        return;
      }
      String boundary = "portolan-first-block";
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      body.writeBytes(
          """
          --%s\r
          Content-Disposition: form-data; name="config-block"; filename="first.block"\r
          Content-Type: application/octet-stream\r
          \r
          """
              .formatted(boundary)
              .getBytes(StandardCharsets.UTF_8));
      body.writeBytes(Files.readAllBytes(block));
      body.writeBytes(("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(channels)
                  .timeout(LIMIT)
                  .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                  .POST(BodyPublishers.ofByteArray(body.toByteArray()))
                  .build(),
              BodyHandlers.ofString());
      if (answer.statusCode() != 201) {
        throw new NetworkException(
            "the orderer at port %d refused to join channel %s: %d %s"
                .formatted(adminPort, channel, answer.statusCode(), answer.body().strip()));
      }
    } catch (IOException e) {
      throw new NetworkException(
          "the orderer's administration at port " + adminPort + " failed: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NetworkException("interrupted", e);
    }
  }

  /**
   * The value of a metric of the channel; empty when the node does not answer or does not have it.
   */
  OptionalLong metric(int operationsPort, String name, String channel) {
    return metrics(operationsPort)
        .map(all -> metric(all, name, channel))
        .orElseGet(OptionalLong::empty);
  }

  /** The value of a metric of the channel among all of a node. */
  static OptionalLong metric(String all, String name, String channel) {
    Matcher line =
        Pattern.compile(
                "(?m)^"
                    + Pattern.quote(name)
                    + "\\{channel=\""
                    + Pattern.quote(channel)
                    + "\"\\} ([0-9.e+]+)$")
            .matcher(all);
    return line.find()
        ? OptionalLong.of(new java.math.BigDecimal(line.group(1)).longValue())
        : OptionalLong.empty();
  }

  /** All metrics of a node; empty when it does not answer. */
  Optional<String> metrics(int operationsPort) {
    URI metrics = URI.create("https://" + host + ":" + operationsPort + "/metrics");
    try {
      return Optional.of(
          client
              .send(
                  HttpRequest.newBuilder(metrics).timeout(Duration.ofSeconds(2)).build(),
                  BodyHandlers.ofString())
              .body());
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NetworkException("interrupted", e);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
