package portolan.domain.settlement.journal;

import java.util.Optional;
import portolan.domain.money.Money;
import portolan.domain.settlement.NoteGate;

/**
 * A note of the member.
 *
 * @param noteId its id
 * @param amount what it is worth
 * @param origin where its money comes from
 * @param gate what had to happen first, if anything
 * @param spendable whether it can be spent, and so is booked
 */
public record OwnNote(
    String noteId, Money amount, Origin origin, Optional<NoteGate> gate, boolean spendable) {}
