package io.commitlake.scale;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The page {@code docs/scale.md}, whose tables between two markers come from the measurements. */
final class ScalePage {
    static final Path MEASUREMENTS = Path.of("src/test/resources/io/commitlake/scale");
    private static final Path PAGE = Path.of("../docs/scale.md");
    private static final String BEGIN = "<!-- tables of `make scale` -->\n";
    private static final String END = "<!-- end of the tables -->\n";

    private ScalePage() {}

    static String text() {
        try {
            return Files.readString(PAGE);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The page with the tables of all measurements. */
    static String updated() {
        String text = text();
        int begin = text.indexOf(BEGIN) + BEGIN.length();
        return text.substring(0, begin) + "\n" + Tables.of(Measurement.all(MEASUREMENTS)) + "\n"
                + text.substring(text.indexOf(END));
    }

    static void update() {
        try {
            Files.writeString(PAGE, updated());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
