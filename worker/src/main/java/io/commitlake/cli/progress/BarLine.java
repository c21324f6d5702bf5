package io.commitlake.cli.progress;

import io.commitlake.model.secret.KnownSecrets;
import java.util.OptionalDouble;

/**
 * A line with a name, a bar and words. A narrow terminal gets a shorter bar, then none, and the end of the line is cut off
 * last.
 *
 * @param width the columns that the line may fill
 * @param names the columns of the name, which is padded or shortened to them
 * @param blocks whether the terminal shows block characters; otherwise the bar is of ASCII characters
 */
record BarLine(int width, int names, boolean blocks) {
    private static final int MOST = 24;
    private static final int LEAST = 6;
    private static final String GAP = "  ";

    /** The line; without a bar if nobody knows how much is done. */
    String of(String name, OptionalDouble done, String text) {
        String words = KnownSecrets.redact(text);
        // Before anything is cut off: a part of a secret would not be found.
        String left = shortened(KnownSecrets.redact(name), names);
        left += " ".repeat(names - left.length());
        int bar = Math.min(MOST, width - left.length() - words.length() - 2 * GAP.length());
        String line = done.isPresent() && bar >= LEAST
                ? left + GAP + bar(done.getAsDouble(), bar) + GAP + words
                : left + GAP + words;
        return shortened(line.stripTrailing(), width);
    }

    private String bar(double done, int columns) {
        int full = (int) Math.floor(Math.clamp(done, 0.0, 1.0) * columns);
        return (blocks ? "█" : "#").repeat(full) + (blocks ? "░" : "-").repeat(columns - full);
    }

    /** The text, with an ellipsis at its end if it doesn't fit. */
    private String shortened(String text, int columns) {
        if (text.length() <= columns) {
            return text;
        }
        String ellipsis = blocks ? "…" : "...";
        return columns <= ellipsis.length()
                ? text.substring(0, columns)
                : text.substring(0, columns - ellipsis.length()) + ellipsis;
    }
}
