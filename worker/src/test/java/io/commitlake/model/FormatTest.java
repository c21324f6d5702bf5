package io.commitlake.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FormatTest {
    private static Format format(String text) {
        return Format.parse(text).orElseThrow();
    }

    @Test
    void rowsDecideBeforeFilesThenParquetThenGit() {
        List<Format> oldestFirst = List.of(
                format("rows 1 git 2.47.3, files 1 parquet 1.17.0, people clear"),
                format("rows 1 git 2.9.5, files 1 parquet 1.18.1, people clear"),
                format("rows 1 git 2.39.5, files 1 parquet 1.18.1, people clear"),
                format("rows 1 git 2.48.0-rc1, files 1 parquet 1.18.1, people clear"),
                format("rows 1 git 2.48.0.windows.1, files 1 parquet 1.18.1, people clear"),
                format("rows 1 git 2.48.0, files 1 parquet 1.18.1, people clear"),
                format("rows 1 git 2.48.0.1, files 1 parquet 1.18.1, people clear"),
                format("rows 1 git 2.39.5, files 2 parquet 1.17.0, people clear"),
                format("rows 2 git 2.39.5, files 1 parquet 1.18.1, people clear"),
                format("rows 10 git 2.39.5, files 1 parquet 1.18.1, people clear"));
        List<Format> shuffled = new ArrayList<>(oldestFirst);
        Collections.shuffle(shuffled, new Random(1));
        Collections.sort(shuffled);

        assertThat(shuffled).isEqualTo(oldestFirst);
    }

    @Test
    void exactlyOneOfTwoDifferentFormatsIsNewer() {
        List<String> gitVersions =
                List.of("2.39.5", "2.39.5.1", "2.39", "2.40.0-rc1", "2.40.0-rc2", "2.40.0", "next", "v2.40.0");
        for (String one : gitVersions) {
            for (String other : gitVersions) {
                Format a = format("rows 1 git " + one + ", files 1 parquet 1.18.1, people clear");
                Format b = format("rows 1 git " + other + ", files 1 parquet 1.18.1, people clear");
                assertThat(Integer.signum(a.compareTo(b)))
                        .as("%s and %s", one, other)
                        .isEqualTo(-Integer.signum(b.compareTo(a)));
                assertThat(a.compareTo(b) == 0).as("%s and %s", one, other).isEqualTo(one.equals(other));
            }
        }
    }

    @Test
    void aFormatIsWrittenAsItWasReadAndOtherTextHasNone() {
        String text = "rows 1 git 2.39.5, files 1 parquet 1.18.1, people clear";
        assertThat(format(text)).hasToString(text);
        assertThat(format(text.replace("clear", "hashed")).people()).isEqualTo(People.HASHED);
        assertThat(Format.parse(text.replace("clear", "salted"))).isEmpty();
        assertThat(Format.parse(text.replace(", people clear", ""))).isEmpty();
        assertThat(Format.parse("rows 1 jgit 7.3, files 1 parquet 1.18.1, people clear"))
                .isEmpty();
        assertThat(Format.parse("1")).isEmpty();
    }
}
