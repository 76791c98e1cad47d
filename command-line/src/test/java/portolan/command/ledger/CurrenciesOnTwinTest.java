// SPDX-License-Identifier: Apache-2.0
package portolan.command.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import portolan.api.v1.AttestReservesRequest;
import portolan.api.v1.AuditRequest;
import portolan.api.v1.ExchangeRate;
import portolan.api.v1.ExecuteLockRequest;
import portolan.api.v1.ExpireLockRequest;
import portolan.api.v1.GetLockRequest;
import portolan.api.v1.ListNotesRequest;
import portolan.api.v1.Lock;
import portolan.api.v1.LockQuoteRequest;
import portolan.api.v1.LockQuoteResponse;
import portolan.api.v1.LockState;
import portolan.api.v1.MintRequest;
import portolan.api.v1.Money;
import portolan.api.v1.Note;
import portolan.api.v1.NoteState;
import portolan.api.v1.PublishReferenceRatesRequest;
import portolan.api.v1.QuoteRounding;
import portolan.api.v1.QuoteSide;
import portolan.api.v1.ReferenceRate;
import portolan.api.v1.SignQuoteRequest;
import portolan.api.v1.SignedQuote;
import portolan.client.PortolanClient;
import portolan.client.PortolanException;
import portolan.command.Gateways;
import portolan.network.ConsortiumFile;
import portolan.network.Progress;

/** Quotes and locks as members see them: through their own gateways, on the ledger twin. */
class CurrenciesOnTwinTest {
  private static final String BANK = "BankMSP";
  private static final String PLATFORM = "PlatformMSP";
  private static final Path CONSORTIUM = Path.of("..", "network-config", "consortium.yaml");

  @TempDir private static Path folder;
  private static TwinNetwork twin;
  private static Gateways gateways;

  private static PortolanClient bank;
  private static PortolanClient platform;

  /** On ports of its own: other networks may be up. */
  @BeforeAll
  static void openTheTwinWithEurosAndDollars() throws IOException, InterruptedException {
    String file = Files.readString(CONSORTIUM).replace("basePort: 7050", "basePort: 19050");
    twin = TwinNetwork.of(ConsortiumFile.parse(CONSORTIUM.toString(), file), folder);
    twin.up(Progress.silent());
    gateways = Gateways.start(twin);
    bank = gateways.of(BANK);
    platform = gateways.of(PLATFORM);
    issue("EUR", PLATFORM, 10_000_00);
    issue("USD", BANK, 10_000_00);
    issue("USD-2", BANK, 5_000_00);
    await("the platform's own peer has its euros")
        .atMost(Duration.ofMinutes(1))
        .until(() -> spendable(platform, "EUR") == 10_000_00);
    bank.exchange()
        .publishReferenceRates(
            PublishReferenceRatesRequest.newBuilder()
                .setSource("ECB")
                .setDate(LocalDate.now(ZoneOffset.UTC).toString())
                .setBaseCurrency("EUR")
                .setToleranceBasisPoints(100)
                .addRates(ReferenceRate.newBuilder().setCurrency("USD").setRate("1.1684"))
                .build());
  }

  @AfterAll
  static void closeTheTwin() {
    if (gateways != null) {
      gateways.close();
    }
    if (twin != null) {
      twin.close();
    }
  }

  private static void issue(String id, String owner, long units) {
    Money amount = Money.newBuilder().setCurrency(id.substring(0, 3)).setMinorUnits(units).build();
    bank.money()
        .attestReserves(
            AttestReservesRequest.newBuilder()
                .setAttestationId("A-" + id)
                .setAmount(amount)
                .build());
    bank.money()
        .mint(
            MintRequest.newBuilder()
                .setMintId("M-" + id)
                .setAllowanceId("A-" + id)
                .setOwner(owner)
                .setAmount(amount)
                .build());
  }

