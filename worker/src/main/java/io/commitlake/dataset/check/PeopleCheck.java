package io.commitlake.dataset.check;

import io.commitlake.dataset.CommitRow;
import io.commitlake.model.People;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Checks what a commit's row has of its author and its committer. */
final class PeopleCheck {
    private static final Pattern HASHED_EMAIL = Pattern.compile("[0-9a-f]{64}(@[^@]*)?");

    /** The largest offset that {@code +hhmm} can express, in minutes. */
    private static final long MOST_MINUTES = 99 * 60 + 99;

    private final People mode;
    private final Consumer<String> fault;

    /**
     * Creates a check for one commit.
     *
     * @param mode how much the dataset keeps of names and e-mails
     */
    PeopleCheck(People mode, Consumer<String> fault) {
        this.mode = mode;
        this.fault = fault;
    }

    void check(CommitRow row) {
        checkName("author_name", row.authorName());
        checkEmail("author_email", row.authorEmail());
        checkOffset("author_utc_offset", row.authorUtcOffset().orElse(0));
        checkName("committer_name", row.committerName());
        checkEmail("committer_email", row.committerEmail());
        checkOffset("committer_utc_offset", row.committerUtcOffset().orElse(0));
    }

    private void checkName(String column, Optional<String> name) {
        if (name.isPresent() && (mode != People.CLEAR || name.get().isEmpty())) {
            report(column, name.get());
        }
    }

    private void checkEmail(String column, Optional<String> email) {
        boolean right = switch (mode) {
            case CLEAR -> email.map(text -> !text.isEmpty()).orElse(true);
            case HASHED ->
                email.map(text -> HASHED_EMAIL.matcher(text).matches()).orElse(true);
            case NONE -> email.isEmpty();
        };
        if (!right) {
            report(column, email.orElse(""));
        }
    }

    private void report(String column, String value) {
        fault.accept(column + " is \"" + value + "\", but the dataset keeps people as " + mode.text());
    }

    private void checkOffset(String column, long minutes) {
        if (minutes < -MOST_MINUTES || minutes > MOST_MINUTES) {
            fault.accept(column + " is " + minutes + ", but +hhmm has at most " + MOST_MINUTES + " minutes");
        }
    }
}
