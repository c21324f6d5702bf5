package io.commitlake.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.commitlake.history.object.RawCommit;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;

/** Commit objects, as Git reads them. */
@Tag("jazzer")
class CommitFuzzTest {
    /** The people that we must read as Git does. Our rules for odd ones differ, and the dataset's page has them. */
    private static final Pattern PLAIN = Pattern.compile("[^\\x00]*?\nauthor ([a-z]+) <([a-z@]+)> [0-9]{1,9} \\+0000\n"
            + "committer [a-z]+ <[a-z@]+> ([0-9]{1,9}) \\+0000\n\n[^\\x00]*");

    private static @Nullable AskedGit git;

    @FuzzTest
    void read(byte[] object) {
        AskedGit asked = git == null ? AskedGit.start() : git.orNew();
        git = asked;
        Optional<String[]> expected = asked.read(object);
        RawCommit commit;
        try {
            commit = RawCommit.parse(object);
        } catch (IllegalArgumentException refused) {
            Foreign.check(expected.isEmpty(), "Git reads a commit that we refuse: " + refused.getMessage());
            return;
        }
        Foreign.check(expected.isPresent(), "Git refuses a commit that we read");
        String[] lines = expected.orElseThrow();
        if (lines.length == 0) {
            return;
        }
        String found = (commit.tree() + " " + String.join(" ", commit.parents())).strip();
        Foreign.check(lines[0].strip().equals(found), "Git follows " + lines[0] + ", not " + found);
        Matcher plain = PLAIN.matcher(new String(object, StandardCharsets.ISO_8859_1));
        if (plain.matches()) {
            Foreign.check(commit.author().name().equals(Optional.of(lines[1])), "Git's author is " + lines[1]);
            Foreign.check(commit.author().email().equals(Optional.of(lines[2])), "Git's e-mail is " + lines[2]);
            Foreign.check(Long.toString(commit.seconds()).equals(lines[3]), "Git's date is " + lines[3]);
        }
        Foreign.check(
                RawCommit.headers(object).committer().equals(commit.committer()), "the headers differ when read alone");
    }

    @AfterAll
    static void end() {
        if (git != null) {
            git.close();
        }
    }
}
