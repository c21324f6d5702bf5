package io.commitlake.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Each threat in SECURITY.md names tests that exist, or says that it isn't tested. */
class ThreatsTest {
    private static final String UNTESTED = "not tested";
    private static final Pattern NAME = Pattern.compile("`([^`]+)`");
    private static final Pattern JAVA = Pattern.compile("([A-Z]\\w+)#(\\w+)");
    private static final Pattern PYTHON = Pattern.compile("(\\w+\\.py)::(\\w+)");

    @Test
    void eachThreatNamesTestsThatExist() {
        List<String> faults = new ArrayList<>();
        List<String> rows = Documents.read(Documents.root().resolve("SECURITY.md"))
                .lines()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| attack "))
                .toList();
        for (String row : rows) {
            String[] cells = row.split("\\|", -1);
            String tests = cells.length == 5 ? cells[3].strip() : "";
            Matcher name = NAME.matcher(tests);
            int names = 0;
            for (; name.find(); names++) {
                String fault = fault(name.group(1));
                if (fault != null) {
                    faults.add(name.group(1) + " " + fault);
                }
            }
            if (names == 0 && !tests.equals(UNTESTED)) {
                faults.add("no tests in: " + row);
            }
        }
        assertThat(faults).isEmpty();
        assertThat(rows).as("threats that were found").hasSizeGreaterThan(25);
    }

    private static @Nullable String fault(String test) {
        Matcher java = JAVA.matcher(test);
        if (java.matches()) {
            return in(java.group(1) + ".java", "(void|ArchRule) " + java.group(2) + "\\b");
        }
        Matcher python = PYTHON.matcher(test);
        if (python.matches()) {
            return in(python.group(1), "(?m)^ *def " + python.group(2) + "\\(");
        }
        return test.endsWith(".sh") && Files.exists(Documents.root().resolve(test)) ? null : "isn't there";
    }

    /** Whether a file of the tests contains a pattern: null if it does, else the reason. */
    private static @Nullable String in(String file, String pattern) {
        List<Path> files = Stream.of("worker/src/test", "airflow/tests")
                .flatMap(folder -> Documents.under(Documents.root().resolve(folder)))
                .filter(path -> path.getFileName().toString().equals(file))
                .toList();
        if (files.isEmpty()) {
            return "is in no file " + file;
        }
        Pattern declaration = Pattern.compile(pattern);
        return files.stream()
                        .anyMatch(path ->
                                declaration.matcher(Documents.read(path)).find())
                ? null
                : "isn't in " + file;
    }
}
