package io.commitlake.model;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

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
        public Complete {
            files = List.copyOf(files);
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
