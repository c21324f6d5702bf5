package io.commitlake.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.cli.Main;
import io.commitlake.sandbox.Options;
import io.commitlake.sandbox.Sandbox;
import io.commitlake.sandbox.SchemaCheck;
import io.commitlake.testing.Python;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The Python code in the documents runs as written on the dataset of {@code make run}, and its output contains the
 * numbers and names that the text gives as the answer. The code for Iceberg runs in {@code src/test/sh/iceberg.sh}.
 */
class ExamplesTest {
    private static final Path SCRIPT = Documents.root().resolve("worker/src/test/python/run_examples.py");

    private static final Pattern SUGGESTION = Pattern.compile("(?m)^ {2}python3 -c \"(.*)\"$");

    private static final String HEADING = "Files that change together";

    /** The paragraph after the first block of code under that heading. */
    private static final Pattern ANSWER = Pattern.compile("(?ms)^## " + HEADING + "$(?:(?!^## ).)*?^```$\n\n(.*?)\n\n");

    @TempDir
    private static Path folder;

    private static Sandbox sandbox;

    /** Exports into a folder, and into the sandbox's bucket. */
    @BeforeAll
    static void exportTheSandbox() {
        Path histories = Documents.root().resolve("sandbox/histories");
        sandbox = Sandbox.start(Options.of(histories).withS3Data(folder.resolve("s3")), new SchemaCheck());
        for (String dataset :
                List.of("file:" + folder.resolve("data/sandbox"), environment().get("COMMITLAKE_DATASET"))) {
            Map<String, String> environment = environment();
            environment.put("COMMITLAKE_DATASET", dataset);
            commitlake(environment, "track", "sandbox/renames", "sandbox/small");
            commitlake(environment, "run");
        }
    }

