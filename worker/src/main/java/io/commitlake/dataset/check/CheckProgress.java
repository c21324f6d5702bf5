package io.commitlake.dataset.check;

/** Receives the progress of the check of one repository. Its methods return at once. */
public interface CheckProgress {
    /** Ignores it. */
    CheckProgress NONE = new CheckProgress() {
        @Override
        public void checking(long months) {}

        @Override
        public void checkedMonth() {}
    };

    /** The check of so many months begins; each export has months of its own. */
    void checking(long months);

    /** One more month is checked. */
    void checkedMonth();
}
