package io.commitlake.cli.output;

import io.commitlake.model.FailureText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** The browser of the person at this machine. */
public final class Browser {
    private Browser() {}

    /**
     * Asks the desktop to open a page, and doesn't wait for it.
     *
     * @return why it can't be opened; empty if the desktop was asked
     */
    public static Optional<String> open(Path page) {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String program = system.contains("mac") ? "open" : system.contains("windows") ? "explorer" : "xdg-open";
        try {
            Runtime.getRuntime().exec(new String[] {program, page.toUri().toString()});
            return Optional.empty();
        } catch (IOException missing) {
            return Optional.of(program + " can't be run: " + FailureText.of(missing));
        }
    }
}
