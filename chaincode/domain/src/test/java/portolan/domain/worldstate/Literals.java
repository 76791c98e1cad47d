// SPDX-License-Identifier: Apache-2.0
package portolan.domain.worldstate;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Finds in Java sources the literals that say where something is in the state, or what is called.
 */
final class Literals {
  /** What a key of the state begins with, ours or one that somebody makes up. */
  private static final Pattern PREFIX = Pattern.compile("[a-z]+(-[a-z]+)*/");

  /** Functions by whose arguments a contract's function is called or declared. */
  private static final Set<String> CALLS =
      Set.of(
          "Lane",
          "Submission",
          "call",
          "endorse",
          "evaluate",
          "group",
          "lane",
          "newProposal",
          "share",
          "submit");

  private final Set<String> prefixes;
  private final Set<String> functions;
  private final boolean anyPrefix;

  /**
   * Literals that are looked for.
   *
   * @param prefixes of keys
   * @param functions names of contract functions
   * @param anyPrefix whether everything that looks like the prefix of a key counts as one
   */
  Literals(Set<String> prefixes, Set<String> functions, boolean anyPrefix) {
    this.prefixes = Set.copyOf(prefixes);
    this.functions = Set.copyOf(functions);
    this.anyPrefix = anyPrefix;
  }

  /** Each one found, as {@code Name.java: "literal"}. */
  List<String> in(List<Path> sources) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<String> found = new ArrayList<>();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, files, null, null, null, files.getJavaFileObjectsFromPaths(sources));
      for (CompilationUnitTree unit : task.parse()) {
        String name = Path.of(unit.getSourceFile().toUri()).getFileName().toString();
        new Scanner(name, found).scan(unit, null);
      }
    }
    return found;
  }

  private boolean isKey(String text) {
    return (anyPrefix && PREFIX.matcher(text).matches())
        || prefixes.stream().anyMatch(text::startsWith);
  }

  /** A name of several words is none but a function's; one word may be a field of JSON too. */
  private boolean isNameOfNothingElse(String text) {
    return functions.contains(text) && !text.equals(text.toLowerCase(Locale.ROOT));
  }

  private final class Scanner extends TreeScanner<Void, Void> {
    private final String name;
    private final List<String> found;

    Scanner(String name, List<String> found) {
      this.name = name;
      this.found = found;
    }

    @Override
    public Void visitLiteral(LiteralTree literal, Void nothing) {
      if (literal.getValue() instanceof String text && (isKey(text) || isNameOfNothingElse(text))) {
        found.add(name + ": \"" + text + "\"");
      }
      return super.visitLiteral(literal, null);
    }

    @Override
    public Void visitMethodInvocation(MethodInvocationTree call, Void nothing) {
      look(last(call.getMethodSelect().toString()), call.getArguments());
      return super.visitMethodInvocation(call, null);
    }

    @Override
    public Void visitNewClass(NewClassTree made, Void nothing) {
      look(last(made.getIdentifier().toString()), made.getArguments());
      return super.visitNewClass(made, null);
    }

    private String last(String select) {
      return select.substring(select.lastIndexOf('.') + 1);
    }

    private void look(String called, List<? extends ExpressionTree> arguments) {
      if (!CALLS.contains(called)) {
        return;
      }
      for (ExpressionTree argument : arguments) {
        if (argument.getKind() == Tree.Kind.STRING_LITERAL
            && ((LiteralTree) argument).getValue() instanceof String text
            && functions.contains(text)
            && !isNameOfNothingElse(text)) {
          found.add(name + ": " + called + "(\"" + text + "\")");
        }
      }
    }
  }
}
