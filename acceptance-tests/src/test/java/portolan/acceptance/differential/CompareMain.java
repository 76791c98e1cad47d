package portolan.acceptance.differential;

import java.nio.file.Path;
import portolan.network.*;

public final class CompareMain {
  public static void main(String[] a) throws Exception {
    Consortium consortium = ConsortiumFile.read(Path.of(a[0]));
    long seed = Long.parseLong(a[2]);
    int n = Integer.parseInt(a[3]);
    Comparison comparison = new Comparison(Path.of(a[1]), Integer.parseInt(a[4]));
    try (comparison;
        LedgerUnderTest ledger = TwinLedger.open(consortium);
        Conductor conductor = new Conductor(ledger, consortium, comparison)) {
      Conductor.Outcome o = conductor.run(Program.of(consortium, seed, n));
      System.out.println(o);
    } catch (Comparison.TooManyException e) {
      System.out.println(e.getMessage());
    }
    System.out.println(
        comparison.divergences().size() + " divergences of " + comparison.compared());
    System.out.println(Report.of(seed, n, comparison.divergences(), comparison.descriptions()));
    System.exit(0);
  }
}