  private static SignQuoteRequest request(String quoteId) {
    return SignQuoteRequest.newBuilder()
        .setQuoteId(quoteId)
        .setBuyer(PLATFORM)
        .setSourceCurrency("EUR")
        .setTargetCurrency("USD")
        .setSourceBank(BANK)
        .setTargetBank(BANK)
        .setSide(QuoteSide.QUOTE_SIDE_FIX_SOURCE)
        .setRate(ExchangeRate.newBuilder().setNumerator("117").setDenominator("100"))
        .setRounding(QuoteRounding.QUOTE_ROUNDING_TOWARDS_PROVIDER)
        .setMaximumMinorUnits(1_000_00)
        .setReference("ECB")
        .setValidForSeconds(60)
        .setSettleWithinSeconds(300)
        .build();
  }

  private static SignedQuote signed(UnaryOperator<SignQuoteRequest.Builder> change, String id) {
    return bank.exchange()
        .signQuote(change.apply(request(id).toBuilder()).build())
        .getSignedQuote();
  }

  private static LockQuoteResponse lock(String lockId, SignedQuote quote, long amount) {
    return platform
        .exchange()
        .lockQuote(
            LockQuoteRequest.newBuilder()
                .setLockId(lockId)
                .setSignedQuote(quote)
                .setAmountMinorUnits(amount)
                .build());
  }

  private static long spendable(PortolanClient member, String currency) {
    long sum = 0;
    for (Note note :
        member
            .money()
            .notes(
                ListNotesRequest.newBuilder()
                    .setState(NoteState.NOTE_STATE_SPENDABLE)
                    .setCurrency(currency)
                    .build())) {
      sum += note.getAmount().getMinorUnits();
    }
    return sum;
  }

  /** A lock as soon as the member's own peer shows it in this state. */
  private static Lock of(String member, String lockId, LockState expected) {
    return await(lockId + " at " + member)
        .atMost(Duration.ofMinutes(1))
        .ignoreExceptionsMatching(
            e -> e instanceof PortolanException refused && refused.reason().equals("NOT_FOUND"))
        .until(
            () ->
                gateways
                    .of(member)
                    .exchange()
                    .getLock(GetLockRequest.newBuilder().setLockId(lockId).build()),
            lock -> lock.getState() == expected);
  }

