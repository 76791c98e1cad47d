package portolan.domain.custody;

import java.time.Instant;
import java.util.Optional;

/**
 * What all events have.
 *
 * @param eventId a URI of at most 200 characters, unique on the channel
 * @param eventTime when it happened, as its reporter says
 * @param disposition CBV 2.0 word or another vocabulary's URI, if the reporter states one
 */
public record EventHeader(String eventId, Instant eventTime, Optional<String> disposition) {}
