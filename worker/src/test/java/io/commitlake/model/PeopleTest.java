package io.commitlake.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.testing.Python;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares what a dataset keeps of people with the oracle, which is in Python like many users' own programs. */
class PeopleTest {
    /** Prints the name and e-mail that the oracle keeps, for each mode and each e-mail of a file. */
    private static final String KEPT = """
            import importlib.util, json, sys
            spec = importlib.util.spec_from_file_location("oracle", sys.argv[1])
            oracle = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(oracle)
            emails = json.load(open(sys.argv[2], encoding="utf-8"))
            print(json.dumps([oracle.kept("Ann", email, mode) for email in emails for mode in ("clear", "hashed", "none")]))
            """;

    /** Letters whose lower case depends on their neighbours, and neighbours of every kind. */
    private static final String[] ODD = {
        "Σ", "Σ", "σ", "A", "a", "İ", "I", "ß", "ẞ", "Ǆ", "@", "@", ".", "'", "’", ":", "·", "-", "_", "+", "1", "^",
        "`", "\u0301", "\u0345", "ᴬ", "ʰ", "中", "\u00AD", "\u200D", "𐐀", "😀", "\uFFFD", " "
    };

    private record Kept(Optional<String> name, Optional<String> email) {}

    @TempDir
    Path folder;

    @Test
    void theDatasetKeepsWhatTheOracleKeepsOfAnyAddress() throws Exception {
        List<String> emails = new ArrayList<>(List.of(
                "ann@example.org",
                "Ann.Thor@Example.ORG",
                "12345+Ann@users.noreply.github.com",
                "no domain",
                "a@b@C.example",
                "ends@",
                "@starts",
                "İSTANBUL@EXAMPLE.TR",
                "ΟΔΥΣΣΕΥΣ@ΕΛΛΑΣ.GR",
                "ΝΙΚΟΣ.Α@X.GR"));
        Random random = new Random(7);
        for (int i = 0; i < 5_000; i++) {
            StringBuilder email = new StringBuilder();
            for (int parts = 1 + random.nextInt(8); parts > 0; parts--) {
                email.append(ODD[random.nextInt(ODD.length)]);
            }
            emails.add(email.toString());
        }
        List<Kept> expected = new ArrayList<>();
        Path file = Files.write(folder.resolve("emails.json"), Json.write(emails));
        String oracle = Path.of("src/test/python/check_dataset.py").toString();
        for (var row : Json.tree(Python.run("-c", KEPT, oracle, file.toString()).getBytes(StandardCharsets.UTF_8))) {
            expected.add(new Kept(
                    Optional.ofNullable(row.get(0).asString(null)),
                    Optional.ofNullable(row.get(1).asString(null))));
        }

        List<Kept> kept = new ArrayList<>();
        for (String email : emails) {
            for (People mode : People.values()) {
                kept.add(new Kept(mode.name(Optional.of("Ann")), mode.email(Optional.of(email))));
            }
        }
        assertThat(kept).hasSameSizeAs(expected);
        for (int i = 0; i < kept.size(); i++) {
            assertThat(kept.get(i))
                    .as("%s of \"%s\"", List.of(People.values()).get(i % 3), emails.get(i / 3))
                    .isEqualTo(expected.get(i));
        }
    }

    @Test
    void aHashedAddressIsTheSameForOnePersonAndShowsTheDomain() {
        // printf ann@example.org | sha256sum
        String hash = "438c4c7afe600cdf1e455c369bec76dc970fc8ca463447c7b387a347f3c79331";
        assertThat(People.HASHED.email(Optional.of("ann@example.org"))).contains(hash + "@example.org");
        assertThat(People.HASHED.email(Optional.of("Ann@EXAMPLE.org"))).contains(hash + "@example.org");
    }

    @Test
    void nothingStaysNothingInEachMode() {
        for (People mode : People.values()) {
            assertThat(mode.name(Optional.empty())).isEmpty();
            assertThat(mode.email(Optional.empty())).isEmpty();
        }
    }

    @Test
    void aModeIsReadAsItIsWritten() {
        for (People mode : People.values()) {
            assertThat(People.parse(mode.text())).contains(mode);
        }
        assertThat(People.parse("CLEAR")).isEmpty();
        assertThat(People.parse("")).isEmpty();
    }
}