  private static void isRefused(ThrowingCallable call, Status.Code code, String reason) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            PortolanException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(reason);
              assertThat(e.code()).isEqualTo(code);
            });
  }

  private static void moneyAddsUp() {
    assertThat(bank.audit().audit(AuditRequest.getDefaultInstance()).getBalanced()).isTrue();
  }

  @Test
  void aQuoteIsSignedLockedAndExecuted() {
    long euros = spendable(platform, "EUR");
    long dollars = spendable(platform, "USD");
    SignedQuote quote = signed(q -> q, "Q-1");
    assertThat(signed(q -> q, "Q-1")).as("the same request again").isEqualTo(quote);

    LockQuoteResponse locked = lock("PlatformMSP/L-1", quote, 1_000_00);
    assertThat(locked.getSource().getMinorUnits()).isEqualTo(1_000_00);
    assertThat(locked.getTarget().getMinorUnits()).isEqualTo(1_170_00);
    assertThat(locked.getReceipt().getEndorsersList()).containsExactlyInAnyOrder(BANK, PLATFORM);
    assertThat(lock("PlatformMSP/L-1", quote, 1_000_00))
        .as("the same request again")
        .isEqualTo(locked);
    LockState isLocked = LockState.LOCK_STATE_LOCKED;
    assertThat(of(PLATFORM, "PlatformMSP/L-1", isLocked).hasTarget()).isTrue();
    assertThat(of(BANK, "PlatformMSP/L-1", isLocked).getTarget().getMinorUnits())
        .isEqualTo(1_170_00);
    assertThat(of("SupplierMSP", "PlatformMSP/L-1", isLocked).hasTarget()).isFalse();
    assertThat(
            platform
                .money()
                .listNotes(ListNotesRequest.newBuilder().setLockId("PlatformMSP/L-1").build())
                .getNotesList())
        .extracting(note -> note.getOutcome() + " " + note.getState())
        .containsExactlyInAnyOrder("EXECUTED NOTE_STATE_GATED", "EXPIRED NOTE_STATE_GATED");
    assertThat(
            bank.audit().audit(AuditRequest.getDefaultInstance()).getBalancesList().stream()
                .filter(balance -> balance.getCurrency().equals("USD"))
                .mapToLong(balance -> balance.getLockedMinorUnits()))
        .allMatch(held -> held >= 1_170_00);

    ExecuteLockRequest execution =
        ExecuteLockRequest.newBuilder().setLockId("PlatformMSP/L-1").build();
    platform.exchange().executeLock(execution);
    assertThat(bank.exchange().executeLock(execution).getReceipt().getExisting()).isTrue();
    assertThat(of("SupplierMSP", "PlatformMSP/L-1", LockState.LOCK_STATE_EXECUTED).getEndedBy())
        .isEqualTo(PLATFORM);
    assertThat(spendable(platform, "EUR")).isEqualTo(euros - 1_000_00);
    assertThat(spendable(platform, "USD")).isEqualTo(dollars + 1_170_00);
    isRefused(
        () ->
            platform
                .exchange()
                .expireLock(ExpireLockRequest.newBuilder().setLockId("PlatformMSP/L-1").build()),
        Status.Code.FAILED_PRECONDITION,
        "NOT_LOCKED");
    isRefused(
        () -> lock("PlatformMSP/L-1b", quote, 1_00), Status.Code.FAILED_PRECONDITION, "QUOTE_USED");
    moneyAddsUp();
  }

  @Test
  void aKeeperLetsALockThatNobodyExecutesGoBack() {
    long euros = spendable(platform, "EUR");
    lock("PlatformMSP/L-2", signed(q -> q.setSettleWithinSeconds(1), "Q-2"), 500_00);
    assertThat(of(PLATFORM, "PlatformMSP/L-2", LockState.LOCK_STATE_EXPIRED).getEndedBy())
        .isNotEmpty();
    isRefused(
        () ->
            platform
                .exchange()
                .executeLock(ExecuteLockRequest.newBuilder().setLockId("PlatformMSP/L-2").build()),
        Status.Code.FAILED_PRECONDITION,
        "NOT_LOCKED");
    ExpireLockRequest expiry = ExpireLockRequest.newBuilder().setLockId("PlatformMSP/L-2").build();
    assertThat(gateways.of("CustomsMSP").exchange().expireLock(expiry).getReceipt().getExisting())
        .isTrue();
    assertThat(spendable(platform, "EUR")).isEqualTo(euros);
    moneyAddsUp();
  }

  @Test
  void whatIsWrongWithAQuoteIsSaid() {
    SignedQuote quote = signed(q -> q, "Q-3");
    isRefused(
        () -> lock("PlatformMSP/L-3", quote, 1_000_01),
        Status.Code.FAILED_PRECONDITION,
        "ABOVE_MAXIMUM");
    SignedQuote.Builder tampered = quote.toBuilder();
    tampered.getQuoteBuilder().getRateBuilder().setNumerator("118");
    isRefused(
        () -> lock("PlatformMSP/L-3", tampered.build(), 1_00),
        Status.Code.FAILED_PRECONDITION,
        "WRONG_SIGNATURE");
    isRefused(
        () -> signed(q -> q.setMaximumMinorUnits(2_000_00), "Q-3"),
        Status.Code.ALREADY_EXISTS,
        "ALREADY_EXISTS");
    isRefused(
        () -> signed(q -> q.setTargetCurrency("HRK"), "Q-4"),
        Status.Code.INVALID_ARGUMENT,
        "INVALID_ARGUMENT");
    isRefused(
        () -> signed(q -> q.setValidForSeconds(241), "Q-4"),
        Status.Code.INVALID_ARGUMENT,
        "INVALID_ARGUMENT");
    isRefused(
        () -> signed(q -> q.setMaximumMinorUnits(100_000_00), "Q-4"),
        Status.Code.FAILED_PRECONDITION,
        "INSUFFICIENT_FUNDS");
    isRefused(
        () ->
            platform
                .exchange()
                .signQuote(request("Q-5").toBuilder().setBuyer("SupplierMSP").build()),
        Status.Code.PERMISSION_DENIED,
        "PERMISSION_DENIED");
    moneyAddsUp();
  }
}
