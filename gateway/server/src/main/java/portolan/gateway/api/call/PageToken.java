// SPDX-License-Identifier: Apache-2.0
package portolan.gateway.api.call;

import com.google.protobuf.Message;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Function;
import portolan.domain.encoding.Sha256;

/**
 * Where a list goes on: after which element, and of which list. Callers see no meaning in it. All
 * lists that give pages use it, with {@code page_size}, {@code page_token} and {@code
 * next_page_token}.
 */
public final class PageToken {
  private static final String FIELD = "pageToken";
  private static final int MARK_BYTES = 8;
  private static final int MOST_CHARACTERS = 1_000;

  private PageToken() {}

  /**
   * A token.
   *
   * @param filter the request without its page
   * @param last the last element that was shown
   */
  public static String after(Message filter, String last) {
    byte[] text = last.getBytes(StandardCharsets.UTF_8);
    byte[] mark = mark(filter, last);
    byte[] token = Arrays.copyOf(mark, mark.length + text.length);
    System.arraycopy(text, 0, token, mark.length, text.length);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
  }

  /**
   * The place after which the list goes on.
   *
   * @param token of the caller; empty for the first page
   * @param filter the request without its page
   * @param reading of the text that {@link #after} was given; throws IllegalArgumentException
   * @return empty for the first page
   * @throws ApiException INVALID_ARGUMENT if it was not made for this list
   */
  public static <T> Optional<T> read(String token, Message filter, Function<String, T> reading)
      throws ApiException {
    if (token.isEmpty()) {
      return Optional.empty();
    }
    if (token.length() <= MOST_CHARACTERS) {
      try {
        byte[] bytes = Base64.getUrlDecoder().decode(token);
        if (bytes.length > MARK_BYTES) {
          String last =
              new String(bytes, MARK_BYTES, bytes.length - MARK_BYTES, StandardCharsets.UTF_8);
          if (after(filter, last).equals(token)) {
            return Optional.of(reading.apply(last));
          }
        }
      } catch (IllegalArgumentException e) {
        // Not what we made: said below.
      }
    }
    throw ApiException.invalid(
        FIELD, "expected the nextPageToken of a page of this list, with the same filters");
  }

  /** How many elements a page has. */
  public static int size(int asked, int usual, int most) throws ApiException {
    if (asked < 0 || asked > most) {
      throw ApiException.invalid("pageSize", "expected 1 to " + most + ", found " + asked);
    }
    return asked == 0 ? usual : asked;
  }

  private static byte[] mark(Message filter, String last) {
    String list = filter.getDescriptorForType().getFullName();
    String hash =
        Sha256.hex(list + "\n" + HexFormat.of().formatHex(filter.toByteArray()) + "\n" + last);
    return HexFormat.of().parseHex(hash.substring(0, 2 * MARK_BYTES));
  }
}
