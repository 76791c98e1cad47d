// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import portolan.api.v1.AgreeToSplitRequest;
import portolan.api.v1.AgreeToSplitResponse;
import portolan.api.v1.DisputeProto;
import portolan.api.v1.OfferSplitRequest;
import portolan.api.v1.OfferSplitResponse;
import portolan.gateway.api.transport.ServiceBinding;

class HttpRoutesTest {
  private final HttpRoutes routes =
      HttpRoutes.of(
          List.of(
              new ServiceBinding(
                      DisputeProto.getDescriptor().findServiceByName("DisputeService"), "BankMSP")
                  .method(
                      "OfferSplit",
                      OfferSplitRequest.getDefaultInstance(),
                      (request, remaining) -> OfferSplitResponse.getDefaultInstance())
                  .method(
                      "AgreeToSplit",
                      AgreeToSplitRequest.getDefaultInstance(),
                      (request, remaining) -> AgreeToSplitResponse.getDefaultInstance())));

  private String found(String verb, String path) {
    return switch (routes.match(verb, path)) {
      case HttpRoutes.Match.Found(HttpRoutes.Route route, var fields) -> {
        StringBuilder text = new StringBuilder(route.call().method().getName());
        fields.forEach((field, value) -> text.append(' ').append(field.getName() + "=" + value));
        yield text.toString();
      }
      case HttpRoutes.Match.OtherMethods(var allowed) -> "allowed " + allowed;
      case HttpRoutes.Match.Nothing none -> "nothing";
    };
  }

  @Test
  void aPathNamesACallAndFieldsOfItsRequest() {
    assertThat(found("PUT", "/v1/escrows/E-1/splits/S-1"))
        .isEqualTo("OfferSplit escrow_id=E-1 offer_id=S-1");
    assertThat(found("POST", "/v1/escrows/PlatformMSP%2FE-1/splits/S+1:agree"))
        .isEqualTo("AgreeToSplit escrow_id=PlatformMSP/E-1 offer_id=S+1");
  }

  @Test
  void aColonInPercentEncodingBelongsToTheIdAndIsNoVerb() {
    assertThat(found("PUT", "/v1/escrows/E%3A1/splits/S%3Aagree"))
        .isEqualTo("OfferSplit escrow_id=E:1 offer_id=S:agree");
    assertThat(found("POST", "/v1/escrows/E%3A1/splits/S%3a1:agree"))
        .isEqualTo("AgreeToSplit escrow_id=E:1 offer_id=S:1");
    assertThat(found("POST", "/v1/escrows/E-1/splits/S-1%3Aagree")).isEqualTo("allowed [PUT]");
  }

  @Test
  void aPathThatIsThereForOtherMethodsSaysWhich() {
    assertThat(found("GET", "/v1/escrows/E-1/splits/S-1")).isEqualTo("allowed [PUT]");
    assertThat(found("PUT", "/v1/escrows/E-1/splits/S-1:agree")).isEqualTo("allowed [POST]");
  }

  @Test
  void nothingElseIsThere() {
    for (String path :
        List.of(
            "/",
            "/v1",
            "/v1/escrows",
            "/v1/escrows/E-1/splits/",
            "/v1/escrows/E-1/splits/:agree",
            "/v1/escrows/E-1/splits/S-1/",
            "/v1/escrows/E-1/splits/S-1:refuse",
            "/v1/escrows/%zz/splits/S-1",
            "/v1/escrows/%e/splits/S-1",
            "/v1/escrows/%c3%28/splits/S-1",
            "/v1/escrows/\u00fc/splits/S-1",
            "",
            "*",
            "localhost:443",
            "//v1/escrows/E-1/splits/S-1",
            "/v2/escrows/E-1/splits/S-1")) {
      assertThat(found("PUT", path)).as(path).isEqualTo("nothing");
    }
    assertThat(found("CONNECT", null)).isEqualTo("nothing");
  }
}
