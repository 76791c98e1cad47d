// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import org.junit.jupiter.api.Test;
import portolan.api.v1.ListNotesRequest;
import portolan.api.v1.ListSuspenseRequest;
import portolan.api.v1.NoteState;
import portolan.gateway.journal.NotePlace;

final class PageTokenTest {
  private static final ListNotesRequest ALL = ListNotesRequest.getDefaultInstance();
  private static final ListNotesRequest SPENDABLE =
      ListNotesRequest.newBuilder().setState(NoteState.NOTE_STATE_SPENDABLE).build();

  private static void isRefused(String token) {
    assertThatThrownBy(() -> PageToken.read(token, ALL, text -> text))
        .isInstanceOfSatisfying(
            ApiException.class,
            e -> {
              assertThat(e.reason()).isEqualTo("INVALID_ARGUMENT");
              assertThat(e.field()).isEqualTo("pageToken");
              assertThat(e).hasMessageContaining("expected");
            });
  }

  @Test
  void aListGoesOnAfterTheElementThatWasShownLast() throws Exception {
    for (String last : new String[] {"M1.1", "PlatformMSP/E1.DELIVERED.2", "é"}) {
      assertThat(PageToken.read(PageToken.after(ALL, last), ALL, text -> text)).hasValue(last);
    }
    assertThat(PageToken.read("", ALL, text -> text)).isEmpty();
  }

  @Test
  void aTokenOfOtherFiltersOrOfAnotherListIsRefused() {
    isRefused(PageToken.after(SPENDABLE, "M1.1"));
    isRefused(PageToken.after(ListSuspenseRequest.getDefaultInstance(), "M1.1"));
  }

  @Test
  void aTokenThatWasChangedOrMadeUpIsRefused() {
    String token = PageToken.after(ALL, "M1.1");
    for (int i = 0; i < token.length(); i++) {
      char other = token.charAt(i) == 'A' ? 'B' : 'A';
      isRefused(token.substring(0, i) + other + token.substring(i + 1));
    }
    isRefused(token + "A");
    isRefused(token + "=");
    isRefused(token.substring(1));
    isRefused("M1.1");
    isRefused("%");
    isRefused(" ");
    isRefused("A".repeat(5_000));
    isRefused(Base64.getUrlEncoder().encodeToString(new byte[8]));
  }

  @Test
  void aTokenWhoseTextIsNoPlaceIsRefused() {
    assertThatThrownBy(() -> PageToken.read(PageToken.after(ALL, "a"), ALL, NotePlace::parse))
        .isInstanceOf(ApiException.class);
    NotePlace place = new NotePlace("BankMSP", "GBP", 7, "M1.1");
    assertThat(NotePlace.parse(place.text())).isEqualTo(place);
  }

  @Test
  void aPageHasAUsualAndALargestSize() throws Exception {
    assertThat(PageToken.size(0, 50, 200)).isEqualTo(50);
    assertThat(PageToken.size(1, 50, 200)).isEqualTo(1);
    assertThat(PageToken.size(200, 50, 200)).isEqualTo(200);
    for (int size : new int[] {-1, 201, Integer.MIN_VALUE}) {
      assertThatThrownBy(() -> PageToken.size(size, 50, 200))
          .isInstanceOf(ApiException.class)
          .hasMessage("expected 1 to 200, found " + size);
    }
  }
}
