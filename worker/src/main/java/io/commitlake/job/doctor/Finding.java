package io.commitlake.job.doctor;

/**
 * The result of a check.
 *
 * @param subject the checked thing in a word or two, such as {@code store}
 * @param words what was found and, if that isn't well, what to do
 */
public record Finding(Level level, String subject, String words) {
    /** How good a finding is. */
    public enum Level {
        OK,
        /** Commands run, but worse than they could, or not for long. */
        WARNING,
        /** Some commands fail. */
        FAILURE
    }

    public static Finding ok(String subject, String words) {
        return new Finding(Level.OK, subject, words);
    }

    public static Finding warning(String subject, String words) {
        return new Finding(Level.WARNING, subject, words);
    }

    public static Finding failure(String subject, String words) {
        return new Finding(Level.FAILURE, subject, words);
    }
}
