package io.commitlake.dataset.check;

/** Is told how far the check of one repository is. Its methods return at once. */
public interface CheckProgress {
    /** Tells nobody. */
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
