package io.commitlake.e2e;

import io.commitlake.testing.LooseObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Authors and committers as no Git writes them today: the oracle reads the same objects by itself. */
class OddPeopleTest {
    private static final List<String> PEOPLE = List.of(
            "Ann <ann@example.org> 1600000000 +0100",
            "  Ann\t <Ann@Example.ORG> 1600000001 +051800",
            "<nameless@example.org> 1600000002 -0330",
            "No Email <> 1600000003 -0000",
            "No Brackets 1600000004 +0000",
            "Open <open@example.org 1600000005 +0000",
            "Two <one@example.org> <two@example.org> 1600000006 -1200",
            "Nested <<inner@example.org>> 1600000007 +1400",
            "Far <far@example.org> 99999999999999999999999 +0000",
            "Past <past@example.org> -1 +0000",
            "Soon <soon@example.org> tomorrow +0000",
            "Zoneless <zoneless@example.org> 1600000008",
            "J\u00f6rg <j\u00f6rg@example.org> 1600000009 +0200",
            "\u00c3\u009cber <\u00c3\u0084@EXAMPLE.org> 1600000010 +0200",
            "Dotted <\u00c4\u00b0@example.org> 1600000011 +0300",
            "No Domain <root> 1600000012 +0000",
            "Two Ats <a@b@example.org> 1600000013 +0000",
            "77 <77+ann@users.noreply.github.com> 1600000014 +0000",
            "");

    @ParameterizedTest
    @CsvSource({"git,clear", "api,clear", "git,hashed", "api,hashed", "git,none", "api,none"})
    void theyAreExportedAsTheObjectsHaveThem(String source, String people, @TempDir Path folder) throws IOException {
        Repo repo = Repo.create(Files.createDirectory(folder.resolve("histories")), "people");
        String tip = repo.commit("2020-01-01T00:00:00Z", "root", "1\n");
        String tree = Repo.git(repo.gitDir(), "rev-parse", tip + "^{tree}").strip();
        for (int i = 0; i < PEOPLE.size(); i++) {
            String committer = PEOPLE.get((i + 5) % PEOPLE.size());
            tip = commit(repo, tree, tip, "author " + PEOPLE.get(i) + "\ncommitter " + committer);
            tip = commit(repo, tree, tip, "author " + PEOPLE.get(i) + "\ncommitter " + committer + "\nencoding latin1");
        }
        repo.branch("main", tip);

        try (Stack stack = new Stack(folder, folder.resolve("histories"))
                .set("COMMITLAKE_SOURCE", source)
                .set("COMMITLAKE_PEOPLE", people)) {
            stack.track("people").ended(0);
            stack.commitlake("run", "--snapshot", "2026-01-01").ended(0);

            stack.oracle("people", 1000, "--people", people);
            stack.commitlake("validate", "--all").ended(0);
        }
    }

    /** Writes a commit that changes no file; returns its SHA. */
    private static String commit(Repo repo, String tree, String parent, String headers) {
        String object = "tree " + tree + "\nparent " + parent + "\n" + headers + "\n\ncaf\u00e9\n";
        return LooseObject.write(repo.gitDir(), "commit", object.getBytes(StandardCharsets.ISO_8859_1));
    }
}
