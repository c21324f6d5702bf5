package io.commitlake.model;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.commitlake.model.secret.KnownSecrets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The final result of an export. The ledger stores one per export: the first wins. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "outcome")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Outcome.Complete.class, name = "complete"),
    @JsonSubTypes.Type(value = Outcome.Voided.class, name = "void")
})
public sealed interface Outcome {
    /**
     * A completed export: the store has all of its files.
     *
     * @param commits the number of commits in the export; 0 if the tip moved without new commits
     * @param files all files of the export, in the order in which they were put
     */
    record Complete(long commits, List<DataFile> files) implements Outcome {
        private static final int MAX_NAMED = 5;

        public Complete {
            if (commits < 0) {
                throw new IllegalArgumentException("an export can't have " + commits + " commits");
            }
            files = List.copyOf(files);
        }

        /** Describes how this outcome differs from the ledger's, with at most five of the files that differ. */
        public String differences(Complete inLedger) {
            Map<String, DataFile> theirs = byKey(inLedger.files);
            Map<String, DataFile> ours = byKey(files);
            SortedSet<String> keys = new TreeSet<>(theirs.keySet());
            keys.addAll(ours.keySet());
            keys.removeIf(key -> Objects.equals(ours.get(key), theirs.get(key)));
            List<String> words = new ArrayList<>();
            if (commits != inLedger.commits) {
                words.add(commits + " commits here, " + inLedger.commits + " in the ledger");
            }
            keys.stream()
                    .limit(MAX_NAMED)
                    .forEach(key -> words.add(key + ": " + describe(ours.get(key)) + " here, "
                            + describe(theirs.get(key)) + " in the ledger"));
            if (keys.size() > MAX_NAMED) {
                words.add((keys.size() - MAX_NAMED) + " more files differ");
            }
            return words.isEmpty() ? "the files are in a different order" : String.join("; ", words);
        }

        private static Map<String, DataFile> byKey(List<DataFile> files) {
            Map<String, DataFile> byKey = new HashMap<>();
            files.forEach(file -> byKey.put(file.key(), file));
            return byKey;
        }

        private static String describe(@Nullable DataFile file) {
            return file == null
                    ? "no file"
                    : file.rows() + " rows, " + file.bytes() + " bytes, SHA-256 " + file.sha256();
        }
    }

    /**
     * A void export: a worker gave up its claim, and none of its files belong to the dataset.
     *
     * @param reason the reason, as a sentence for people; known secrets in it are replaced
     * @param at the moment at which the export became void; for a day from then, each merge removes its files
     */
    record Voided(String reason, Instant at) implements Outcome {
        private static final Duration CLEANUP_PERIOD = Duration.ofDays(1);

        public Voided {
            reason = KnownSecrets.redact(reason);
        }

        /** Whether a suspended worker may still put files of this export, which the next merge must remove. */
        public boolean mayGainFiles(Instant now) {
            return !at.isBefore(now.minus(CLEANUP_PERIOD));
        }
    }
}
