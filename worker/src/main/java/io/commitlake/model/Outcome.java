package io.commitlake.model;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
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

/** How an export ended, put once: whichever came first holds. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "outcome")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Outcome.Complete.class, name = "complete"),
    @JsonSubTypes.Type(value = Outcome.Voided.class, name = "void")
})
public sealed interface Outcome {
    /**
     * Every file is there.
     *
     * @param commits in the export; 0 where the tip moved without new commits
     * @param files all of them, in the order in which they were put
     */
    record Complete(long commits, List<DataFile> files) implements Outcome {
        private static final int MOST_NAMED = 5;

        public Complete {
            if (commits < 0) {
                throw new IllegalArgumentException("an export can't have " + commits + " commits");
            }
            files = List.copyOf(files);
        }

        /** What this one and another one have otherwise, as a person reads it: the files by name, the first few of them. */
        public String differences(Complete held) {
            Map<String, DataFile> theirs = byKey(held.files);
            Map<String, DataFile> ours = byKey(files);
            SortedSet<String> keys = new TreeSet<>(theirs.keySet());
            keys.addAll(ours.keySet());
            keys.removeIf(key -> Objects.equals(ours.get(key), theirs.get(key)));
            List<String> words = new ArrayList<>();
            if (commits != held.commits) {
                words.add(commits + " commits, and " + held.commits + " in the ledger");
            }
            keys.stream()
                    .limit(MOST_NAMED)
                    .forEach(key -> words.add(
                            key + " has " + said(ours.get(key)) + ", and in the ledger " + said(theirs.get(key))));
            if (keys.size() > MOST_NAMED) {
                words.add((keys.size() - MOST_NAMED) + " more files differ");
            }
            return words.isEmpty() ? "their files come in another order" : String.join("; ", words);
        }

        private static Map<String, DataFile> byKey(List<DataFile> files) {
            Map<String, DataFile> byKey = new HashMap<>();
            files.forEach(file -> byKey.put(file.key(), file));
            return byKey;
        }

        private static String said(@Nullable DataFile file) {
            return file == null
                    ? "no such file"
                    : file.rows() + " rows, " + file.bytes() + " bytes, SHA-256 " + file.sha256();
        }
    }

    /**
     * The claim couldn't be carried out, and none of its files count.
     *
     * @param reason as a person would say it
     * @param at when it was voided; its files are looked for and removed for a day from then
     */
    record Voided(String reason, Instant at) implements Outcome {
        private static final Duration LOOKED_AFTER = Duration.ofDays(1);

        /** Whether a worker that woke up late may still have put files of it, which the next merge removes. */
        public boolean lookedAfter(Instant now) {
            return !at.plus(LOOKED_AFTER).isBefore(now);
        }
    }
}