    private static Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(sandbox.environment());
        environment.put("PATH", System.getenv("PATH"));
        environment.put("COMMITLAKE_WORK_DIR", folder.resolve("work").toString());
        return environment;
    }

    @AfterAll
    static void stopTheSandbox() {
        sandbox.close();
    }

    private static void commitlake(Map<String, String> environment, String... arguments) {
        StringWriter out = new StringWriter();
        PrintWriter writer = new PrintWriter(out);
        assertThat(Main.run(arguments, environment, writer, writer, false))
                .as("%s", out)
                .isZero();
    }

    /** Runs the code of a document under the given headings, in the folder of the export. */
    private static String run(String document, String... headings) {
        return run(List.of(), document, headings);
    }

    private static String run(List<String> options, String document, String... headings) {
        List<String> arguments = new ArrayList<>(List.of(SCRIPT.toString()));
        arguments.addAll(options);
        arguments.add(Documents.root().resolve(document).toString());
        arguments.addAll(List.of(headings));
        return Python.runIn(folder, environment(), arguments);
    }

    @Test
    void theReadmesQuestionsHaveTheseAnswers() {
        assertThat(run("README.md")).startsWith("4 blocks, ");
    }

    @Test
    void whatMakeRunSuggestsRuns() {
        List<String> suggested = SUGGESTION
                .matcher(Documents.read(Documents.root().resolve("worker/bin/first-run")))
                .results()
                .map(found -> found.group(1).replace("$dataset", "data/sandbox"))
                .toList();
        assertThat(suggested).hasSize(3);
        for (String code : suggested) {
            assertThat(Python.runIn(folder, List.of("-c", code))).isNotBlank();
        }
    }

    @Test
    void theDatasetPagesQueriesRun() {
        assertThat(run("docs/dataset.md")).startsWith("1 blocks, ");
    }

    @Test
    void theCookbooksQuestionsHaveTheseAnswers() throws IOException {
        putViews();
        assertThat(run("docs/query/cookbook.md")).startsWith("22 blocks, ");
    }

    @Test
    void thePublishPagesQueryRuns() {
        assertThat(run("docs/publish.md")).startsWith("1 blocks, ");
    }

    /** A copy of the folder, and one of the bucket, have the completed exports and nothing else. */
    @Test
    void aPublishedCopyHasTheCompletedExports() {
        Path script = Documents.root().resolve("worker/src/test/python/check_published.py");
        String bucket = environment().get("COMMITLAKE_DATASET");

        assertThat(Python.runIn(folder, environment(), List.of(script.toString(), "data/sandbox", bucket)))
                .startsWith("3 copies, 369 data files");
    }

    /** The notebook reads the views beside it and the dataset two folders up, as it does in a clone. */
    @Test
    void theNotebookPrintsAndDrawsWhatItShows() throws IOException {
        Path notebook = Documents.root().resolve("docs/query/research.ipynb");
        Path script = Documents.root().resolve("worker/src/test/python/run_notebook.py");

        assertThat(Python.runIn(putViews(), List.of(script.toString(), notebook.toString())))
                .startsWith("4 cells, 3 charts");
        assertThat(Files.size(notebook)).as("bytes").isLessThan(300_000);
    }

    /** Puts the views where the documents look for them, and returns the folder. */
    private static Path putViews() throws IOException {
        Path home = Files.createDirectories(folder.resolve("docs/query"));
        Files.copy(
                Documents.root().resolve("docs/query/views.sql"),
                home.resolve("views.sql"),
                StandardCopyOption.REPLACE_EXISTING);
        return home;
    }

    /** The page needs a dataset of its own, which keeps contents, where the others have theirs. */
    @Test
    void theContentsPagesQueriesHaveTheseAnswers() throws IOException {
        Path home = Files.createDirectories(folder.resolve("contents/docs/query"));
        Files.copy(Documents.root().resolve("docs/query/contents.sql"), home.resolve("contents.sql"));
        Path own = folder.resolve("contents");
        Map<String, String> environment = environment();
        environment.put("COMMITLAKE_DATASET", "file:" + own.resolve("data/sandbox"));
        environment.put("COMMITLAKE_CONTENTS", ".java,.py,text");
        commitlake(environment, "track", "sandbox/renames", "sandbox/small");
        commitlake(environment, "run", "--snapshot", "2020-01-01");
        commitlake(environment, "run");

        String page = Documents.root().resolve("docs/query/contents.md").toString();
        assertThat(Python.runIn(own, environment, List.of(SCRIPT.toString(), page)))
                .startsWith("3 blocks, 2 values");
        assertThat(publish(own, "data/sandbox"))
                .contains("| `file_contents` |", "### file_contents", "**Contents.** To find the content");
    }

    /** Publishes a dataset, and returns the README of the copy. */
    private static String publish(Path home, String dataset) {
        String script = Documents.root().resolve("docs/publish/publish.py").toString();
        Python.runIn(home, List.of(script, dataset, "published", "--title", "Published", "--author", "Somebody"));
        return Documents.read(home.resolve("published/README.md"));
    }

    /** Git prints the trees of twenty commits of each history. */
    @Test
    void theViewsFindTheTreesThatGitLists() {
        Path histories = Documents.root().resolve("sandbox/histories");
        assertThat(Python.runIn(
                        folder,
                        List.of(
                                Documents.root()
                                        .resolve("worker/src/test/python/check_trees.py")
                                        .toString(),
                                "data/sandbox",
                                Documents.root().resolve("docs/query/views.sql").toString(),
                                "20",
                                "sandbox/renames=" + histories.resolve("renames.bundle"),
                                "sandbox/small=" + histories.resolve("small.bundle"))))
                .startsWith("40 trees, ");
    }

    @ParameterizedTest
    @CsvSource({"duckdb, 4", "polars, 4", "pandas, 4", "spark, 3", "clickhouse, 4", "datafusion, 4"})
    void thePageOfEachEngineRuns(String engine, int blocks) {
        assertThat(run("docs/query/" + engine + ".md")).startsWith(blocks + " blocks, ");
    }

    /**
     * Links lead to this section, so it must run alone. Its output has the answer's values in the answer's order. The fourth
     * and the fifth pair have different counts, so the limit cuts no tie.
     */
    @ParameterizedTest
    @ValueSource(strings = {"duckdb", "polars", "pandas", "spark", "clickhouse", "datafusion"})
    void eachEngineFindsTheFilesThatChangeTogether(String engine) {
        assertThat(run(List.of("--in-order"), "docs/query/" + engine + ".md", HEADING))
                .startsWith("1 blocks, 12 values");
    }

    @ParameterizedTest
    @ValueSource(strings = {"duckdb", "polars", "pandas", "spark", "clickhouse", "datafusion", "iceberg"})
    void everyPageGivesTheCookbooksAnswer(String engine) {
        assertThat(answerOf(engine)).contains(" in 78 commits").isEqualTo(answerOf("cookbook"));
    }

    /** The answer that a page gives to the question which files change together. */
    private static String answerOf(String page) {
        String text = Documents.read(Documents.root().resolve("docs/query/" + page + ".md"));
        Matcher answer = ANSWER.matcher(text);
        assertThat(answer.find()).as("an answer in %s.md", page).isTrue();
        return answer.group(1);
    }
}
