package io.commitlake.job.runs;

/** What a run came to, the most urgent first. */
public enum Verdict {
    /** Validation found a fault. */
    FAULTY,
    /** A step hasn't put its report: it failed, was killed or still runs. */
    INCOMPLETE,
    /** Some repositories failed. */
    FAILURES,
    /** All repositories that can be exported are. */
    COMPLETE,
    /** It is planned and has no report yet. */
    PLANNED
}
