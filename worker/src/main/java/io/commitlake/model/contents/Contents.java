package io.commitlake.model.contents;

import io.commitlake.model.ByteSize;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Which file contents a dataset keeps. A setting writes this as {@code none}, {@code all} or words with commas between:
 * {@code .java,.py,max=1MB,text}.
 *
 * @param kept whether it keeps any; if not, the other components have no meaning
 * @param types the values of {@code file_type} of the files that it keeps, such as {@code .py}; empty for all files,
 *     also those without an extension
 * @param most the size of the largest file that it keeps, in bytes, from 1 to {@link #LIMIT}
 * @param text whether it keeps no file that Git takes for binary
 */
public record Contents(boolean kept, Set<String> types, long most, boolean text) {
    /** The largest size that a file may have, in bytes: each content is several times in memory while it is written. */
    public static final long LIMIT = 16L << 20;

    /** Keeps none. */
    public static final Contents NONE = new Contents(false, Set.of(), LIMIT, false);

    private static final String NOTHING = "none";
    private static final String EVERYTHING = "all";
    private static final String TEXT = "text";
    private static final String MOST = "max=";
    private static final Pattern TYPE = Pattern.compile("\\.[^./,\\s]+");

    public Contents {
        types = Set.copyOf(types);
        if (most < 1 || most > LIMIT) {
            throw new IllegalArgumentException("the largest file has 1 to " + LIMIT + " bytes, not " + most);
        }
    }

    /**
     * Reads a setting. The order of the words and spaces around them don't matter.
     *
     * @throws IllegalArgumentException if it isn't valid; the message is the reason, as a clause without a subject
     */
    public static Contents parse(String setting) {
        List<String> words =
                Arrays.stream(setting.split(",", -1)).map(String::strip).toList();
        if (words.equals(List.of(NOTHING))) {
            return NONE;
        }
        NavigableSet<String> types = new TreeSet<>();
        boolean all = false;
        boolean text = false;
        List<Long> sizes = new ArrayList<>();
        for (String word : words) {
            if (word.startsWith(MOST)) {
                sizes.add(size(word));
            } else if (word.startsWith(".")) {
                types.add(type(word));
            } else if (word.equals(EVERYTHING)) {
                all = true;
            } else if (word.equals(TEXT)) {
                text = true;
            } else {
                throw new IllegalArgumentException(unknown(word));
            }
        }
        if (all && !types.isEmpty()) {
            throw new IllegalArgumentException("names " + EVERYTHING + " and " + types.first() + ": leave out "
                    + EVERYTHING + " to keep only files with these extensions");
        }
        if (sizes.size() > 1) {
            throw new IllegalArgumentException("has " + MOST + " twice: leave one out");
        }
        return new Contents(true, types, sizes.isEmpty() ? LIMIT : sizes.getFirst(), text);
    }

    private static String unknown(String word) {
        if (word.isEmpty()) {
            return "has nothing before or after a comma: leave out that comma";
        }
        if (word.equals(NOTHING)) {
            return "has " + NOTHING + " beside other words: leave them out to keep nothing";
        }
        String extension = word.substring(word.lastIndexOf('.') + 1);
        return "has \"" + word + "\", which is neither an extension with its dot, nor " + MOST + "SIZE, nor " + TEXT
                + (TYPE.matcher("." + extension).matches() && !word.contains("=")
                        ? ": for files such as a." + extension + ", write ." + extension
                        : "");
    }

    private static String type(String word) {
        if (!TYPE.matcher(word).matches()) {
            String last = word.substring(word.lastIndexOf('.'));
            throw new IllegalArgumentException(
                    "has \"" + word + "\", which no file_type is, because an extension begins at the last dot"
                            + (TYPE.matcher(last).matches() ? ": write " + last : ""));
        }
        return word;
    }

    private static long size(String word) {
        OptionalLong size = ByteSize.parse(word.substring(MOST.length()));
        if (size.isEmpty() || size.getAsLong() > LIMIT) {
            throw new IllegalArgumentException("has \"" + word + "\": write a size from " + MOST + "1 to " + MOST
                    + ByteSize.text(LIMIT) + ", such as " + MOST + "1MB");
        }
        return size.getAsLong();
    }

    /**
     * Whether a file is kept unless it is binary.
     *
     * @param type its {@code file_type}
     * @param size its size in bytes
     */
    public boolean keeps(Optional<String> type, long size) {
        return kept
                && size <= most
                && (types.isEmpty() || type.filter(types::contains).isPresent());
    }

    /** The setting in its usual form, which {@link #parse} reads. */
    @Override
    public String toString() {
        if (!kept) {
            return NOTHING;
        }
        List<String> words = new ArrayList<>(new TreeSet<>(types));
        if (most < LIMIT) {
            words.add(MOST + ByteSize.text(most));
        }
        if (text) {
            words.add(TEXT);
        }
        return words.isEmpty() ? EVERYTHING : String.join(",", words);
    }
}
